import { expect, test } from 'vitest';
import { counted, instantText, lengthText, rateText, shortId } from './format.ts';

test.each<[told: string, expected: string]>([
  [counted(1, 'call'), '1 call'],
  [counted(1234, 'person', 'people'), '1,234 people'],
  [instantText(new Date('2026-11-20T04:35:00Z'), 'Asia/Kolkata'), 'Fri 20 Nov 10:05'],
  [rateText(95, { count: 70, of: 73 }), '95 % (70 of 73)'],
  [rateText(0, { count: 0, of: 0 }), 'none yet'],
  [lengthText(92.4), '1:32'],
  [lengthText(null), '–'],
  [shortId('0193f2aa-1b2c-7000-8000-000000000001'), '0193f2aa-1b2c'],
])('people read "%s"', (told, expected) => {
  expect(told).toBe(expected);
});
