import { dayLength } from '../local-hours.ts';
import { offsetAt } from '../offset.ts';
import { seeded } from './chance.ts';
import { rulesOfWorld, simulate } from './simulate.ts';
import type { Run } from './simulate.ts';
import type { Load, World } from './world.ts';

/** Three instants (Unix milliseconds): earlier in one of ten cases, in half of them, in nine of ten; Infinity: not foreseeable. */
export type Band = { p10: number; p50: number; p90: number };

export type Forecast = {
  madeAt: number;
  runs: number;
  /** When the campaign is done. */
  finish: Band;
  /** When somebody is called for the first time from now on. */
  firstCall: Band;
  /** When people at these places of its line are called, places rising from 1; `lane` by its place in the campaign's list. */
  waits: { place: number; lane: number; called: Band }[];
  /** Calls by day (0 is 1970-01-01) on the clock of a zone, in the mean; none when no zone was asked for. */
  days: { day: number; calls: number }[];
  /** How many people are not called before the end date, in the mean. */
  neverCalled: number;
};

/** The places whose waits are kept; those between are read off between them. Beyond, each is a twentieth further away. */
const placesKept = [1, 2, 3, 5, 7, 10, 12, 15, 17, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100];
const placeStep = 1.05;
/** People of more lanes than this are told of further apart. */
const manyLanes = 6;
const coarseStep = 1.25;
/** Nearer than this neighbours are far apart as a share of their place. */
const placeNear = 100;

/** Lives the world through `runs` times, from what is known now to the end of one campaign. */
export function forecast(
  world: World,
  { target, runs, seed, zone }: { target: number; runs: number; seed: number; zone?: string | undefined },
): Forecast {
  const rules = rulesOfWorld(world);
  const random = seeded(seed);
  const lived = Array.from({ length: runs }, () => simulate(world, rules, { target, random }));
  const load = world.campaigns[target];
  return {
    madeAt: world.now,
    runs,
    finish: bandOf(lived.map(({ finishedAt }) => finishedAt)),
    firstCall: bandOf(lived.map(({ calledAt }) => earliest(calledAt))),
    waits: load ? waitsOf(load, world.now, lived) : [],
    days: zone === undefined ? [] : daysOf(lived, zone),
    neverCalled: load ? neverCalled(load, lived) : 0,
  };
}

function daysOf(lived: readonly Run[], zone: string): Forecast['days'] {
  const calls = new Map<number, number>();
  for (const { dialled } of lived) {
    for (let index = 0; index < dialled.length; index += 2) {
      const [at = 0, count = 0] = [dialled[index], dialled[index + 1]];
      const day = Math.floor((at + (offsetAt(zone, at)?.offset ?? 0)) / dayLength);
      calls.set(day, (calls.get(day) ?? 0) + count / lived.length);
    }
  }
  return [...calls].map(([day, mean]) => ({ day, calls: mean })).toSorted((a, b) => a.day - b.day);
}

function neverCalled({ people }: Load, lived: readonly Run[]): number {
  const never = (run: Run) =>
    people.reduce((sum, { stands }, person) => (run.calledAt[person] === Infinity ? sum + stands : sum), 0);
  return lived.reduce((sum, run) => sum + never(run), 0) / lived.length;
}

/** Of people who stand for several, so many more than there are slots say nothing: to them all slots came free at once. */
const coarseHead = 5;

/** Each lane's own, as neighbours in the line whose hours differ may be called a night apart: the line as it is shown: who is ready and may be called, who is ready and may not, who is due later. */
function waitsOf(load: Load, now: number, lived: readonly Run[]): Forecast['waits'] {
  const line = lineOf(load);
  const waits: Forecast['waits'] = [];
  const lastOf = new Map(line.map((person, index) => [load.people[person]?.lane ?? 0, index]));
  const next = new Map<number, number>();
  const step = load.lanes.length > manyLanes ? coarseStep : placeStep;
  let place = 0;
  line.forEach((person, index) => {
    const { stands = 1, lane = 0 } = load.people[person] ?? {};
    place += stands;
    if (place < (next.get(lane) ?? 0) && index !== lastOf.get(lane)) return;
    next.set(lane, placesKept.find((kept) => kept > place) ?? place * step);
    if (stands > 1 && index < load.max + coarseHead) return;
    const called = bandOf(lived.map(({ calledAt }) => Math.max(now, calledAt[person] ?? Infinity)));
    waits.push({ place: Math.max(1, Math.round(place - stands + 1)), lane, called });
  });
  return waits;
}

function lineOf({ people, isOpen }: Load): number[] {
  const key = (person: number): [number, number] => {
    const { dueAt = null, lane = 0 } = people[person] ?? {};
    return dueAt === null ? [isOpen[lane] === false ? 1 : 0, 0] : [2, dueAt];
  };
  const keys = people.map((_, person) => key(person));
  return people
    .map((_, person) => person)
    .toSorted((a, b) => {
      const [[sectionA, dueA], [sectionB, dueB]] = [keys[a] ?? [0, 0], keys[b] ?? [0, 0]];
      return sectionA - sectionB || dueA - dueB || a - b;
    });
}

/** Between neighbours whose waits differ by more than this share there are closed hours, in which nobody is called. */
const gapShare = 0.12;

/**
 * When somebody of a lane at a place is called, read off between the places of the lane that were kept; null before its
 * first or beyond the last. Where a night lies between two places it is the time of the nearer one, not one in the middle
 * of that night.
 */
export function calledAtPlace(
  { madeAt, waits }: Pick<Forecast, 'madeAt' | 'waits'>,
  { place, lane }: { place: number; lane: number },
): Band | null {
  const ofLane = waits.filter((wait) => wait.lane === lane);
  // Of a lane that nobody stood for the others are the nearest thing to it.
  const own = ofLane.length > 0 ? ofLane : waits;
  const above = own.findIndex((wait) => wait.place >= place);
  const [low, high] = [own[above - 1], own[above]];
  if (!high) return null;
  if (high.place === place) return high.called;
  if (!low) return null;
  const share = (place - low.place) / (high.place - low.place);
  const between = (of: (band: Band) => number) => {
    const [from, to] = [of(low.called), of(high.called)];
    if (place > placeNear && Math.abs(to - from) > gapShare * (from - madeAt)) return share < 0.5 ? from : to;
    return from + share * (to - from);
  };
  return { p10: between(({ p10 }) => p10), p50: between(({ p50 }) => p50), p90: between(({ p90 }) => p90) };
}

/** Quantiles of some runs, read off between them. */
export function bandOf(values: readonly number[]): Band {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const exact = share * (sorted.length + 1) - 1;
    const low = Math.max(0, Math.min(sorted.length - 1, Math.floor(exact)));
    const [below = Infinity, above = below] = [sorted[low], sorted[Math.min(sorted.length - 1, low + 1)]];
    const part = Math.max(0, Math.min(1, exact - low));
    return above === Infinity ? (part < 0.5 ? below : above) : below + part * (above - below);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

function earliest(instants: Float64Array): number {
  let first = Infinity;
  for (const at of instants) if (at < first) first = at;
  return first;
}
