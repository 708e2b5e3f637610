import { offsetAt } from './offset.ts';

export const dayLength = 86_400_000;

/** No search looks further ahead than this. */
export const horizonMs = 400 * dayLength;

/** Hours on a clock still to be named. `local` is what the wall clock shows, as milliseconds since 1970-01-01 00:00 on it. */
export type LocalHours = {
  isOpen(local: number): boolean;
  /** The next instant after `local` at which this may change. */
  nextChange(local: number): number;
};

/** Hours on the clock of a zone. */
export type ZonedHours = { hours: LocalHours; zone: string };

type Search = { at: number; until: number; open: boolean };

/** Whether all of these are open at this instant; none at all, or an unknown zone, means no. */
export function areOpen(all: readonly ZonedHours[], at: number): boolean {
  return all.length > 0 && all.every((each) => isOpenIn(each, at));
}

/** The earliest instant from `at` to `until` at which all of these are open; null when there is none. */
export function firstOpening(all: readonly ZonedHours[], at: number, until: number): number | null {
  if (all.length === 0 || Number.isNaN(at)) return null;
  let instant = at;
  // Each moves the instant on to its own next opening, until none has an objection.
  for (let agreed = 0, turn = 0; agreed < all.length; turn += 1) {
    const opening = firstInstant(all[turn % all.length], { at: instant, until, open: true });
    if (opening === null) return null;
    agreed = opening === instant ? agreed + 1 : 1;
    instant = opening;
  }
  return instant;
}

/** The earliest instant from `at` on at which one of these is not open; null when all stay open until `until`. */
export function firstClosing(all: readonly ZonedHours[], at: number, until: number): number | null {
  if (!areOpen(all, at)) return at;
  const closings = all.map((each) => firstInstant(each, { at, until, open: false }) ?? Infinity);
  const earliest = Math.min(...closings);
  return earliest === Infinity ? null : earliest;
}

/** Day 0 is 1970-01-01, a Thursday; 1 is Monday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** `HH:MM` as milliseconds of the day; `24:00` is its end. */
export function millisOf(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
}

function isOpenIn({ hours, zone }: ZonedHours, at: number): boolean {
  const span = offsetAt(zone, at);
  return span !== null && hours.isOpen(at + span.offset);
}

/** The first instant from `at` to `until` at which these are open, or are not; it jumps from one change to the next. */
function firstInstant(zoned: ZonedHours | undefined, { at, until, open }: Search): number | null {
  if (zoned === undefined) return null;
  for (let instant = at; instant <= until;) {
    const span = offsetAt(zoned.zone, instant);
    if (span === null) return open ? null : instant;
    const local = instant + span.offset;
    if (zoned.hours.isOpen(local) === open) return instant;
    instant = Math.min(span.until, zoned.hours.nextChange(local) - span.offset);
  }
  return null;
}
