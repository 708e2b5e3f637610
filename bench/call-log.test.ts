import { expect, test } from 'vitest';
import { idleTimes, judge, mostAtOnce } from './call-log.ts';

const at = (ms: number) => new Date(1_760_000_000_000 + ms).toISOString();
const call = (to: string, from: number, until: number | null) => ({
  to,
  accepted: at(from),
  ended: until === null ? null : at(until),
});
const stretch = (from: number, until: number) => ({ to: '+1', from, until });

test('a slot is idle from the end of its call to the next call accepted', () => {
  expect(idleTimes([stretch(0, 100), stretch(0, 200), stretch(110, 300), stretch(240, 400)])).toEqual([10, 40]);
});

test('a call that takes a slot never used before counts as no idle time', () => {
  expect(idleTimes([stretch(0, 100), stretch(50, 200), stretch(130, 300)])).toEqual([30]);
});

test('a call accepted at the instant at which another one ended is not one more at once', () => {
  expect(mostAtOnce([stretch(0, 100), stretch(100, 200)])).toBe(1);
  expect(mostAtOnce([stretch(0, 101), stretch(100, 200)])).toBe(2);
});

test('a drain is judged from the first call accepted to the last one ended, and steadily while people wait', () => {
  const drained = judge([call('+1', 0, 1000), call('+2', 0, 500), call('+3', 600, 1600), call('+1', 1000, 2000)], 2);
  expect(drained).toMatchObject({
    seconds: 2,
    mostAtOnce: 2,
    peopleRung: 3,
    rungTwice: 1,
    rungTwiceAtOnce: 0,
    idleMs: [100, 0],
  });
  expect(drained.busyShare).toBeCloseTo(3500 / 4000);
  expect(drained.steadyShare).toBeCloseTo(1900 / 2000);
});

test('somebody rung while on the phone is found', () => {
  expect(judge([call('+1', 0, 1000), call('+1', 500, 1500)], 2).rungTwiceAtOnce).toBe(1);
});
