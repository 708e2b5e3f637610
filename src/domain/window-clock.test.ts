import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CallingWindow, isOpen, nextClosing, nextOpening } from './window.ts';

const minute = 60_000;
const day = 1440 * minute;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const zoneNames = [
  ...Intl.supportedValuesOf('timeZone'),
  'Asia/Kolkata',
  'America/Argentina/Buenos_Aires',
  'Europe/Kyiv',
];

function hours(firstCallTime: string, lastCallTime: string, days = everyDay): CallingWindow {
  return { days, firstCallTime, lastCallTime, allDay: false };
}

/** The oracle: what a clock on the wall shows, read off Intl's words and compared as a person would. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function readClock(zone: string, at: number): { weekday: number; time: string } {
  const clock =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  clocks.set(zone, clock);
  const [, weekday = '', time = ''] = /^(\w+),? (\d\d:\d\d)$/.exec(clock.format(at)) ?? [];
  return { weekday: weekdayNames.indexOf(weekday) + 1, time };
}

function isOpenByClock(window: CallingWindow, zones: readonly string[], at: number): boolean {
  return zones.every((zone) => {
    const { weekday, time } = readClock(zone, at);
    const yesterday = weekday === 1 ? 7 : weekday - 1;
    const { days, firstCallTime: first, lastCallTime: last } = window;
    if (window.allDay) return days.includes(weekday);
    if (first < last) return days.includes(weekday) && first <= time && time < last;
    return (days.includes(weekday) && first <= time) || (days.includes(yesterday) && time < last);
  });
}

/** Instants at which a zone's clocks were changed, found by asking Intl what they show week by week. */
function findClockChanges(zone: string, from: number, until: number): number[] {
  const changes: number[] = [];
  const shift = (at: number) => {
    const { time } = readClock(zone, at);
    return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) - Math.floor((at % day) / minute) + 1440) % 1440;
  };
  for (let week = from; week < until; week += 7 * day) {
    let [low, high] = [week, week + 7 * day];
    if (shift(low) === shift(high)) continue;
    while (high - low > minute) {
      const middle = low + Math.floor((high - low) / 2 / minute) * minute;
      if (shift(middle) === shift(low)) low = middle;
      else high = middle;
    }
    changes.push(high);
  }
  return changes;
}

const start = Date.UTC(2024, 0, 1);
const end = Date.UTC(2033, 0, 1);
const timeOfDay = fc
  .nat(1439)
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
const windows = fc
  .record({
    days: fc.subarray(everyDay, { minLength: 1 }),
    firstCallTime: timeOfDay,
    lastCallTime: timeOfDay,
    allDay: fc.constantFrom(false, false, false, false, true),
  })
  .filter((window) => window.allDay || window.firstCallTime !== window.lastCallTime);
const zones = fc.constantFrom(...zoneNames);
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

describe('against the clock on the wall', () => {
  const moments = fc.integer({ min: start / 1000, max: end / 1000 }).map((seconds) => seconds * 1000);

  test('open exactly when the clocks of all zones say so, at any second of 2024-2032, in any zone', () => {
    fc.assert(
      fc.property(windows, fc.array(zones, { minLength: 1, maxLength: 3 }), moments, (window, names, at) => {
        expect(isOpen(window, names, new Date(at))).toBe(isOpenByClock(window, names, at));
      }),
      { numRuns: 5000 },
    );
  });

  test('open exactly when the clock says so, around every change of every zone’s clocks 2024-2032', () => {
    const around = [-121, -61, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 61, 120].map((minutes) => minutes * minute);
    const windowsTried = [
      hours('00:30', '02:30', [7]),
      hours('23:15', '01:45', [4, 6]),
      { ...hours('00:00', '00:00', [5, 7]), allDay: true },
    ];
    let changes = 0;
    for (const zone of zoneNames) {
      for (const change of findClockChanges(zone, start, end)) {
        changes += 1;
        for (const at of around.map((offset) => change + offset)) {
          for (const window of windowsTried) {
            if (isOpen(window, [zone], new Date(at)) !== isOpenByClock(window, [zone], at)) {
              expect.fail(`${zone} at ${new Date(at).toISOString()} in ${JSON.stringify(window)}`);
            }
          }
        }
      }
    }
    expect(changes).toBeGreaterThan(1000);
  });

  const nearChanges = restlessZones.chain((zone) =>
    fc.tuple(
      fc.constantFrom(...findClockChanges(zone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1))),
      fc.integer({ min: -2 * day, max: day }),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant([zone]) },
        { weight: 1, arbitrary: zones.map((other) => [zone, other]) },
      ),
    ),
  );

  test('the next opening is open, and no minute before it is, over the days around a change of clocks', () => {
    fc.assert(
      fc.property(windows, nearChanges, (window, [change, offset, names]) => {
        const from = change + offset;
        const opening = nextOpening(window, names, new Date(from))?.getTime() ?? Infinity;
        expect(isOpenByClock(window, names, from)).toBe(opening === from);
        if (opening < Infinity) expect(isOpenByClock(window, names, opening)).toBe(true);
        for (let at = minuteAfter(from); at < Math.min(opening, from + 3 * day); at += minute) {
          if (isOpenByClock(window, names, at)) expect.fail(`open already at ${new Date(at).toISOString()}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('the next closing is closed, and no minute before it is, over the days around a change of clocks', () => {
    fc.assert(
      fc.property(windows, nearChanges, (window, [change, offset, names]) => {
        const from = nextOpening(window, names, new Date(change + offset))?.getTime();
        if (from === undefined) return;
        const closing = nextClosing(window, names, new Date(from))?.getTime() ?? Infinity;
        expect(closing).toBeGreaterThan(from);
        if (closing < Infinity) expect(isOpenByClock(window, names, closing)).toBe(false);
        for (let at = minuteAfter(from); at < Math.min(closing, from + 3 * day); at += minute) {
          if (!isOpenByClock(window, names, at)) expect.fail(`closed already at ${new Date(at).toISOString()}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('one more zone never opens what was closed', () => {
    fc.assert(
      fc.property(windows, zones, zones, moments, (window, one, other, at) => {
        const both = isOpen(window, [one, other], new Date(at));
        expect(both).toBe(isOpen(window, [one], new Date(at)) && isOpen(window, [other], new Date(at)));
      }),
    );
  });
});

function minuteAfter(at: number): number {
  return Math.floor(at / minute) * minute + minute;
}
