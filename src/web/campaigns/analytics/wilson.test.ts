import { expect, it } from 'vitest';
import { wilson } from './wilson.ts';

it.each([
  [0, 0, 0, 1],
  [50, 100, 0.404, 0.596],
  [0, 10, 0, 0.278],
  [10, 10, 0.722, 1],
])('%d of %d lies between', (successes, of, low, high) => {
  const interval = wilson(successes, of);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});
