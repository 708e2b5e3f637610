import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realNow, stopwatch } from '#server/clock.ts';
import { canRunRedis, startRedis } from '#test/support/redis.ts';
import { written } from './figures.ts';
import { Ground } from './ground.ts';
import { describeMachine } from './machine.ts';
import { killLeftovers } from './processes.ts';
import { reportOf, sectionOf } from './report.ts';
import type { Section } from './report.ts';
import { measureClaims } from './sections/claims.ts';
import { measureDrain } from './sections/drain.ts';
import { measureForecast } from './sections/forecast.ts';
import { measureImport } from './sections/import.ts';
import { measureKill } from './sections/kill.ts';
import { measureLifeCycle } from './sections/life-cycle.ts';
import { measureLists } from './sections/lists.ts';
import { measureLive } from './sections/live.ts';
import { measureWebhooks } from './sections/webhooks.ts';

const sections = {
  drain: measureDrain,
  kill: measureKill,
  claims: measureClaims,
  'life-cycle': measureLifeCycle,
  import: measureImport,
  webhooks: measureWebhooks,
  lists: measureLists,
  live: measureLive,
  forecast: measureForecast,
};
type Name = keyof typeof sections;

const help = `npm run bench                         everything, about 25 minutes; writes docs/benchmarks.md
npm run bench -- claims import        only these, shown and not written; there are ${Object.keys(sections).join(', ')}
npm run bench -- --quick              smaller numbers of everything, about 6 minutes
npm run bench -- --quick --write      and write them down
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !isName(name));
if (values.help || unknown.length > 0) {
  process.stdout.write(unknown.length > 0 ? `There is no ${unknown.join(', ')}.\n\n${help}` : help);
  process.exit(values.help ? 0 : 2);
}
await run(positionals.filter(isName), { isQuick: values.quick, isWritten: values.write });

function isName(name: string): name is Name {
  return name in sections;
}

async function run(chosen: Name[], { isQuick, isWritten }: { isQuick: boolean; isWritten: boolean }): Promise<void> {
  const ground = await Ground.prepare();
  const redis = canRunRedis() ? await startRedis() : null;
  const stop = async () => {
    await killLeftovers();
    await redis?.close();
    await ground.end();
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(130)));
  try {
    const done: Section[] = [];
    const { db, drop } = await ground.database();
    const machine = await describeMachine(db);
    await drop();
    for (const name of chosen.length > 0 ? chosen : (Object.keys(sections) as Name[])) {
      const elapsed = stopwatch();
      const section = await sections[name](ground, { isQuick, redisUrl: redis?.url ?? null });
      done.push(section);
      process.stdout.write(`${sectionOf(section)}\n\n${targetsOf(section)}(${written(elapsed() / 1000)} s)\n\n`);
    }
    const report = reportOf(done, { machine, isQuick, day: realNow().toISOString().slice(0, 10) });
    if (isWritten || (chosen.length === 0 && !isQuick)) await write(report);
  } finally {
    await stop();
  }
}

function targetsOf({ targets }: Section): string {
  return targets
    .map(({ what, goal, reached, isMet }) => `${isMet ? 'met   ' : 'MISSED'} ${what}: ${reached} (${goal})\n`)
    .join('');
}

async function write(report: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'docs');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'benchmarks.md'), report);
}
