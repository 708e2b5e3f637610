import { afterCall } from '../retry.ts';
import { spreadDueTimes } from '../pace.ts';
import { dispositions, drawCallModel, withUnended } from './calls.ts';
import type { CallModel } from './calls.ts';
import type { Random } from './chance.ts';
import { Line } from './line.ts';
import { timetableOf } from './timetable.ts';
import type { Timetable } from './timetable.ts';
import type { Load } from './world.ts';

/**
 * What is the same in every run of a campaign: its hours, what its policy says of every ending, and its people: first
 * those on the phone, who stood before all others, then those who wait, in their order.
 */
export type Rules = {
  hours: readonly Timetable[];
  /** By attempts used and ending: after how many milliseconds the person is called again, null for never. */
  retryMs: readonly (readonly (number | null)[])[];
  /** By person; null: ready as soon as the campaign runs. Of those on the phone, undefined. */
  dueAt: readonly (number | null | undefined)[];
  lane: Uint16Array;
  stands: Float64Array;
  attempts: Uint8Array;
  onThePhone: number;
  /** How many of those who wait can never be called, as their lanes never open. */
  stuck: number;
};

export function rulesOf(load: Load): Rules {
  const retryMs: (number | null)[][] = [[]];
  for (let attempts = 1; attempts <= load.policy.maxRetries + 1; attempts++) {
    retryMs.push(dispositions.map((disposition) => delayOf(load, { disposition, attempts })));
  }
  const people = [
    ...load.inProgress.map(({ lane, attempt }) => ({ lane, attempts: attempt, stands: 1 })),
    ...load.people,
  ];
  const hours = load.lanes.map((lane) => timetableOf({ window: load.window, ...lane }));
  return {
    hours,
    retryMs,
    dueAt: [...load.inProgress.map(() => undefined), ...dueTimes(load, hours)],
    lane: Uint16Array.from(people, ({ lane }) => lane),
    stands: Float64Array.from(people, ({ stands }) => stands),
    attempts: Uint8Array.from(people, ({ attempts }) => attempts),
    onThePhone: load.inProgress.length,
    stuck: load.people.filter(({ lane }) => hours[lane]?.opens(load.startsAt) === Infinity).length,
  };
}

function delayOf(load: Load, of: { disposition: (typeof dispositions)[number]; attempts: number }): number | null {
  const { policy, voicemailRetry } = load;
  const next = afterCall({ ...of, policy, voicemailRetry, endedAt: new Date(0), neverAgain: false });
  return next.kind === 'retry' ? next.at.getTime() : null;
}

/** When each person comes due; those of a campaign that spreads its calls are dealt out over their hours as it starts. */
function dueTimes(load: Load, hours: readonly Timetable[]): (number | null)[] {
  if (!load.isSpread) return load.people.map(({ dueAt }) => dueAt);
  const next = hours.map((timetable, index) => {
    const dealt = load.people.filter(({ lane, dueAt }) => lane === index && dueAt === null).length;
    return dealtOver(timetable, load.startsAt, dealt);
  });
  return load.people.map(({ lane, dueAt }) => dueAt ?? next[lane]?.() ?? Infinity);
}

/** Gives the next place of so many in the first hours from an instant on. */
function dealtOver(hours: Timetable, from: number, people: number): () => number {
  const first = hours.opens(from);
  if (first === Infinity) return () => Infinity;
  const last = Math.min(hours.closes(first), first + 86_400_000);
  const at = spreadDueTimes({ first: new Date(first), last: new Date(last) }, people);
  let index = 0;
  return () => at(index++).getTime();
}

/** A campaign in one run. */
export type Standing = {
  index: number;
  load: Load;
  rules: Rules;
  model: CallModel;
  isRunning: boolean;
  inUse: number;
  served: number;
  /** How many of its turns it has had since it was last the most recently served. */
  turn: number;
  nextDialAt: number;
  /** The instant of pace for which it is on the agenda. */
  waitsUntil: number;
  lines: Line[];
  isOpen: boolean[];
  attempts: Uint8Array;
  /** Of the call in progress: what it will come to. */
  endings: Uint8Array;
  /** When each was first called in this run; Infinity as long as nobody did. */
  calledAt: Float64Array;
  /** Of the campaign that is foretold every call: when it was placed, and how many it stands for, in turns. */
  dialled: number[];
  /** People who are not done. */
  left: number;
  /** Of them, those for whom no hour will ever be right: they are neither called nor done. */
  stuck: number;
  finishedAt: number;
  /** Where the even spread of endings stands, of first attempts and of later ones. */
  evenly: [number, number];
};

export function standingOf(
  load: Load,
  { index, rules, random }: { index: number; rules: Rules; random: Random },
): Standing {
  const people = rules.lane.length;
  return {
    index,
    load,
    rules,
    model: drawCallModel(random, {
      own: withUnended(random, load.seen.own, load.inProgress),
      workspace: load.seen.workspace,
    }),
    isRunning: false,
    inUse: 0,
    served: load.served,
    turn: 0,
    nextDialAt: load.nextDialAt ?? -Infinity,
    waitsUntil: -Infinity,
    lines: load.lanes.map(() => new Line()),
    isOpen: load.lanes.map(() => false),
    attempts: rules.attempts.slice(),
    endings: new Uint8Array(people),
    calledAt: new Float64Array(people).fill(Infinity),
    dialled: [],
    left: people,
    stuck: rules.stuck,
    finishedAt: Infinity,
    evenly: [random(), random()],
  };
}

/** The open lane whose first stands before all others'; -1 when nobody can be called. */
export function firstLane({ lines, isOpen }: Standing): number {
  let lane = -1;
  let first = Infinity;
  for (let index = 0; index < lines.length; index++) {
    const own = lines[index]?.first ?? Infinity;
    if (isOpen[index] === true && own < first) {
      lane = index;
      first = own;
    }
  }
  return lane;
}
