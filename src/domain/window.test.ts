import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offsetAt } from './offset.ts';
import { CallingWindow, isOpen, nextClosing, nextOpening } from './window.ts';

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

describe('a window of hours', () => {
  const nineToSix = hours('09:00', '18:00');

  test.each([
    ['08:59:59.999', false],
    ['09:00:00.000', true],
    ['17:59:59.999', true],
    ['18:00:00.000', false],
  ])('09:00-18:00 at %s in New York: open is %s', (time, isItOpen) => {
    expect(isOpen(nineToSix, ['America/New_York'], new Date(`2026-11-20T${time}-05:00`))).toBe(isItOpen);
  });

  test('only the days that are listed are open, on the clock of the zone', () => {
    const mondays = hours('09:00', '18:00', [1]);
    expect(isOpen(mondays, ['Pacific/Auckland'], new Date('2026-11-22T20:30:00Z'))).toBe(true);
    expect(isOpen(mondays, ['Pacific/Honolulu'], new Date('2026-11-22T20:30:00Z'))).toBe(false);
  });

  test('across midnight the small hours belong to the day on which the window opened', () => {
    const fridayNight = hours('22:00', '02:00', [5]);
    const openAt = (at: string) => isOpen(fridayNight, ['Europe/Berlin'], new Date(at));
    expect(openAt('2026-11-20T21:59:00+01:00')).toBe(false);
    expect(openAt('2026-11-20T22:00:00+01:00')).toBe(true);
    expect(openAt('2026-11-21T01:59:00+01:00')).toBe(true);
    expect(openAt('2026-11-21T02:00:00+01:00')).toBe(false);
    expect(openAt('2026-11-21T22:00:00+01:00')).toBe(false);
    expect(openAt('2026-11-20T01:00:00+01:00')).toBe(false);
  });

  test('a window until 00:00 closes at midnight', () => {
    const evening = hours('18:00', '00:00', [5]);
    const zone = ['Europe/Berlin'];
    expect(nextClosing(evening, zone, new Date('2026-11-20T18:00:00+01:00'))).toEqual(
      new Date('2026-11-21T00:00:00+01:00'),
    );
    expect(isOpen(evening, zone, new Date('2026-11-21T00:00:00+01:00'))).toBe(false);
  });

  test('all day means the whole of each listed day, whatever the times say', () => {
    const weekend = { days: [6, 7], firstCallTime: '09:00', lastCallTime: '09:00', allDay: true };
    const zone = ['Asia/Tokyo'];
    const opening = nextOpening(weekend, zone, new Date('2026-11-20T12:00:00+09:00'));
    expect(opening).toEqual(new Date('2026-11-21T00:00:00+09:00'));
    expect(nextClosing(weekend, zone, new Date('2026-11-21T00:00:00+09:00'))).toEqual(
      new Date('2026-11-23T00:00:00+09:00'),
    );
  });

  test('several zones: open only while all of them are', () => {
    const coasts = ['America/New_York', 'America/Los_Angeles'];
    const opening = nextOpening(nineToSix, coasts, new Date('2026-11-20T00:00:00Z'));
    expect(opening).toEqual(new Date('2026-11-20T17:00:00Z'));
    expect(nextClosing(nineToSix, coasts, new Date('2026-11-20T17:00:00Z'))).toEqual(new Date('2026-11-20T23:00:00Z'));
  });

  test('due at 17:55 is today, due at 18:05 is tomorrow at 09:00', () => {
    const zone = ['America/Chicago'];
    const before = new Date('2026-11-20T17:55:00-06:00');
    expect(nextOpening(nineToSix, zone, before)).toEqual(before);
    expect(nextOpening(nineToSix, zone, new Date('2026-11-20T18:05:00-06:00'))).toEqual(
      new Date('2026-11-21T09:00:00-06:00'),
    );
  });
});

describe('it fails closed', () => {
  const always: CallingWindow = { days: everyDay, firstCallTime: '00:00', lastCallTime: '00:00', allDay: true };
  const now = new Date('2026-11-20T12:00:00Z');

  test.each([
    ['no zone', []],
    ['an unknown zone', ['Mars/Olympus']],
    ['one unknown zone among known ones', ['America/New_York', 'Mars/Olympus']],
    ['an empty name', ['']],
  ])('%s: never open', (_what, names) => {
    expect(isOpen(always, names, now)).toBe(false);
    expect(nextOpening(always, names, now)).toBeNull();
    expect(nextClosing(always, names, now)).toEqual(now);
  });

  test('no instant: never open', () => {
    const never = new Date(Number.NaN);
    expect(isOpen(always, ['UTC'], never)).toBe(false);
    expect(nextOpening(always, ['UTC'], never)).toBeNull();
  });

  test('equal times without all day: never open', () => {
    expect(isOpen(hours('09:00', '09:00'), ['UTC'], new Date('2026-11-20T09:00:00Z'))).toBe(false);
    expect(isOpen(hours('09:00', '09:00'), ['UTC'], now)).toBe(false);
    expect(nextOpening(hours('09:00', '09:00'), ['UTC'], now)).toBeNull();
  });

  test('zones whose windows never meet: no opening', () => {
    const shortWindow = hours('09:00', '10:00');
    expect(nextOpening(shortWindow, ['America/New_York', 'Asia/Tokyo'], now)).toBeNull();
    expect(nextOpening(shortWindow, ['America/New_York', 'Asia/Tokyo', 'Europe/London'], now)).toBeNull();
  });
});

describe('it never closes', () => {
  test('on every day, all day: there is no closing', () => {
    const always: CallingWindow = { days: everyDay, firstCallTime: '09:00', lastCallTime: '18:00', allDay: true };
    expect(nextClosing(always, ['America/New_York', 'UTC'], new Date('2026-11-20T12:00:00Z'))).toBeNull();
  });
});

