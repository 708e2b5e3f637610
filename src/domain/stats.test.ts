import { expect, test } from 'vitest';
import { EnrollmentStatus } from './enrollment.ts';
import {
  connectRateOf,
  durationText,
  type EnrollmentCounts,
  finishedOf,
  goalRateOf,
  progressOf,
  queuedOf,
  successRateOf,
  totalOf,
} from './stats.ts';

const none: EnrollmentCounts = {
  pending: 0,
  waiting: 0,
  queued: 0,
  calling: 0,
  completed: 0,
  voicemail: 0,
  failed: 0,
  cancelled: 0,
  suppressed: 0,
};

test('everybody is counted, whatever their status', () => {
  expect(Object.keys(none)).toEqual(EnrollmentStatus.options);
});

test('70 completed, 3 failed and 2 voicemail of 100 are progress 75 and success rate 95', () => {
  const counts = { ...none, completed: 70, failed: 3, voicemail: 2, queued: 10, waiting: 8, pending: 5, calling: 2 };
  expect(totalOf(counts)).toBe(100);
  expect(finishedOf(counts)).toBe(75);
  expect(queuedOf(counts)).toBe(23);
  expect(progressOf(counts)).toBe(75);
  expect(successRateOf(counts)).toBe(95);
});

test('a campaign whose last people were cancelled or suppressed is at 100 percent, never before', () => {
  expect(progressOf({ ...none, completed: 1, cancelled: 1, suppressed: 1 })).toBe(100);
  expect(progressOf({ ...none, completed: 999, calling: 1 })).toBe(99);
});

test('nothing yet is 0, not an error', () => {
  expect(progressOf(none)).toBe(0);
  expect(successRateOf(none)).toBe(0);
  expect(connectRateOf({ answered: 0, placed: 0 })).toBe(0);
  expect(goalRateOf({ goalsMet: 0, answered: 0 })).toBe(0);
});

test('rates are whole percents, rounded down', () => {
  expect(connectRateOf({ answered: 2, placed: 3 })).toBe(66);
  expect(goalRateOf({ goalsMet: 1, answered: 3 })).toBe(33);
});

test.each([
  [0, '0:00'],
  [7, '0:07'],
  [59.6, '1:00'],
  [61, '1:01'],
  [3661, '61:01'],
])('%s seconds read as %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
