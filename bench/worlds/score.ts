import { calledAtPlace, forecast } from '#domain/forecast/forecast.ts';
import { seededRandom } from '#simulator/fate/random.ts';
import { PretendWorld } from '#test/support/pretend-world.ts';
import type { PretendCampaign, PretendSettings } from '#test/support/pretend-world.ts';

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
  };
}

export type Scored = {
  finishError: number;
  finishHeld: boolean;
  waits: { place: number; error: number; held: boolean }[];
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
    const band = calledAtPlace(made.waits, place);
    if (called === undefined || called === Infinity || !band) return [];
    return [{ place, error: error(band.p50, called), held: band.p10 <= called && called <= band.p90 }];
  });
  return {
    finishError: error(made.finish.p50, finished),
    finishHeld: made.finish.p10 <= finished && finished <= made.finish.p90,
    waits,
    milliseconds,
    band: (made.finish.p90 - made.finish.p10) / (made.finish.p50 - madeAt),
  };
}
