import { calledAtPlace, forecast } from '#domain/forecast/forecast.ts';
import type { Band } from '#domain/forecast/forecast.ts';
import { seededRandom } from '#simulator/fate/random.ts';
import { PretendWorld } from './pretend-world.ts';
import type { PretendCampaign, PretendSettings } from './pretend-world.ts';

const begin = Date.parse('2026-03-02T15:00:00Z');

/** Worlds of every kind: small and large, one campaign or several, other workspaces, windows, lanes, retries, pace. */
export function makeWorld(seed: number, peopleMax: number): PretendSettings {
  const random = seededRandom(seed, 'which world');
  const from = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const one = <T>(choices: readonly [T, ...T[]]): T => choices[from(0, choices.length - 1)] ?? choices[0];
  const campaign = (workspace: number, people: number): PretendCampaign => ({
    workspace,
    limit: from(1, 10),
    people,
    window: one([null, null, [9, 18], [8, 20], [10, 17]]),
    behind: one([[0], [0], [0, 6], [0, 5, 8]]),
    maxRetries: one([0, 1, 2, 3]),
    retryMinutes: one([30, 60, 240]),
    gapSeconds: one([null, null, null, null, 10]),
  });
  const people = Math.round(300 * (peopleMax / 300) ** random());
  const others = one([0, 0, 1, 2, 3]);
  const answer = 0.12 + 0.5 * random();
  return {
    seed,
    systemLimit: from(4, 20),
    workspaceLimits: Array.from({ length: 1 + others }, () => from(2, 12)),
    accountLimit: 50,
    campaigns: [
      campaign(0, people),
      ...(random() < 0.4 ? [campaign(0, from(50, people))] : []),
      ...Array.from({ length: others }, (_, index) => campaign(index + 1, from(50, 2 * people))),
    ],
    people: {
      answer,
      voicemail: 0.4 * random(),
      busy: 0.08 * random(),
      failed: 0.08 * random(),
      spread: random(),
      talkSeconds: 20 + 100 * random(),
      talkSigma: 0.3 + 0.5 * random(),
      ringSeconds: [3, 12 + 10 * random()],
    },
    talkFactors: Array.from({ length: 1 + others }, (_, index) => (index === 0 ? 1 : 0.7 + 0.7 * random())),
  };
}

export type Scored = {
  finishError: number;
  finishHeld: boolean;
  side: number;
  waits: { place: number; error: number; held: boolean; side: number }[];
  milliseconds: number;
  band: number;
};

/** One forecast of one world, made when so many calls of its first campaign had ended, and what came true. */
export function scoreWorld(
  seed: number,
  { calls, runs, peopleMax }: { calls: number; runs: number; peopleMax: number },
): Scored | null {
  const world = new PretendWorld(makeWorld(seed, peopleMax), begin);
  world.untilCalls(0, calls);
  if (world.finishedAt[0] !== null) return null;
  const madeAt = world.now;
  const line = world.line(0);
  const started = performance.now();
  const made = forecast(world.snapshot(), { target: 0, runs, seed });
  const milliseconds = performance.now() - started;
  const finished = world.untilDone(0);
  const error = (p50: number, truth: number) => (p50 - truth) / (truth - madeAt);
  const waits = [10, 50, 100, 200, 400, 700, 1000, 1500, 2000].flatMap((place) => {
    const person = line[place - 1];
    const called = person && world.calledAfter(person, madeAt);
    const band = calledAtPlace(made, { place, lane: person?.lane ?? 0 });
    if (called === undefined || called === Infinity || !band) return [];
    return [{ place, error: error(band.p50, called), held: sideOf(band, called) === 0, side: sideOf(band, called) }];
  });
  return {
    finishError: error(made.finish.p50, finished),
    finishHeld: sideOf(made.finish, finished) === 0,
    side: sideOf(made.finish, finished),
    waits,
    milliseconds,
    band: (made.finish.p90 - made.finish.p10) / (made.finish.p50 - madeAt),
  };
}

/** Below its band (-1), in it (0) or above it (1). */
function sideOf({ p10, p90 }: Band, truth: number): number {
  return truth < p10 ? -1 : Number(truth > p90);
}

export type Share = { scored: number; withinTen: number; held: number };
export type WorldsScore = {
  completions: Share;
  farWaits: Share;
  nearWaits: Share;
  bandHeld: number;
  milliseconds: number[];
};

/** From so many places away on, a wait is a matter of arithmetic more than of chance. */
const farPlace = 200;

/** Forecasts of the worlds with these seeds, each made when so many calls had ended, scored by what came true. */
export function scoreWorlds(of: {
  from: number;
  to: number;
  calls: number;
  runs: number;
  peopleMax: number;
}): WorldsScore {
  const seeds = Array.from({ length: of.to - of.from + 1 }, (_, index) => of.from + index);
  const scored = seeds.flatMap((seed) => scoreWorld(seed, of) ?? []);
  const completions = scored.map(({ finishError, finishHeld }) => ({ error: finishError, held: finishHeld }));
  const waits = scored.flatMap((one) => one.waits);
  const [far, near] = [waits.filter(({ place }) => place >= farPlace), waits.filter(({ place }) => place < farPlace)];
  const all = [...completions, ...waits];
  return {
    completions: shareOf(completions),
    farWaits: shareOf(far),
    nearWaits: shareOf(near),
    bandHeld: all.filter(({ held }) => held).length / all.length,
    milliseconds: scored.map(({ milliseconds }) => milliseconds),
  };
}

function shareOf(scored: { error: number; held: boolean }[]): Share {
  const share = (of: (one: { error: number; held: boolean }) => boolean) => scored.filter(of).length / scored.length;
  return {
    scored: scored.length,
    withinTen: share(({ error }) => Math.abs(error) <= 0.1),
    held: share(({ held }) => held),
  };
}
