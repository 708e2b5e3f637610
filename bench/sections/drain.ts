import { canRunRedis, startRedis } from '#test/support/redis.ts';
import { judge } from '../call-log.ts';
import type { Drained, LoggedCall } from '../call-log.ts';
import { carillon, carillonOnRedis, loop, requeue, scheduler } from '../contenders.ts';
import type { Contender, Race } from '../contenders.ts';
import { quantile, written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import type { Running } from '../processes.ts';
import { slots, startSimulator, untilOver } from '../race.ts';
import type { Patience } from '../race.ts';
import type { Section, Target } from '../report.ts';

type Result = Drained & { name: string; isExtrapolated: boolean };

const patience = { quietSeconds: 60, atMostSeconds: 900 };
/** The scheduler would take hours: it is watched for so long, and the rest follows from its pace. */
const watchedSeconds = 60;
const wholeCalls = {
  answerRate: 1,
  voicemailRate: 0,
  busyRate: 0,
  failedRate: 0,
  setupSeconds: [0, 0],
  ringSeconds: [0, 0],
  talkSeconds: { mean: 1 },
  announceQueued: false,
};

export const callsInWords =
  'Everybody answers at once and talks for 1 s on average (lognormal). Same simulator, same seed, so everybody gets the same ' +
  'fate in every run; it runs in a process of its own, and its log is what everything here is counted from.';

/** How long it takes to call everybody, and how much of the time the slots are in use. */
export async function measureDrain(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const people = isQuick ? 400 : 2000;
  const redis = await openRedis();
  const results: Result[] = [];
  try {
    for (const contender of [carillon, ...(redis ? [carillonOnRedis] : []), loop, requeue]) {
      results.push(await drain(ground, contender, { people, redisUrl: redis?.url ?? null, patience }));
    }
    const watched = { quietSeconds: watchedSeconds, atMostSeconds: watchedSeconds };
    results.push(await drain(ground, scheduler, { people, redisUrl: redis?.url ?? null, patience: watched }));
  } finally {
    await redis?.close();
  }
  return {
    title: 'Drain',
    text: [
      `${written(people)} people, ${slots} calls at once. ${callsInWords} Ideal: ${written(people / slots)} s. ` +
        'A slot is busy steadily from the moment all are in use until the last call is accepted. Idle: from the end of a call to the next call accepted.',
      `The scheduler was watched for ${watchedSeconds} s; its drain (≈) follows from the calls of that time. The others ran until everybody was called.`,
      redis
        ? 'Requeue has its counter and its jobs in Redis.'
        : 'No Redis here: requeue has its counter and its jobs in PostgreSQL.',
    ],
    head: [
      '',
      'drain, s',
      'busy',
      'busy steadily',
      'idle p50, ms',
      'p99, ms',
      'most at once',
      'rung twice at once',
      'people called',
    ],
    rows: results.map(rowOf),
    targets: targetsOf(results),
  };
}

/** A simulated network for one contender, with calls of 1 s on average. */
export async function withNetwork<T>(use: (url: string) => Promise<T>): Promise<T> {
  const simulator = await startSimulator();
  try {
    const response = await fetch(`${simulator.url}/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wholeCalls),
    });
    if (!response.ok) throw new Error(`the simulator refused the settings: ${await response.text()}`);
    return await use(simulator.url);
  } finally {
    await simulator.kill();
  }
}

/** BullMQ needs a package of its own for Redis, which not everybody installs. */
export async function openRedis(): Promise<Awaited<ReturnType<typeof startRedis>> | null> {
  try {
    import.meta.resolve('ioredis');
  } catch {
    return null;
  }
  return canRunRedis() ? startRedis() : null;
}

type Drain = Omit<Race, 'simulatorUrl'> & { patience: Patience };

async function drain(
  ground: Ground,
  contender: Contender,
  { people, redisUrl, patience: bounds }: Drain,
): Promise<Result> {
  const log = await withNetwork(async (simulatorUrl) => {
    const entry = await contender.enter(ground, { people, simulatorUrl, redisUrl });
    let running: Running | undefined;
    try {
      running = await entry.start(true);
      return await untilOver(simulatorUrl, people, bounds);
    } finally {
      await running?.kill();
      await entry.close();
    }
  });
  const drained = judge(log, slots);
  const isExtrapolated = drained.peopleRung < people;
  const seconds = isExtrapolated ? secondsFor(people, log) : drained.seconds;
  const result = { ...drained, name: contender.name, isExtrapolated, seconds };
  process.stderr.write(`drain: ${rowOf(result).join(' | ')}\n`);
  return result;
}

/** At the pace of the time that was watched. */
function secondsFor(people: number, log: readonly LoggedCall[]): number {
  const accepted = log.map((call) => Date.parse(call.accepted));
  const first = Math.min(...accepted);
  const calls = accepted.filter((at) => at < first + watchedSeconds * 1000).length;
  return (people * watchedSeconds) / calls;
}

function rowOf(result: Result): string[] {
  return [
    result.name,
    `${result.isExtrapolated ? '≈ ' : ''}${written(result.seconds, result.isExtrapolated ? 0 : 1)}`,
    `${written(100 * result.busyShare, 1)} %`,
    Number.isNaN(result.steadyShare) ? '–' : `${written(100 * result.steadyShare, 1)} %`,
    written(quantile(result.idleMs, 0.5), 0),
    written(quantile(result.idleMs, 0.99), 0),
    written(result.mostAtOnce),
    written(result.rungTwiceAtOnce),
    written(result.peopleRung),
  ];
}

function targetsOf(results: readonly Result[]): Target[] {
  const seconds = (name: string) => results.find((result) => result.name === name)?.seconds ?? Number.NaN;
  const own = results.find(({ name }) => name === carillon.name);
  const overLoop = seconds(loop.name) / seconds(carillon.name);
  const overRequeue = seconds(requeue.name) / seconds(carillon.name);
  const idle = quantile(own?.idleMs ?? [], 0.5);
  const steady = 100 * (own?.steadyShare ?? Number.NaN);
  return [
    {
      what: 'drain faster than the loop',
      goal: '≥ 2.5 ×',
      reached: `${written(overLoop, 1)} ×`,
      isMet: overLoop >= 2.5,
    },
    {
      what: 'drain faster than requeue',
      goal: '≥ 8 ×',
      reached: `${written(overRequeue, 1)} ×`,
      isMet: overRequeue >= 8,
    },
    { what: 'idle slot p50', goal: '≤ 10 ms', reached: `${written(idle, 1)} ms`, isMet: idle <= 10 },
    { what: 'slots busy in steady state', goal: '≥ 99 %', reached: `${written(steady, 1)} %`, isMet: steady >= 99 },
  ];
}
