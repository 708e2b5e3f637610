import { dialEnds, mayDial, nextDial } from './legal-hours/calling-hours.ts';
import { noLaw } from './legal-hours/legal-hours.ts';
import type { CallingWindow } from './window.ts';

export { ringGuardMs } from './legal-hours/calling-hours.ts';

/** Whether a phone may be dialled at this instant on all of these clocks: the window is open, and still is when it rings. */
export function mayRing(window: CallingWindow, zones: readonly string[], at: Date): boolean {
  return mayDial({ window, zones, law: noLaw }, at);
}

/** The earliest instant from `from` on at which a phone may be dialled; null when there is none within 400 days. */
export function nextRinging(window: CallingWindow, zones: readonly string[], from: Date): Date | null {
  return nextDial({ window, zones, law: noLaw }, from);
}

/** Until when dialling may go on from an instant at which it may; null when the window never closes. */
export function ringingEnds(window: CallingWindow, zones: readonly string[], at: Date): Date | null {
  return dialEnds({ window, zones, law: noLaw }, at);
}
