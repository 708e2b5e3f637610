import { expect, test } from 'vitest';
import { drawFate } from './fate.ts';
import type { Fate } from './fate.ts';
import { normal, seededRandom } from './random.ts';
import { changeSettings, presets } from '../settings.ts';

const numbers = Array.from({ length: 10_000 }, (_, index) => `+1202555${String(index).padStart(4, '0')}`);
const { friendly, realistic } = presets;

function drawMany(settings = friendly, hour = 10, seed = 1): Fate[] {
  return numbers.map((to) => drawFate(settings, { seed, to, ordinal: 1 }, hour));
}

function share(fates: Fate[], ending: Fate['ending']): number {
  return fates.filter((fate) => fate.ending === ending).length / fates.length;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('the same seed gives the same people the same fates, another seed others', () => {
  expect(drawMany()).toEqual(drawMany());
  expect(drawMany(friendly, 10, 2)).not.toEqual(drawMany());
});

test('every further call to a number has a fate of its own', () => {
  const fates = [1, 2, 3, 4, 5].map((ordinal) => drawFate(friendly, { seed: 1, to: '+12025550100', ordinal }, 10));
  expect(new Set(fates.map((fate) => fate.words)).size).toBe(5);
});

test('the hour of the day changes nothing but with the realistic preset', () => {
  expect(drawMany(friendly, 3)).toEqual(drawMany(friendly, 15));
  expect(share(drawMany(realistic, 10), 'answered')).toBeCloseTo(0.155, 1);
  expect(share(drawMany(realistic, 3), 'answered')).toBeLessThan(0.05);
});

test('endings come as often as the settings say', () => {
  const fates = drawMany();
  expect(share(fates, 'answered')).toBeCloseTo(0.6, 1);
  expect(share(fates, 'voicemail')).toBeCloseTo(0.12, 1);
  expect(share(fates, 'busy')).toBeCloseTo(0.08, 1);
  expect(share(fates, 'failed')).toBeCloseTo(0.04, 1);
  expect(share(fates, 'no_answer')).toBeCloseTo(0.16, 1);
  const answered = fates.filter((fate) => fate.ending === 'answered');
  expect(answered.filter((fate) => fate.goalMet).length / answered.length).toBeCloseTo(0.45, 1);
});

test('ring times lie in their span and talk times have their mean', () => {
  const fates = drawMany(changeSettings(friendly, { answerRate: 1, voicemailRate: 0, busyRate: 0, failedRate: 0 }));
  for (const { ringSeconds, setupSeconds, talkSeconds } of fates) {
    expect(ringSeconds >= 3 && ringSeconds <= 18 && setupSeconds >= 0.4 && setupSeconds <= 1.8).toBe(true);
    expect(talkSeconds).toBeGreaterThan(0);
  }
  expect(mean(fates.map((fate) => fate.ringSeconds))).toBeCloseTo(10.5, 0);
  expect(mean(fates.map((fate) => fate.talkSeconds)) / 55).toBeCloseTo(1, 1);
});

test('a stream of numbers is even, and neighbouring seeds have nothing in common', () => {
  const random = seededRandom('a', 1);
  const drawn = Array.from({ length: 20_000 }, random);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  expect(mean(drawn)).toBeCloseTo(0.5, 1);
  const firsts = numbers.map((to) => seededRandom(1, to, 1)());
  expect(mean(firsts)).toBeCloseTo(0.5, 1);
  const together = mean(firsts.slice(1).map((first, index) => (first - 0.5) * ((firsts[index] ?? 0) - 0.5))) * 12;
  expect(Math.abs(together)).toBeLessThan(0.05);
  const bell = Array.from({ length: 20_000 }, () => normal(random));
  expect(mean(bell)).toBeCloseTo(0, 1);
  expect(mean(bell.map((value) => value ** 2))).toBeCloseTo(1, 1);
});
