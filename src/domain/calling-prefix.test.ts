import { describe, expect, it } from 'vitest';
import { callingPrefixes } from './calling-prefix.ts';

describe('the prefixes of a country', () => {
  it.each([
    ['IN', '+91'],
    ['GB', '+44'],
    ['US', '+1212'],
    ['CA', '+1416'],
    ['JM', '+1876'],
  ] as const)('of %s hold %s', (country, prefix) => {
    const { length, prefixes } = callingPrefixes(country);
    expect(prefixes).toContain(prefix);
    expect(prefixes.every((each) => each.length === length)).toBe(true);
  });

  it('tell the countries of +1 apart', () => {
    const [us, ca] = [callingPrefixes('US').prefixes, callingPrefixes('CA').prefixes];
    expect(us.filter((prefix) => ca.includes(prefix))).toEqual([]);
    expect([us.length, ca.length].every((count) => count > 20)).toBe(true);
  });
});
