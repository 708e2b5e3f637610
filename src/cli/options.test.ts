import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { readCountry, readDelays, readSpeed, readWindow, readZone, wholeNumber } from './options.ts';

const readLimit = wholeNumber({ from: 1, to: 50, what: 'Calls at once' });

describe('what options take', () => {
  test.each<[read: (text: string) => unknown, given: string, value: unknown]>([
    [readWindow, '09:00-18:00', { firstCallTime: '09:00', lastCallTime: '18:00' }],
    [readWindow, '22:00 – 02:00', { firstCallTime: '22:00', lastCallTime: '02:00' }],
    [readZone, 'America/New_York', 'America/New_York'],
    [readCountry, 'us', 'US'],
    [readCountry, 'India', 'IN'],
    [readCountry, 'UK', 'GB'],
    [readLimit, '1', 1],
    [readLimit, '50', 50],
    [readSpeed, '0.5', 0.5],
    [readSpeed, '1000', 1000],
    [readDelays, 'PT30M', ['PT30M']],
    [readDelays, 'PT1H, PT4H,P1D', ['PT1H', 'PT4H', 'P1D']],
  ])('%o reads "%s"', (read, given, value) => {
    expect(read(given)).toEqual(value);
  });
});

describe('what options refuse, saying what to write instead', () => {
  test.each<[read: (text: string) => unknown, given: string, told: RegExp]>([
    [readWindow, '9-18', /HH:MM-HH:MM/],
    [readWindow, '09:00', /HH:MM-HH:MM/],
    [readWindow, '09:00-24:00', /HH:MM-HH:MM/],
    [readWindow, '09:00-12:00-18:00', /HH:MM-HH:MM/],
    [readWindow, '18:00-18:00', /--all-day/],
    [readZone, 'EST', /"EST" is not a time zone\. Did you mean America\/New_York/],
    [readZone, '', /is not a time zone/],
    [readCountry, 'ZZ', /two-letter ISO 3166 code/],
    [readCountry, '', /two-letter ISO 3166 code/],
    [readLimit, '0', /from 1 to 50/],
    [readLimit, '-1', /from 1 to 50/],
    [readLimit, '51', /from 1 to 50/],
    [readLimit, 'abc', /from 1 to 50/],
    [readLimit, '2.5', /from 1 to 50/],
    [readLimit, '', /from 1 to 50/],
    [readSpeed, '0', /from 0\.1 to 1,000/],
    [readSpeed, '1e3', /from 0\.1 to 1,000/],
    [readSpeed, 'fast', /from 0\.1 to 1,000/],
    [readDelays, '30m', /"30m": Must be an ISO 8601 duration/],
    [readDelays, 'PT30M,', /ISO 8601 duration/],
    [readDelays, 'PT30M,P40D', /"P40D": Must be longer than nothing and at most P30D/],
  ])('%o refuses "%s"', (read, given, told) => {
    expect(() => read(given)).toThrow(InvalidArgumentError);
    expect(() => read(given)).toThrow(told);
  });
});
