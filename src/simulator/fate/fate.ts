import { normal, seededRandom } from './random.ts';
import type { Settings } from '../settings.ts';

/** What a call would come to if nobody ended it early. */
export type Fate = {
  ending: 'answered' | 'voicemail' | 'no_answer' | 'busy' | 'failed';
  setupSeconds: number;
  ringSeconds: number;
  talkSeconds: number;
  goalMet: boolean;
  /** Chooses among the sentences of a conversation; a whole number. */
  words: number;
};

/** `ordinal` counts the calls to that number, from 1. */
export type Person = { seed: number; to: string; ordinal: number };

const greetingSeconds = [8, 25] as const;

/** The fate of one call: nothing but these settings, this person and, for `realistic`, this hour decide it. */
export function drawFate(settings: Settings, person: Person, hour: number): Fate {
  const random = seededRandom(person.seed, person.to, person.ordinal, 'fate');
  const ending = drawEnding(settings, random(), hour);
  const fate = {
    ending,
    setupSeconds: between(settings.setupSeconds, random()),
    ringSeconds: between(settings.ringSeconds, random()),
    goalMet: random() < settings.goalRate,
    words: Math.floor(random() * 2 ** 31),
  };
  const greeting = between(greetingSeconds, random());
  const talk = lognormal(settings.talkSeconds, normal(random));
  return { ...fate, talkSeconds: ending === 'voicemail' ? Math.min(greeting, 2 * settings.talkSeconds.mean) : talk };
}

function drawEnding(settings: Settings, chance: number, hour: number): Fate['ending'] {
  const answerRate = settings.preset === 'realistic' ? settings.answerRate * answersByHour(hour) : settings.answerRate;
  let left = chance;
  if ((left -= answerRate) < 0) return 'answered';
  if ((left -= settings.voicemailRate) < 0) return 'voicemail';
  if ((left -= settings.busyRate) < 0) return 'busy';
  if ((left -= settings.failedRate) < 0) return 'failed';
  return 'no_answer';
}

/** Percent of calls answered from 8 h to 17 h, PhoneBurner's table of 11 million calls; the rest is a guess. */
const answeredPercent = [
  3, 3, 3, 3, 3, 4, 6, 9, 11.8, 14.1, 15.5, 15, 13.5, 14.4, 15, 14.4, 14.1, 12.6, 11.5, 10.5, 9, 7, 5, 4,
];
const workingDay = answeredPercent.slice(8, 18);
const workingDayMean = workingDay.reduce((sum, percent) => sum + percent, 0) / workingDay.length;

/** How the answer rate of an hour of the day stands to that of a working day. */
function answersByHour(hour: number): number {
  return (answeredPercent[hour] ?? workingDayMean) / workingDayMean;
}

function between([least, most]: readonly [number, number], chance: number): number {
  return least + (most - least) * chance;
}

function lognormal({ mean, sigma }: { mean: number; sigma: number }, deviation: number): number {
  return mean * Math.exp(sigma * deviation - sigma ** 2 / 2);
}
