import { dayLength, isoWeekday } from '#domain/local-hours.ts';

/** `MM-DD`; the nth (1-4, or -1 for the last) ISO weekday of a month; days after Easter Sunday. */
export type Holiday = { date: string } | { nth: number; weekday: number; month: number } | { easter: number };

/** Whether the day (0 is 1970-01-01) is one of these holidays. */
export function isHoliday(holidays: readonly Holiday[], day: number): boolean {
  if (holidays.length === 0) return false;
  const date = new Date(day * dayLength);
  return holidays.some((holiday) => isOn(holiday, day, date));
}

function isOn(holiday: Holiday, day: number, date: Date): boolean {
  if ('date' in holiday) return date.toISOString().slice(5, 10) === holiday.date;
  if ('easter' in holiday) return day === easterDay(date.getUTCFullYear()) + holiday.easter;
  if (date.getUTCMonth() + 1 !== holiday.month || isoWeekday(day) !== holiday.weekday) return false;
  if (holiday.nth > 0) return Math.ceil(date.getUTCDate() / 7) === holiday.nth;
  return new Date((day + 7) * dayLength).getUTCMonth() !== date.getUTCMonth();
}

const easters = new Map<number, number>();

/** The day of Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher). */
function easterDay(year: number): number {
  const known = easters.get(year);
  if (known !== undefined) return known;
  const a = year % 19;
  const century = Math.floor(year / 100);
  const c = year % 100;
  const leap = Math.floor(century / 4);
  const correction = Math.floor((8 * century + 13) / 25);
  const epact = (19 * a + century - leap - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(c / 4) - epact - (c % 4)) % 7;
  const late = Math.floor((a + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * late + 114;
  const day = Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1) / dayLength;
  easters.set(year, day);
  return day;
}

const newYear: Holiday = { date: '01-01' };
const christmas: Holiday = { date: '12-25' };
const goodFriday: Holiday = { easter: -2 };
const easterMonday: Holiday = { easter: 1 };

/** 5 U.S.C. 6103; days that a state adds are not in it. */
export const unitedStates: readonly Holiday[] = [
  newYear,
  { nth: 3, weekday: 1, month: 1 },
  { nth: 3, weekday: 1, month: 2 },
  { nth: -1, weekday: 1, month: 5 },
  { date: '06-19' },
  { date: '07-04' },
  { nth: 1, weekday: 1, month: 9 },
  { nth: 2, weekday: 1, month: 10 },
  { date: '11-11' },
  { nth: 4, weekday: 4, month: 11 },
  christmas,
];

/** Code du travail, L3133-1. */
export const france: readonly Holiday[] = [
  newYear,
  easterMonday,
  { date: '05-01' },
  { date: '05-08' },
  { easter: 39 },
  { easter: 50 },
  { date: '07-14' },
  { date: '08-15' },
  { date: '11-01' },
  { date: '11-11' },
  christmas,
];

/** Those of all sixteen Länder. */
export const germany: readonly Holiday[] = [
  newYear,
  goodFriday,
  easterMonday,
  { date: '05-01' },
  { easter: 39 },
  { easter: 50 },
  { date: '10-03' },
  christmas,
  { date: '12-26' },
];

/** Those of the whole country; communities and towns add their own. */
export const spain: readonly Holiday[] = [
  newYear,
  { date: '01-06' },
  goodFriday,
  { date: '05-01' },
  { date: '08-15' },
  { date: '10-12' },
  { date: '11-01' },
  { date: '12-06' },
  { date: '12-08' },
  christmas,
];

export const italy: readonly Holiday[] = [
  newYear,
  { date: '01-06' },
  easterMonday,
  { date: '04-25' },
  { date: '05-01' },
  { date: '06-02' },
  { date: '08-15' },
  { date: '11-01' },
  { date: '12-08' },
  christmas,
  { date: '12-26' },
];

/** Those of the whole country; states and territories add their own. */
export const australia: readonly Holiday[] = [
  newYear,
  { date: '01-26' },
  goodFriday,
  easterMonday,
  { date: '04-25' },
  christmas,
  { date: '12-26' },
];

/** Bank holidays of England and Wales. */
export const britain: readonly Holiday[] = [
  newYear,
  goodFriday,
  easterMonday,
  { nth: 1, weekday: 1, month: 5 },
  { nth: -1, weekday: 1, month: 5 },
  { nth: -1, weekday: 1, month: 8 },
  christmas,
  { date: '12-26' },
];
