import { ringGuardMs } from './legal-hours/calling-hours.ts';
import type { CallingWindow } from './window.ts';

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
