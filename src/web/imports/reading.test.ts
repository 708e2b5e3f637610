import { expect, test } from 'vitest';
import { secondsLeft } from './reading.ts';

test('the time left follows the speed since the first look', () => {
  expect(secondsLeft({ at: 0, rows: 0 }, { at: 10_000, rows: 250_000 }, 1_000_000)).toBe(30);
});

test('nothing is said of the time left before a second has passed, without progress, and at the end', () => {
  expect(secondsLeft({ at: 0, rows: 0 }, { at: 900, rows: 4000 }, 1_000_000)).toBeNull();
  expect(secondsLeft({ at: 0, rows: 4000 }, { at: 5000, rows: 4000 }, 1_000_000)).toBeNull();
  expect(secondsLeft({ at: 0, rows: 0 }, { at: 5000, rows: 4000 }, 4000)).toBeNull();
});
