import { dayLength } from '../local-hours.ts';
import { offsetAt } from '../offset.ts';
import { onClocks } from '../window.ts';
import type { CallingWindow } from '../window.ts';

/** A night in which clocks are set, as far as it makes a window longer or shorter. */
export type ClockChange = {
  zone: string;
  /** What the clock shows before and after, as milliseconds since 1970-01-01 00:00 on it. */
  local: { before: number; after: number };
  /** How much longer the window is by it; negative: shorter. */
  minutes: number;
};

const stepMs = 900_000;

/** The changes of a zone's clock between two instants (milliseconds) that a window on it feels, the first ones first. */
export function clockChanges(
  window: CallingWindow,
  zone: string,
  { from, until, most }: { from: number; until: number; most: number },
): ClockChange[] {
  const [hours] = onClocks(window, [zone]);
  const found: ClockChange[] = [];
  for (let at = offsetAt(zone, from)?.until ?? Infinity; at < until && found.length < most;) {
    const [before, after] = [offsetAt(zone, at - 1), offsetAt(zone, at)];
    if (!hours || !before || !after) break;
    const local = { before: at + before.offset, after: at + after.offset };
    const minutes = feltBy(local, (instant) => hours.hours.isOpen(instant));
    if (minutes !== 0) found.push({ zone, local, minutes });
    at = after.until;
  }
  return found;
}

/** Forward, the times between are skipped; back, they come twice. */
function feltBy({ before, after }: ClockChange['local'], isOpen: (local: number) => boolean): number {
  const [first, last] = [Math.min(before, after), Math.max(before, after)];
  let open = 0;
  for (let at = first; at < last && at - first < dayLength; at += stepMs) if (isOpen(at)) open += stepMs;
  return (Math.sign(before - after) * open) / 60_000;
}
