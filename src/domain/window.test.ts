import { describe, expect, test } from 'vitest';
import { CallingWindow, isOpen, nextClosing, nextOpening } from './window.ts';

const minute = 60_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

function hours(firstCallTime: string, lastCallTime: string, days = everyDay): CallingWindow {
  return { days, firstCallTime, lastCallTime, allDay: false };
}

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
