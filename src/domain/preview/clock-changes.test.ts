import { expect, it } from 'vitest';
import type { CallingWindow } from '../window.ts';
import { clockChanges } from './clock-changes.ts';

const [from, until] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')];
const daily = (firstCallTime: string, lastCallTime: string): CallingWindow => ({
  days: [1, 2, 3, 4, 5, 6, 7],
  firstCallTime,
  lastCallTime,
  allDay: false,
});
const told = (window: CallingWindow, zone: string, most = 9) =>
  clockChanges(window, zone, { from, until, most }).map(({ local, minutes }) => [
    new Date(local.before).toISOString().slice(0, 16),
    minutes,
  ]);

it.each([
  ['a window by day', daily('09:00', '18:00'), 'America/New_York', []],
  [
    'a window over both nights',
    daily('00:00', '06:00'),
    'America/New_York',
    [
      ['2026-03-08T02:00', -60],
      ['2026-11-01T02:00', 60],
    ],
  ],
  [
    'a window that ends within the hour',
    daily('22:00', '02:30'),
    'Europe/Berlin',
    [
      ['2026-03-29T02:00', -30],
      ['2026-10-25T03:00', 30],
    ],
  ],
  ['a weekday window', { ...daily('00:00', '06:00'), days: [1, 2, 3, 4, 5] }, 'America/New_York', []],
  ['a zone without such nights', daily('00:00', '06:00'), 'Asia/Kolkata', []],
  ['an unknown zone', daily('00:00', '06:00'), 'Nowhere/None', []],
])('%s feels its nights', (_, window, zone, nights) => {
  expect(told(window, zone)).toEqual(nights);
});

it('tells no more than was asked for', () => {
  expect(told(daily('00:00', '06:00'), 'America/New_York', 1)).toEqual([['2026-03-08T02:00', -60]]);
});
