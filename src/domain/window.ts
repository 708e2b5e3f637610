import * as z from 'zod';
import { areOpen, dayLength, firstClosing, firstOpening, horizonMs, isoWeekday, millisOf } from './local-hours.ts';
import type { LocalHours, ZonedHours } from './local-hours.ts';

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
  return areOpen(onClocks(window, zones), at.getTime());
}

/** The earliest instant at or after `from` at which the window is open; null when there is none within 400 days. */
export function nextOpening(window: CallingWindow, zones: readonly string[], from: Date): Date | null {
  const opening = firstOpening(onClocks(window, zones), from.getTime(), from.getTime() + horizonMs);
  return opening === null ? null : new Date(opening);
}

/**
 * The earliest instant after `from` at which the window is not open, `from` itself when it is closed already; null when
 * it stays open for 400 days.
 */
export function nextClosing(window: CallingWindow, zones: readonly string[], from: Date): Date | null {
  const closing = firstClosing(onClocks(window, zones), from.getTime(), from.getTime() + horizonMs);
  return closing === null ? null : new Date(closing);
}

/** The window as hours on each of these clocks. */
export function onClocks(window: CallingWindow, zones: readonly string[]): ZonedHours[] {
  const hours = hoursOf(window);
  return zones.map((zone) => ({ hours, zone }));
}

/** A window in milliseconds of the local day; bit n of `days` is ISO day n. */
type Plan = { days: number; first: number; last: number; allDay: boolean };

function hoursOf(window: CallingWindow): LocalHours {
  const plan = planOf(window);
  return {
    isOpen: (local) => isOpenLocally(plan, local),
    nextChange: (local) => nextChange(plan, local),
  };
}

function planOf(window: CallingWindow): Plan {
  let days = 0;
  for (const day of window.days) days |= 1 << day;
  return { days, first: millisOf(window.firstCallTime), last: millisOf(window.lastCallTime), allDay: window.allDay };
}

function isOpenLocally(plan: Plan, local: number): boolean {
  const day = Math.floor(local / dayLength);
  const time = local - day * dayLength;
  if (plan.allDay) return isListed(plan, day);
  if (plan.first < plan.last) return time >= plan.first && time < plan.last && isListed(plan, day);
  // Across midnight the small hours belong to the day on which the window opened. Equal times: never open.
  if (plan.first === plan.last) return false;
  return (time >= plan.first && isListed(plan, day)) || (time < plan.last && isListed(plan, day - 1));
}

function isListed(plan: Plan, day: number): boolean {
  return (plan.days & (1 << isoWeekday(day))) !== 0;
}

function nextChange(plan: Plan, local: number): number {
  const midnight = Math.floor(local / dayLength) * dayLength;
  const time = local - midnight;
  let next = dayLength;
  if (plan.first > time) next = plan.first;
  if (plan.last > time && plan.last < next) next = plan.last;
  return midnight + next;
}
