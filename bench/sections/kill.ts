import { setTimeout as pause } from 'node:timers/promises';
import { judge, readLog } from '../call-log.ts';
import type { LoggedCall } from '../call-log.ts';
import { carillon, loop, requeue, scheduler } from '../contenders.ts';
import type { Contender } from '../contenders.ts';
import { written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import { slots, startSimulator, untilAccepted, untilOver } from '../race.ts';
import type { Section } from '../report.ts';

type Options = { isQuick: boolean; redisUrl: string | null };

type Outcome = {
  name: string;
  isFinished: boolean;
  /** After its restart: until the next call was accepted, and until the last one ended. */
  firstSeconds: number;
  lastSeconds: number;
  slotsLeaked: number;
  neverRung: number;
  withoutResult: number;
  rungTwice: number;
  rungTwiceAtOnce: number;
};

const awaySeconds = 2;
const patience = { quietSeconds: 50, atMostSeconds: 240 };

/** What a kill -9 in the middle leaves behind: one process, killed when half the people have been called, and started again. */
export async function measureKill(ground: Ground, { isQuick, redisUrl }: Options): Promise<Section> {
  const people = isQuick ? 300 : 600;
  const ours = await killInTheMiddle(carillon, { ground, people, redisUrl, killAfter: people / 2 });
  const rivals = await Promise.all([
    killInTheMiddle(loop, { ground, people, redisUrl, killAfter: people / 2 }),
    killInTheMiddle(requeue, { ground, people, redisUrl, killAfter: people / 2 }),
    killInTheMiddle(scheduler, { ground, people: 60, redisUrl, killAfter: 15 }),
  ]);
  return {
    title: 'Killed in the middle',
    text: [
      `${people} people, the same calls. The only process is killed with kill -9 when half of the people have been called, and started again ` +
        `${awaySeconds} s later; the simulator repeats a webhook that nobody took after 1, 5 and 30 s. Whoever rings nobody for ` +
        `${patience.quietSeconds} s has stopped for good. Slots leaked are those a system still counts when the simulator's last call is over. ` +
        'The scheduler has 60 people and is killed in its second pass.',
    ],
    head: [
      '',
      'finished',
      'first call after',
      'last call after',
      'slots leaked',
      'never rung',
      'without a result',
      'rung twice',
      'twice at once',
    ],
    rows: [ours, ...rivals].map(rowOf),
    targets: [
      {
        what: 'after kill -9: slots leaked, people lost, rung twice',
        goal: '0, 0, 0',
        reached: threeOf(ours),
        isMet: threeOf(ours) === '0, 0, 0',
      },
      {
        what: 'first call after the restart',
        goal: '≤ 15 s',
        reached: `${written(ours.firstSeconds, 1)} s`,
        isMet: ours.firstSeconds <= 15,
      },
    ],
  };
}

function threeOf({ slotsLeaked, withoutResult, rungTwice }: Outcome): string {
  return [slotsLeaked, withoutResult, rungTwice].join(', ');
}

function rowOf(outcome: Outcome): string[] {
  const seconds = (value: number) => (Number.isFinite(value) ? `${written(value, 1)} s` : '–');
  return [
    outcome.name,
    outcome.isFinished ? 'yes' : 'no',
    seconds(outcome.firstSeconds),
    seconds(outcome.lastSeconds),
    ...[outcome.slotsLeaked, outcome.neverRung, outcome.withoutResult, outcome.rungTwice, outcome.rungTwiceAtOnce].map(
      (n) => written(n),
    ),
  ];
}

type Field = { ground: Ground; people: number; redisUrl: string | null; killAfter: number };

async function killInTheMiddle(contender: Contender, { ground, people, redisUrl, killAfter }: Field): Promise<Outcome> {
  const simulator = await startSimulator();
  const entry = await contender.enter(ground, { people, simulatorUrl: simulator.url, redisUrl });
  const first = await entry.start(true);
  await untilAccepted(simulator.url, killAfter);
  await first.kill();
  await pause(awaySeconds * 1000);
  const before = (await readLog(simulator.url)).length;
  const restartedAt = Date.now();
  const second = await entry.start(false);
  await untilOver(simulator.url, people, patience);
  // The last webhooks are on their way.
  await pause(3000);
  const log = await readLog(simulator.url);
  const { slotsInUse, unfinished } = await entry.state();
  await second.kill();
  await simulator.kill();
  await entry.close();
  return outcomeOf({ name: contender.name, people, log, before, restartedAt, slotsInUse, unfinished });
}

type Evidence = {
  name: string;
  people: number;
  log: LoggedCall[];
  before: number;
  restartedAt: number;
  slotsInUse: number;
  unfinished: number;
};

function outcomeOf({ name, people, log, before, restartedAt, slotsInUse, unfinished }: Evidence): Outcome {
  const judged = judge(log, slots);
  const after = log.slice(before);
  const since = (instants: (string | null | undefined)[]) =>
    instants.map((instant) => (Date.parse(instant ?? '') - restartedAt) / 1000);
  return {
    name,
    isFinished: unfinished === 0,
    firstSeconds: Math.min(...since(after.map(({ accepted }) => accepted))),
    lastSeconds: Math.max(...since(after.map(({ ended }) => ended))),
    slotsLeaked: slotsInUse,
    neverRung: people - judged.peopleRung,
    withoutResult: unfinished,
    rungTwice: judged.rungTwice,
    rungTwiceAtOnce: judged.rungTwiceAtOnce,
  };
}
