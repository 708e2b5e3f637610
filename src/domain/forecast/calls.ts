import { Disposition } from '../disposition.ts';
import { drawNormal, drawShares } from './chance.ts';
import type { Random } from './chance.ts';

/** One call that ended: what it came to, which attempt it was, and for how long it held its slot. */
export type SeenCall = { disposition: Disposition; attempt: number; holdMs: number };

/** What calls are like in one run. */
export type CallModel = {
  /** Draws an ending as an index into `dispositions`; `chance` is at least 0 and below 1. */
  ending(attempt: number, chance: number): number;
  /** Draws the milliseconds for which so many calls with that ending hold a slot one after the other. */
  hold(ending: number, calls: number): number;
};

export const dispositions = Disposition.options;

type Belief = { shares: Record<Disposition, number>; holdSeconds: Record<Disposition, number>; sigma: number };

/** What is believed of calls before any was made: between a call centre's published rates and the simulator's. */
const before: Belief = {
  shares: {
    answered: 0.4,
    voicemail: 0.2,
    no_answer: 0.26,
    busy: 0.08,
    failed: 0.05,
    cancelled: 0.005,
    unknown: 0.005,
  },
  holdSeconds: { answered: 65, voicemail: 28, no_answer: 46, busy: 2, failed: 2, cancelled: 46, unknown: 120 },
  sigma: 0.5,
};

/** What is believed weighs as much as so many calls, the workspace's other calls as at most so many, first attempts for later ones. */
const weights = { belief: 6, workspace: 25, firstAttempts: 20 };
/** Calls of one stretch are more alike than those still to come: what was seen counts for so much of itself. */
const trust = 0.8;
/** Endings of a kind that are mixed in from elsewhere, so that three short calls don't promise short ones for ever. */
const holdsMixedIn = 6;

/**
 * What was seen, with the calls in progress as they may end: each like one of those that lasted longer than it has. Left
 * out, the long ones would be missing of whatever began lately, and everything would seem quicker than it is.
 */
export function withUnended(
  random: Random,
  seen: readonly SeenCall[],
  inProgress: readonly { attempt: number; elapsedMs: number }[],
): SeenCall[] {
  const guessed = inProgress.flatMap(({ attempt, elapsedMs }) => {
    const longer = seen.filter(({ holdMs }) => holdMs > elapsedMs);
    const like = longer[Math.floor(random() * longer.length)];
    return like ? [{ ...like, attempt }] : [];
  });
  return [...seen, ...guessed];
}

/**
 * Draws what calls may be like, given what was seen: of the campaign itself (`own`), and of its workspace for as long as
 * that is little. Rates are drawn from what the counts leave possible, lengths by bootstrap.
 */
export function drawCallModel(
  random: Random,
  seen: { own: readonly SeenCall[]; workspace: readonly SeenCall[] },
): CallModel {
  const prior = sharesBefore(seen.workspace);
  const [first, later] = [
    seen.own.filter(({ attempt }) => attempt === 1),
    seen.own.filter(({ attempt }) => attempt > 1),
  ];
  const firstShares = drawShares(random, added(trusted(first), prior));
  const laterShares = drawShares(
    random,
    added(
      trusted(later),
      firstShares.map((share) => share * weights.firstAttempts),
    ),
  );
  const bounds = [cumulated(firstShares), cumulated(laterShares)];
  const lengths = dispositions.map((disposition) => drawLengths(random, disposition, seen));
  const means = lengths.map((list) => list.reduce((sum, one) => sum + one, 0) / list.length);
  return {
    ending(attempt, chance) {
      const among = bounds[attempt > 1 ? 1 : 0] ?? [];
      const found = among.findIndex((bound) => chance < bound);
      return found === -1 ? dispositions.length - 1 : found;
    },
    hold(ending, calls) {
      const list = lengths[ending] ?? [0];
      const one = list[Math.floor(random() * list.length)] ?? 0;
      if (calls === 1) return one;
      const mean = means[ending] ?? one;
      // The sum of many differs from its mean by the root of their number.
      return Math.max(0, calls * mean + Math.sqrt(calls) * (one - mean));
    },
  };
}

/** The belief, in calls: by what the workspace has seen, weighed down to a few. */
function sharesBefore(workspace: readonly SeenCall[]): number[] {
  const counts = added(
    countsOf(workspace),
    dispositions.map((disposition) => before.shares[disposition] * weights.belief),
  );
  const seen = workspace.length + weights.belief;
  const weight = Math.min(weights.workspace, seen);
  return counts.map((count) => (count / seen) * weight);
}

function drawLengths(
  random: Random,
  disposition: Disposition,
  { own, workspace }: { own: readonly SeenCall[]; workspace: readonly SeenCall[] },
): number[] {
  const ofKind = (calls: readonly SeenCall[]) =>
    calls.filter((call) => call.disposition === disposition).map(({ holdMs }) => holdMs);
  const [seen, elsewhere] = [ofKind(own), ofKind(workspace)];
  const drawn = seen.slice(0, Math.ceil(trust * seen.length)).map(() => seen[Math.floor(random() * seen.length)] ?? 0);
  const scale = Math.exp(before.sigma * drawNormal(random));
  for (let n = 0; n < holdsMixedIn; n++) {
    const borrowed = elsewhere[Math.floor(random() * elsewhere.length)];
    const believed = before.holdSeconds[disposition] * 1000 * scale * Math.exp(0.4 * drawNormal(random));
    // Once many were seen, what is mixed in would only blur them.
    if (seen.length < 10 * holdsMixedIn) drawn.push(borrowed ?? believed);
  }
  return drawn;
}

function trusted(calls: readonly SeenCall[]): number[] {
  return countsOf(calls).map((count) => trust * count);
}

function countsOf(calls: readonly SeenCall[]): number[] {
  return dispositions.map((disposition) => calls.filter((call) => call.disposition === disposition).length);
}

function added(a: readonly number[], b: readonly number[]): number[] {
  return a.map((one, index) => one + (b[index] ?? 0));
}

function cumulated(shares: readonly number[]): number[] {
  let sum = 0;
  return shares.map((share) => (sum += share));
}