describe('on the days on which clocks change', () => {
  test.each<[zone: string, window: [string, string], opens: string, closes: string]>([
    // Forward: the hour from 02:00 to 03:00 does not exist.
    ['America/New_York', ['02:30', '04:00'], '2026-03-08T03:00-04:00', '2026-03-08T04:00-04:00'],
    ['America/New_York', ['01:00', '02:30'], '2026-03-08T01:00-05:00', '2026-03-08T03:00-04:00'],
    ['Europe/Berlin', ['02:15', '09:00'], '2026-03-29T03:00+02:00', '2026-03-29T09:00+02:00'],
    // Back: the hour from 01:00 to 02:00 is there twice, and so is a window inside it.
    ['America/New_York', ['01:15', '01:45'], '2026-11-01T01:15-04:00', '2026-11-01T01:45-04:00'],
    ['America/New_York', ['00:00', '01:30'], '2026-11-01T00:00-04:00', '2026-11-01T01:30-04:00'],
    ['America/New_York', ['01:30', '03:00'], '2026-11-01T01:30-04:00', '2026-11-01T01:00-05:00'],
    // By half an hour, and by an hour at a quarter to.
    ['Australia/Lord_Howe', ['02:10', '03:00'], '2026-10-04T02:30+11:00', '2026-10-04T03:00+11:00'],
    ['Australia/Lord_Howe', ['01:00', '02:00'], '2026-04-05T01:00+11:00', '2026-04-05T02:00+10:30'],
    ['Pacific/Chatham', ['03:00', '04:00'], '2026-09-27T03:45+13:45', '2026-09-27T04:00+13:45'],
    // At midnight, so that the day itself begins at 01:00 or the evening before comes twice.
    ['Africa/Cairo', ['00:30', '02:00'], '2026-04-24T01:00+03:00', '2026-04-24T02:00+03:00'],
    ['America/Santiago', ['23:30', '23:45'], '2026-04-04T23:30-03:00', '2026-04-04T23:45-03:00'],
  ])('%s %s opens and closes by the clock on the wall', (zone, [first, last], opens, closes) => {
    const window = hours(first, last);
    const opening = nextOpening(window, [zone], new Date(new Date(opens).getTime() - 5 * minute * 6));
    expect(opening).toEqual(new Date(opens));
    expect(nextClosing(window, [zone], new Date(opens))).toEqual(new Date(closes));
  });

  test('the second time round an hour that comes twice is open again', () => {
    const window = hours('01:15', '01:45');
    const next = nextOpening(window, ['America/New_York'], new Date('2026-11-01T01:45:00-04:00'));
    expect(next).toEqual(new Date('2026-11-01T01:15:00-05:00'));
  });

  test('09:00 stays 09:00: it is 23 hours after the one before in spring and 25 in autumn', () => {
    const openingAfter = (at: string) => nextOpening(hours('09:00', '09:01'), ['Europe/Berlin'], new Date(at));
    expect(openingAfter('2026-03-28T12:00:00Z')).toEqual(new Date('2026-03-29T07:00:00Z'));
    expect(openingAfter('2026-10-24T12:00:00Z')).toEqual(new Date('2026-10-25T08:00:00Z'));
  });
});

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

describe('CallingWindow', () => {
  const valid = { days: [1, 5], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false };
  const clockTime = 'Must be a time of day from 00:00 to 23:59, such as 09:00';

  test.each([
    [valid],
    [{ ...valid, firstCallTime: '22:00', lastCallTime: '02:00' }],
    [{ ...valid, firstCallTime: '00:00', lastCallTime: '23:59' }],
    [{ ...valid, lastCallTime: '09:00', allDay: true }],
    [{ ...valid, days: [7, 1, 2, 3, 4, 5, 6] }],
  ])('%j is accepted', (window) => {
    expect(CallingWindow.parse(window)).toEqual(window);
  });

  test.each<[change: object, path: string, message: string]>([
    [
      { lastCallTime: '09:00' },
      'lastCallTime',
      'Must differ from firstCallTime, or the window is never open; for the whole day set allDay',
    ],
    [{ firstCallTime: '24:00' }, 'firstCallTime', clockTime],
    [{ firstCallTime: '9:00' }, 'firstCallTime', clockTime],
    [{ firstCallTime: '09:60' }, 'firstCallTime', clockTime],
    [{ lastCallTime: '18:00:00' }, 'lastCallTime', clockTime],
    [{ lastCallTime: '118:00' }, 'lastCallTime', clockTime],
    [{ lastCallTime: 18 }, 'lastCallTime', 'Must be a time of day such as 09:00'],
    [{ days: [] }, 'days', 'Must hold at least one day, 1 (Monday) to 7 (Sunday)'],
    [{ days: [0] }, 'days.0', 'Must be 1 (Monday) to 7 (Sunday)'],
    [{ days: [8] }, 'days.0', 'Must be 1 (Monday) to 7 (Sunday)'],
    [{ days: [1.5] }, 'days.0', 'Must be 1 (Monday) to 7 (Sunday)'],
    [{ days: ['Mon'] }, 'days.0', 'Must be 1 (Monday) to 7 (Sunday)'],
    [{ days: [1, 1] }, 'days', 'Must hold each day once'],
  ])('%j is refused at %s: %s', (change, path, message) => {
    const issues = CallingWindow.safeParse({ ...valid, ...change }).error?.issues ?? [];
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toContainEqual([path, message]);
  });
});

function minuteAfter(at: number): number {
  return Math.floor(at / minute) * minute + minute;
}
