import { writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { stopwatch } from '#server/clock.ts';
import { written } from './figures.ts';
import { Ground } from './ground.ts';
import { killLeftovers } from './processes.ts';
import { asMarkdown } from './report.ts';
import type { Section } from './report.ts';
import { measureClaims } from './sections/claims.ts';
import { measureDrain } from './sections/drain.ts';
import { measureImport } from './sections/import.ts';
import { measureKill } from './sections/kill.ts';
import { measureLifeCycle } from './sections/life-cycle.ts';
import { measureWebhooks } from './sections/webhooks.ts';

const sections = {
  drain: measureDrain,
  kill: measureKill,
  claims: measureClaims,
  'life-cycle': measureLifeCycle,
  import: measureImport,
  webhooks: measureWebhooks,
};

const help = `npm run bench                     every section; writes docs/benchmarks.md
npm run bench -- claims import    only these, and nothing is written
npm run bench -- --quick          small numbers, to see that it works; nothing is written
Sections: ${Object.keys(sections).join(', ')}
`;

async function main(args: string[]): Promise<void> {
  const isQuick = args.includes('--quick');
  const named = args.filter((arg) => !arg.startsWith('--'));
  const unknown = [...named.filter((name) => !(name in sections)), ...args.filter((arg) => arg.startsWith('--') && arg !== '--quick')];
  if (unknown.length > 0) {
    process.stderr.write(`There is no ${unknown.join(', ')}.\n\n${help}`);
    process.exitCode = 2;
    return;
  }
  const measured: Section[] = [];
  for (const [name, measure] of Object.entries(sections)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const elapsed = stopwatch();
    measured.push(await onFreshGround((ground) => measure(ground, { isQuick })));
    process.stderr.write(`${name}: measured in ${written(elapsed() / 1000)} s\n`);
  }
  const report = asMarkdown(measured, machine());
  process.stdout.write(report);
  const isWhole = named.length === 0 && !isQuick;
  if (isWhole) await writeFile(join(import.meta.dirname, '..', 'docs', 'benchmarks.md'), report);
}

/** Each section on a PostgreSQL of its own, so that none pays for what another one left behind. */
async function onFreshGround(measure: (ground: Ground) => Promise<Section>): Promise<Section> {
  const ground = await Ground.prepare();
  try {
    return await measure(ground);
  } finally {
    await killLeftovers();
    await ground.end();
  }
}

function machine(): string {
  const [cpu] = cpus();
  const memory = written(totalmem() / 1024 ** 3);
  return `${cpus().length} × ${cpu?.model.trim() || 'unnamed processor'}, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}, embedded PostgreSQL 18 with fsync on`;
}

await main(process.argv.slice(2));
