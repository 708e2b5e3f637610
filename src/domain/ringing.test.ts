import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dialEnds, mayDial, nextDial, ringGuardMs } from './legal-hours/calling-hours.ts';
import { noLaw } from './legal-hours/legal-hours.ts';
import { hasRoomToRing } from './ringing.ts';
import type { CallingWindow } from './window.ts';

const newYork = ['America/New_York'];
const nineToSix: CallingWindow = {
  days: [1, 2, 3, 4, 5, 6, 7],
  firstCallTime: '09:00',
  lastCallTime: '18:00',
  allDay: false,
};
const at = (time: string, day = 20) => new Date(`2026-11-${day}T${time}-05:00`);

const by = (window: CallingWindow, zones: readonly string[]) => ({ window, zones, law: noLaw });

describe('dialling with the time to ring in mind', () => {
  test.each([
    ['08:59:59', false],
    ['09:00:00', true],
    ['17:58:59.999', true],
    ['17:59:00', false],
    ['17:59:59', false],
    ['18:00:00', false],
  ])('in a window from 09:00 to 18:00 a phone may be dialled at %s: %s', (time, may) => {
    expect(mayDial(by(nineToSix, newYork), at(time))).toBe(may);
  });

  test('what comes due in the last minute waits for the next window', () => {
    expect(nextDial(by(nineToSix, newYork), at('17:58:00'))).toEqual(at('17:58:00'));
    expect(nextDial(by(nineToSix, newYork), at('17:59:30'))).toEqual(at('09:00:00', 21));
    expect(nextDial(by(nineToSix, newYork), at('18:05:00'))).toEqual(at('09:00:00', 21));
  });

  test('dialling ends a minute before the window closes, and never where it never closes', () => {
    expect(dialEnds(by(nineToSix, newYork), at('12:00:00'))).toEqual(at('17:59:00'));
    const always = { ...nineToSix, allDay: true };
    expect(dialEnds(by(always, newYork), at('12:00:00'))).toBeNull();
    expect(nextDial(by(always, newYork), at('23:59:30'))).toEqual(at('23:59:30'));
  });

  test('nobody is dialled where no zone is known, nor in a window that is over before a phone rings', () => {
    expect(nextDial(by(nineToSix, []), at('12:00:00'))).toBeNull();
    expect(nextDial(by({ ...nineToSix, lastCallTime: '09:01' }, newYork), at('12:00:00'))).toBeNull();
  });

  test('the next dial is allowed, and no minute before it is', () => {
    const time = fc.nat(47).map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
    const windows = fc
      .record({ firstCallTime: time, lastCallTime: time, days: fc.subarray([5, 6, 7], { minLength: 1 }) })
      .filter((window) => window.firstCallTime !== window.lastCallTime)
      .map((window) => ({ ...window, allDay: false }));
    const zones = fc.subarray(['America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin'], {
      minLength: 1,
      maxLength: 2,
    });
    const moments = fc.integer({ min: Date.UTC(2026, 9, 23), max: Date.UTC(2026, 10, 2) });
    fc.assert(
      fc.property(windows, zones, moments, (window, names, from) => {
        const next = nextDial(by(window, names), new Date(from))?.getTime() ?? Infinity;
        if (next < Infinity) expect(mayDial(by(window, names), new Date(next))).toBe(true);
        for (let instant = from; instant < Math.min(next, from + 2 * 86_400_000); instant += ringGuardMs) {
          if (mayDial(by(window, names), new Date(instant)))
            expect.fail(`may ring at ${new Date(instant).toISOString()}`);
        }
      }),
    );
  });
});

test.each([
  ['09:00', '09:01', false],
  ['09:00', '09:02', true],
  ['23:59', '00:00', false],
  ['23:59', '00:01', true],
  ['18:00', '09:00', true],
])('a window from %s to %s is long enough to dial in: %s', (firstCallTime, lastCallTime, expected) => {
  const window = { firstCallTime, lastCallTime, allDay: false };
  expect(hasRoomToRing(window)).toBe(expected);
  const days = [1, 2, 3, 4, 5, 6, 7];
  expect(nextDial(by({ ...window, days }, ['UTC']), new Date('2026-03-09T12:00:00Z')) !== null).toBe(expected);
  expect(hasRoomToRing({ ...window, allDay: true })).toBe(true);
});
