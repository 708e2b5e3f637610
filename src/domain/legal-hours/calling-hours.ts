import { areOpen, firstClosing, firstOpening, horizonMs } from '#domain/local-hours.ts';
import type { ZonedHours } from '#domain/local-hours.ts';
import { onClocks } from '#domain/window.ts';
import type { CallingWindow } from '#domain/window.ts';
import { legalHours, nextLegal, noLaw } from './legal-hours.ts';
import type { Law } from './legal-hours.ts';

/** A phone rings some seconds after the dial; dialling stops this long before hours close. */
export const ringGuardMs = 60_000;

/** When a person may be called: the campaign's window on the clocks it is read on, and the law on the person's own. */
export type CallingHours = { window: CallingWindow; zones: readonly string[]; law: Law };

/** Whether a phone may be dialled at this instant: window and law are open, and still are when it rings. */
export function mayDial(hours: CallingHours, at: Date): boolean {
  return isDiallable(allOf(hours), at.getTime());
}

/** The earliest instant from `from` on at which a phone may be dialled; null when there is none within 400 days. */
export function nextDial(hours: CallingHours, from: Date): Date | null {
  const all = allOf(hours);
  const until = from.getTime() + horizonMs;
  let at = firstOpening(all, from.getTime(), until);
  while (at !== null && !isDiallable(all, at)) {
    const closing = firstClosing(all, at, until);
    at = closing === null ? null : firstOpening(all, closing, until);
  }
  return at === null ? null : new Date(at);
}

/** Until when dialling may go on from an instant at which it may; null when the hours never close. */
export function dialEnds(hours: CallingHours, at: Date): Date | null {
  const closing = hoursEnd(hours, at);
  return closing === null ? null : new Date(closing.getTime() - ringGuardMs);
}

/** When window or law close next, `at` itself when one of them is closed already; null when they never do. */
export function hoursEnd(hours: CallingHours, at: Date): Date | null {
  const closing = firstClosing(allOf(hours), at.getTime(), at.getTime() + horizonMs);
  return closing === null ? null : new Date(closing);
}

/** What keeps a person from being dialled before the next opening. */
export type Binding = 'window' | 'legal_hours' | 'needs_time_zone' | 'never_open';

/** Whether somebody may be dialled now, when that changes (never, when null), and what the next opening waits for. */
export type Outlook =
  | { isOpen: true; flipsAt: Date | null; boundBy: null }
  | { isOpen: false; flipsAt: Date | null; boundBy: Binding };

export function outlookOf(hours: CallingHours, at: Date): Outlook {
  if (mayDial(hours, at)) return { isOpen: true, flipsAt: dialEnds(hours, at), boundBy: null };
  const flipsAt = nextDial(hours, at);
  return { isOpen: false, flipsAt, boundBy: bindingOf(hours, at, flipsAt) };
}

function bindingOf(hours: CallingHours, at: Date, next: Date | null): Binding {
  if (next === null) return nextLegal(hours.law, at) === null ? 'needs_time_zone' : 'never_open';
  const byWindow = nextDial({ ...hours, law: noLaw }, at);
  return byWindow !== null && byWindow < next ? 'legal_hours' : 'window';
}

function allOf({ window, zones, law }: CallingHours): ZonedHours[] {
  const clocks = onClocks(window, zones);
  // A window on no clock at all is never open, whatever the law says.
  return clocks.length === 0 ? [] : [...clocks, ...legalHours(law)];
}

function isDiallable(all: ZonedHours[], at: number): boolean {
  return areOpen(all, at) && areOpen(all, at + ringGuardMs);
}
