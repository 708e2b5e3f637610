import { expect, test } from 'vitest';
import { delayInWords, delayOf, hoursInWords, limitInWords, openParts } from './window-words.ts';

const hours = (firstCallTime: string, lastCallTime: string, allDay = false) => ({
  firstCallTime,
  lastCallTime,
  allDay,
});

test('a window over midnight says so, and is open on both ends of the day', () => {
  expect(hoursInWords(hours('20:00', '02:00'))).toMatch(/8:00\sPM → 2:00\sAM next day/);
  expect(openParts(hours('18:00', '06:00'))).toEqual([
    { from: 0, to: 25 },
    { from: 75, to: 100 },
  ]);
  expect(openParts(hours('18:00', '00:00'))).toEqual([{ from: 75, to: 100 }]);
});

test('a whole day is open throughout, whatever its times say', () => {
  expect(openParts(hours('09:00', '09:00', true))).toEqual([{ from: 0, to: 100 }]);
  expect(openParts(hours('09:00', '09:00'))).toEqual([]);
});

test('the limit that binds is shown as arithmetic', () => {
  expect(limitInWords({ campaign: 3, workspace: 2, system: 10 })).toBe(
    'min(campaign 3, your workspace 2, system 10) = 2',
  );
});

test.each([
  ['PT30M', '30 min'],
  ['PT4H', '4 h'],
  ['P1D', '1 day'],
  ['P2D', '2 days'],
  ['PT90S', 'PT90S'],
])('%s reads as %s', (delay, words) => {
  expect(delayInWords(delay)).toBe(words);
});

test('an amount and a unit become a delay', () => {
  expect([delayOf(30, 'M'), delayOf(4, 'H'), delayOf(1, 'D')]).toEqual(['PT30M', 'PT4H', 'P1D']);
});
