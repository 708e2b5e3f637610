import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offsetAt } from './offset.ts';

const minute = 60_000;
const start = Date.UTC(2024, 0, 1);
const restlessZones = fc.constantFrom(
  'America/New_York',
  'America/Santiago',
  'America/St_Johns',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Pacific/Chatham',
);

describe('the offsets behind it', () => {
  test('an instant lies in the span given for it, whose ends are the nearest changes of the clocks', () => {
    const autumn = Date.parse('2026-11-01T06:00:00Z');
    const spring = Date.parse('2026-03-08T07:00:00Z');
    const summer = { from: spring, until: autumn, offset: -4 * 60 * minute };
    expect(offsetAt('America/New_York', spring)).toEqual(summer);
    expect(offsetAt('America/New_York', autumn - 1)).toEqual(summer);
    expect(offsetAt('America/New_York', autumn)).toMatchObject({ from: autumn, offset: -5 * 60 * minute });
    expect(offsetAt('America/New_York', spring - 1)).toMatchObject({ until: spring, offset: -5 * 60 * minute });
  });

  test('a zone without changes to come has one span without end', () => {
    expect(offsetAt('Asia/Kolkata', start)).toMatchObject({ until: Infinity, offset: 330 * minute });
    expect(offsetAt('UTC', start)).toEqual({ from: -Infinity, until: Infinity, offset: 0 });
  });

  test('what was asked before does not change the answer, however many zones and years were asked about', () => {
    const asked = fc.array(fc.tuple(restlessZones, fc.integer({ min: 2000, max: 2040 })), {
      minLength: 30,
      maxLength: 60,
    });
    fc.assert(
      fc.property(asked, (questions) => {
        for (const [zone, year] of questions) {
          const at = Date.UTC(year, 6, 1, 12);
          const expected = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
          expect(offsetAt(zone, at)?.offset).toBe(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a span is looked up once, and what is kept is bounded: eight spans of a zone, a thousand zones', () => {
    const noon = (year: number) => offsetAt('Europe/Berlin', Date.UTC(year, 6, 1, 12));
    const first = noon(2041);
    expect(offsetAt('Europe/Berlin', Date.UTC(2041, 6, 2))).toBe(first);
    for (let year = 2042; year < 2049; year += 1) noon(year);
    expect(noon(2041)).toBe(first);
    noon(2049);
    expect(noon(2041)).not.toBe(first);
    const again = noon(2041);
    for (let n = 0; n < 1000; n += 1) {
      let bit = 0;
      const name = 'america/new_york'.replace(/[a-z]/g, (letter) => ((n >> bit++) & 1 ? letter.toUpperCase() : letter));
      expect(offsetAt(name, start)?.offset).toBe(-5 * 60 * minute);
    }
    expect(noon(2041)).not.toBe(again);
    expect(noon(2041)).toEqual(again);
  });
});
