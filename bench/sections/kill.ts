import { setTimeout as pause } from 'node:timers/promises';
import { judge } from '../call-log.ts';
import { carillon, loop, requeue } from '../contenders.ts';
import type { Contender, Entry } from '../contenders.ts';
import { written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import type { Running } from '../processes.ts';
import { slots, untilAccepted, untilOver } from '../race.ts';
import type { Section } from '../report.ts';
import type { RivalState } from '../rivals/wire.ts';
import { callsInWords, openRedis, withNetwork } from './drain.ts';

type Result = {
  name: string;
  leaked: number;
  lost: number;
  rungTwice: number;
  rungTwiceAtOnce: number;
  mostAtOnce: number;
  seconds: number;
};

const people = 600;
/** Whoever calls nobody new for a minute will not call the rest. */
const patience = { quietSeconds: 60, atMostSeconds: 600 };

/** What one kill -9 in the middle leaves behind after a restart. */
export async function measureKill(ground: Ground, _options: { isQuick: boolean }): Promise<Section> {
  const redis = await openRedis();
  const results: Result[] = [];
  try {
    for (const contender of [carillon, loop, requeue])
      results.push(await survive(ground, contender, redis?.url ?? null));
  } finally {
    await redis?.close();
  }
  const own = results.find(({ name }) => name === carillon.name);
  const sound = (what: string, found: number) => ({ what, goal: '0', reached: written(found), isMet: found === 0 });
  return {
    title: 'kill -9',
    text: [
      `${people} people, ${slots} calls at once; after ${people / 2} calls the process is killed with SIGKILL and started again at once. ${callsInWords}`,
      'Leaked: slots still counted as taken although no call is in progress. Lost: people never called to an end. ' +
        'Twice: people rung twice for one attempt. Whoever places no call for a minute is stopped.',
    ],
    head: ['', 'slots leaked', 'people lost', 'rung twice', 'rung twice at once', 'most at once', 's'],
    rows: results.map((result) => [
      result.name,
      ...[result.leaked, result.lost, result.rungTwice, result.rungTwiceAtOnce, result.mostAtOnce].map((count) =>
        written(count),
      ),
      written(result.seconds, 1),
    ]),
    targets: [
      sound('slots leaked', own?.leaked ?? Number.NaN),
      sound('people lost', own?.lost ?? Number.NaN),
      sound('people rung twice', own?.rungTwice ?? Number.NaN),
    ],
  };
}

async function survive(ground: Ground, contender: Contender, redisUrl: string | null): Promise<Result> {
  return withNetwork(async (simulatorUrl) => {
    const entry = await contender.enter(ground, { people, simulatorUrl, redisUrl });
    const started: Running[] = [];
    try {
      const result = { name: contender.name, ...(await killOnce(entry, simulatorUrl, started)) };
      process.stderr.write(`kill: ${JSON.stringify(result)}\n`);
      return result;
    } finally {
      await Promise.all(started.map((running) => running.kill()));
      await entry.close();
    }
  });
}

async function killOnce(entry: Entry, simulatorUrl: string, started: Running[]): Promise<Omit<Result, 'name'>> {
  const first = await entry.start(true);
  started.push(first);
  await untilAccepted(simulatorUrl, people / 2);
  await first.kill();
  started.push(await entry.start(false));
  const log = await untilOver(simulatorUrl, people, patience);
  const { slotsInUse } = await untilQuiet(entry);
  const { peopleRung, rungTwice, rungTwiceAtOnce, mostAtOnce, seconds } = judge(log, slots);
  return { leaked: slotsInUse, lost: people - peopleRung, rungTwice, rungTwiceAtOnce, mostAtOnce, seconds };
}

/** The last webhooks are still on their way when the last call is over: the state after 40 s at most. */
async function untilQuiet(entry: Entry): Promise<RivalState> {
  let state = await entry.state();
  for (let waited = 0; waited < 40 && state.slotsInUse > 0; waited++) {
    await pause(1000);
    state = await entry.state();
  }
  return state;
}
