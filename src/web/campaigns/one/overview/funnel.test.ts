import { expect, it } from 'vitest';
import { biggestLoss, stagesOf } from './funnel.ts';

it('each stage stands beside its share of the one before, rounded down', () => {
  const stages = stagesOf({ people: 4812, dialled: 1204, answered: 731, talked: 640, goalMet: 502 });
  expect(stages.map(({ count, ofPrevious }) => [count, ofPrevious])).toEqual([
    [4812, null],
    [1204, 25],
    [731, 60],
    [640, 87],
    [502, 78],
  ]);
});

it('an empty campaign has stages of nothing', () => {
  const stages = stagesOf({ people: 0, dialled: 0, answered: 0, talked: 0, goalMet: 0 });
  expect(stages.every(({ ofAll, ofPrevious }) => ofAll === 0 && (ofPrevious ?? 0) === 0)).toBe(true);
});

it('names the most common way of not talking, and nothing while all talked', () => {
  const outcomes = [
    { disposition: 'answered' as const, calls: 10, percent: 50 },
    { disposition: 'voicemail' as const, calls: 7, percent: 35 },
    { disposition: 'busy' as const, calls: 3, percent: 15 },
  ];
  expect(biggestLoss(outcomes)?.text).toBe('voicemail, 7 calls');
  expect(biggestLoss(outcomes.slice(0, 1))).toBeNull();
});
