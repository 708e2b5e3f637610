import * as z from 'zod';
import { offsetAt } from './offset.ts';

const dayLength = 86_400_000;
const horizon = 400 * dayLength;

export const timeOfDay = z
  .string({ error: 'Must be a time of day such as 09:00' })
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, { error: 'Must be a time of day from 00:00 to 23:59, such as 09:00' });

export const weekdays = z
  .array(z.number({ error: 'Must be 1 (Monday) to 7 (Sunday)' }).int().min(1).max(7))
  .min(1, { error: 'Must hold at least one day, 1 (Monday) to 7 (Sunday)' })
  .refine((days) => new Set(days).size === days.length, { error: 'Must hold each day once' });

/** Days and hours in which people may be called, on a clock still to be named; last before first crosses midnight. */
export const CallingWindow = z
  .object({ days: weekdays, firstCallTime: timeOfDay, lastCallTime: timeOfDay, allDay: z.boolean() })
  .refine(hasLength, {
    path: ['lastCallTime'],
    error: 'Must differ from firstCallTime, or the window is never open; for the whole day set allDay',
  });
export type CallingWindow = z.infer<typeof CallingWindow>;

/** Whether a window is open at all: its two times differ, or it means the whole day. */
export function hasLength(window: { firstCallTime: string; lastCallTime: string; allDay: boolean }): boolean {
  return window.allDay || window.firstCallTime !== window.lastCallTime;
}

/** Whether the window is open at this instant on the clocks of all zones; no zone or an unknown one means no. */
export function isOpen(window: CallingWindow, zones: readonly string[], at: Date): boolean {
  const plan = planOf(window);
  return zones.length > 0 && zones.every((zone) => isOpenIn(plan, zone, at.getTime()));
}

/** The earliest instant at or after `from` at which the window is open; null when there is none within 400 days. */
export function nextOpening(window: CallingWindow, zones: readonly string[], from: Date): Date | null {
  if (zones.length === 0 || Number.isNaN(from.getTime())) return null;
  const plan = planOf(window);
  const until = from.getTime() + horizon;
  let at = from.getTime();
  // Each zone moves the instant on to its own next opening, until none has an objection.
  for (let agreed = 0, turn = 0; agreed < zones.length; turn += 1) {
    const opening = firstInstant(plan, String(zones[turn % zones.length]), { at, until, open: true });
    if (opening === null) return null;
    agreed = opening === at ? agreed + 1 : 1;
    at = opening;
  }
  return new Date(at);
}

/**
 * The earliest instant after `from` at which the window is not open, `from` itself when it is closed already; null when
 * it stays open for 400 days.
 */
export function nextClosing(window: CallingWindow, zones: readonly string[], from: Date): Date | null {
  if (!isOpen(window, zones, from)) return from;
  const plan = planOf(window);
  const at = from.getTime();
  const closings = zones.map((zone) => firstInstant(plan, zone, { at, until: at + horizon, open: false }));
  const earliest = Math.min(...closings.map((closing) => closing ?? Infinity));
  return earliest === Infinity ? null : new Date(earliest);
}

/** A window in milliseconds of the local day; bit n of `days` is ISO day n. */
type Plan = { days: number; first: number; last: number; allDay: boolean };
type Search = { at: number; until: number; open: boolean };

function planOf(window: CallingWindow): Plan {
  let days = 0;
  for (const day of window.days) days |= 1 << day;
  return { days, first: millis(window.firstCallTime), last: millis(window.lastCallTime), allDay: window.allDay };
}

function millis(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000;
}

function isOpenIn(plan: Plan, zone: string, at: number): boolean {
  const span = offsetAt(zone, at);
  return span !== null && isOpenLocally(plan, at + span.offset);
}

/** `local` is what the wall clock shows, as milliseconds since 1970-01-01 00:00 on that clock. */
function isOpenLocally(plan: Plan, local: number): boolean {
  const day = Math.floor(local / dayLength);
  const time = local - day * dayLength;
  if (plan.allDay) return isListed(plan, day);
  if (plan.first < plan.last) return time >= plan.first && time < plan.last && isListed(plan, day);
  // Across midnight the small hours belong to the day on which the window opened. Equal times: never open.
  if (plan.first === plan.last) return false;
  return (time >= plan.first && isListed(plan, day)) || (time < plan.last && isListed(plan, day - 1));
}

/** Day 0 is 1970-01-01, a Thursday. */
function isListed(plan: Plan, day: number): boolean {
  return (plan.days & (1 << (((((day + 3) % 7) + 7) % 7) + 1))) !== 0;
}

/** The first instant from `at` to `until` at which the zone is open, or is not; it jumps from one change to the next. */
function firstInstant(plan: Plan, zone: string, { at, until, open }: Search): number | null {
  for (let instant = at; instant <= until;) {
    const span = offsetAt(zone, instant);
    if (span === null) return open ? null : instant;
    const local = instant + span.offset;
    if (isOpenLocally(plan, local) === open) return instant;
    instant = Math.min(span.until, nextChange(plan, local) - span.offset);
  }
  return null;
}

function nextChange(plan: Plan, local: number): number {
  const midnight = Math.floor(local / dayLength) * dayLength;
  const time = local - midnight;
  let next = dayLength;
  if (plan.first > time) next = plan.first;
  if (plan.last > time && plan.last < next) next = plan.last;
  return midnight + next;
}
