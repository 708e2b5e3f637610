import { setTimeout as pause } from 'node:timers/promises';
import { judge, readLog } from '../call-log.ts';
import type { Drained } from '../call-log.ts';
import { carillon, carillonOnRedis, loop, requeue, scheduler } from '../contenders.ts';
import type { Contender } from '../contenders.ts';
import { median, quantile, written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import { callsInWords, slots, startSimulator, untilOver } from '../race.ts';
import type { Section } from '../report.ts';

type Options = { isQuick: boolean; redisUrl: string | null };
type Run = { contender: Contender; drained: Drained };

/** The scheduler is watched for so long, and the rest is reckoned: all of it would take more than an hour and a half. */
const watchedSeconds = 95;
const patience = { quietSeconds: 45, atMostSeconds: 600 };

/** How fast everybody is called through with so many slots: Carillon, and three designs that are often built instead. */
export async function measureDrain(ground: Ground, { isQuick, redisUrl }: Options): Promise<Section> {
  const people = isQuick ? 500 : 2000;
  const race = { ground, people, redisUrl };
  // Rivals wait for their timers nine tenths of the time: side by side they don't disturb each other.
  const waiting = Promise.all([drain(loop, race), drain(requeue, race), drainBySchedule(race)]);
  const rivals = await waiting;
  const ours: Run[] = [];
  for (let run = 0; run < (isQuick ? 1 : 3); run++) ours.push(await drain(carillon, race));
  ours.sort((a, b) => a.drained.seconds - b.drained.seconds);
  const best = ours[Math.floor(ours.length / 2)];
  if (!best) throw new Error('Carillon did not run');
  const onRedis = redisUrl === null ? [] : [await drain(carillonOnRedis, race)];
  const runs = [best, ...onRedis, ...rivals];
  return {
    title: 'Drain',
    text: [
      `${written(people)} people of ten workspaces, ${slots} calls at once. ${callsInWords} Judged by the simulator's log alone, from the first call ` +
        `accepted to the last one ended; ideal is ${written(people / slots)} s. Steady is the time from the first moment at which all slots were in use ` +
        'until nobody waited any more; idle is from the end of a call to the next one accepted in its slot.',
      `Carillon is the whole server (API, dialer, workers) in one process, jobs on PostgreSQL; the median of ${ours.length} runs. The rivals ran once, side by ` +
        `side. *loop*: every 10 s from user to user, the next person of each while there is room. *requeue*: BullMQ on ${redisUrl === null ? 'PostgreSQL' : 'Redis'}, ` +
        'a counter of calls in progress, back for 10 s without a slot, 100 jobs at once. *scheduler*: every 30 s one call of each of ten campaigns; ' +
        `watched for ${watchedSeconds} s, its seconds are reckoned from that.`,
    ],
    head: [
      '',
      'seconds',
      'slots busy',
      'steady',
      'slot idle p50',
      'p99',
      'at once',
      'rung twice',
      'twice at once',
      'against Carillon',
    ],
    rows: runs.map((run) => rowOf(run, best)),
    targets: targetsOf(best, rivals),
  };
}

function rowOf({ contender, drained }: Run, best: Run): string[] {
  return [
    contender.name,
    written(drained.seconds, 1),
    percent(drained.busyShare),
    percent(drained.steadyShare),
    milliseconds(quantile(drained.idleMs, 0.5)),
    milliseconds(quantile(drained.idleMs, 0.99)),
    written(drained.mostAtOnce),
    written(drained.rungTwice),
    written(drained.rungTwiceAtOnce),
    contender === best.contender ? '' : `${written(drained.seconds / best.drained.seconds, 1)} ×`,
  ];
}

function targetsOf(best: Run, rivals: readonly Run[]): Section['targets'] {
  const times = (of: Contender) =>
    (rivals.find(({ contender }) => contender === of)?.drained.seconds ?? 0) / best.drained.seconds;
  const idle = median(best.drained.idleMs);
  const { steadyShare } = best.drained;
  return [
    {
      what: 'drain, faster than the loop by',
      goal: '≥ 2.5 ×',
      reached: `${written(times(loop), 1)} ×`,
      isMet: times(loop) >= 2.5,
    },
    {
      what: 'drain, faster than requeue by',
      goal: '≥ 8 ×',
      reached: `${written(times(requeue), 1)} ×`,
      isMet: times(requeue) >= 8,
    },
    { what: 'idle slot, p50', goal: '≤ 10 ms', reached: milliseconds(idle), isMet: idle <= 10 },
    { what: 'slots busy in steady state', goal: '≥ 99 %', reached: percent(steadyShare), isMet: steadyShare >= 0.99 },
  ];
}

type Field = { ground: Ground; people: number; redisUrl: string | null };

async function drain(contender: Contender, field: Field): Promise<Run> {
  const { simulator, close } = await begin(contender, field);
  const log = await untilOver(simulator.url, field.people, patience);
  await close();
  return { contender, drained: judge(log, slots) };
}

async function drainBySchedule(field: Field): Promise<Run> {
  const { simulator, close } = await begin(scheduler, field);
  await pause(watchedSeconds * 1000);
  const log = await readLog(simulator.url);
  await close();
  const drained = judge(log, slots);
  const starts = log.map(({ accepted }) => Date.parse(accepted)).toSorted((a, b) => a - b);
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  // Calls that came after the first pass, in the time from the first pass to the last.
  const perSecond = (starts.filter((at) => at - first > 10_000).length * 1000) / (last - first);
  const seconds = field.people / perSecond;
  const meanSeconds =
    log.reduce((sum, { accepted, ended }) => sum + (Date.parse(ended ?? accepted) - Date.parse(accepted)), 0) /
    log.length /
    1000;
  return {
    contender: scheduler,
    drained: { ...drained, seconds, busyShare: (perSecond * meanSeconds) / slots, steadyShare: Number.NaN },
  };
}

async function begin(contender: Contender, { ground, people, redisUrl }: Field) {
  const simulator = await startSimulator();
  const entry = await contender.enter(ground, { people, simulatorUrl: simulator.url, redisUrl });
  const running = await entry.start(true);
  const close = async () => {
    await running.kill();
    await simulator.kill();
    await entry.close();
  };
  return { simulator, close };
}

function percent(share: number): string {
  return Number.isFinite(share) ? `${written(share * 100, 1)} %` : '–';
}

function milliseconds(value: number): string {
  return Number.isFinite(value) ? `${written(value)} ms` : '–';
}
