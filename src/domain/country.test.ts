import { expect, test } from 'vitest';
import { isCountry } from './country.ts';

test.each(['US', 'IN', 'GB', 'DE', 'PR', 'XK'])('%s is a country whose numbers can be read', (code) => {
  expect(isCountry(code)).toBe(true);
});

test.each(['', 'us', 'USA', 'XX', '1', 'constructor', '__proto__'])('"%s" is no country', (code) => {
  expect(isCountry(code)).toBe(false);
});
