import { dialEnds, mayDial, nextDial, ringGuardMs } from './legal-hours/calling-hours.ts';
import { noLaw } from './legal-hours/legal-hours.ts';
import type { CallingWindow } from './window.ts';

/** Whether a phone may be dialled at this instant on all of these clocks: the window is open, and still is when it rings. */
export function mayRing(window: CallingWindow, zones: readonly string[], at: Date): boolean {
  return mayDial({ window, zones, law: noLaw }, at);
}

/**
 * Whether a window is long enough to dial in: one minute is not, since dialling stops a minute before it closes. Days on
 * which a clock jumps over the window are left out of account.
 */
export function hasRoomToRing(window: Omit<CallingWindow, 'days'>): boolean {
  if (window.allDay) return true;
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const length = (minutes(window.lastCallTime) - minutes(window.firstCallTime) + 1440) % 1440;
  return length * 60_000 > ringGuardMs;
}

/** The earliest instant from `from` on at which a phone may be dialled; null when there is none within 400 days. */
export function nextRinging(window: CallingWindow, zones: readonly string[], from: Date): Date | null {
  return nextDial({ window, zones, law: noLaw }, from);
}

/** Until when dialling may go on from an instant at which it may; null when the window never closes. */
export function ringingEnds(window: CallingWindow, zones: readonly string[], at: Date): Date | null {
  return dialEnds({ window, zones, law: noLaw }, at);
}
