import { expect, it } from 'vitest';
import { describeWeek } from './legal-week.ts';

const day: [string, string][] = [['08:00', '21:00']];

it.each([
  [Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [n, day])), 'Every day 08:00–21:00'],
  [
    { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [['09:00', '18:00']] as [string, string][] },
    'Mon–Fri 08:00–21:00, Sat 09:00–18:00',
  ],
  [
    {
      2: [
        ['09:00', '13:00'],
        ['14:00', '17:00'],
      ] as [string, string][],
    },
    'Tue 09:00–13:00 and 14:00–17:00',
  ],
  [{}, 'Never'],
])('%o reads “%s”', (week, text) => {
  expect(describeWeek(week)).toBe(text);
});
