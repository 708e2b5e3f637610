import { hoursEnd, nextDial } from './legal-hours/calling-hours.ts';
import type { CallingHours } from './legal-hours/calling-hours.ts';

/** A stretch of time, in milliseconds since 1970. */
export type Span = { from: number; to: number };

/** What changed within a short slot: by how many calls, and for how many milliseconds of the slot the change counts. */
export type Move = { slot: number; calls: number; ringing: number; callsMs: number; ringingMs: number };

export type Levels = { active: number[]; ringing: number[]; peak: number[] };

/**
 * How many calls were in progress in each of `buckets` buckets of `slots` slots of `slotMs`. With one slot a bucket it is
 * the number at the slot's end, else the mean; `peak` is the most at the end of any slot. Moves come in order of slots.
 */
export function levelsOf(
  moves: readonly Move[],
  { buckets, slots, slotMs }: { buckets: number; slots: number; slotMs: number },
): Levels {
  const levels: Levels = { active: [], ringing: [], peak: [] };
  let [calls, ringing, next] = [0, 0, 0];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const end = (bucket + 1) * slots;
    let [peak, callsMs, ringingMs] = [calls, calls * slots * slotMs, ringing * slots * slotMs];
    for (let move = moves[next]; move && move.slot < end; move = moves[++next]) {
      const restMs = (end - 1 - move.slot) * slotMs;
      callsMs += move.callsMs + move.calls * restMs;
      ringingMs += move.ringingMs + move.ringing * restMs;
      calls += move.calls;
      ringing += move.ringing;
      peak = Math.max(peak, calls);
    }
    levels.active.push(slots === 1 ? calls : hundredths(callsMs / (slots * slotMs)));
    levels.ringing.push(slots === 1 ? ringing : hundredths(ringingMs / (slots * slotMs)));
    levels.peak.push(peak);
  }
  return levels;
}

function hundredths(value: number): number {
  return Math.max(0, Math.round(value * 100) / 100);
}

/** When nobody may be called between two instants, whatever the clock he lives by; with nobody at all, always. */
export function closedSpans(everybody: readonly CallingHours[], { from, to }: Span): Span[] {
  const open = everybody.flatMap((hours) => openSpans(hours, { from, to })).toSorted((a, b) => a.from - b.from);
  const closed: Span[] = [];
  let reached = from;
  for (const span of open) {
    if (span.from > reached) closed.push({ from: reached, to: span.from });
    reached = Math.max(reached, span.to);
  }
  return reached < to ? [...closed, { from: reached, to }] : closed;
}

function openSpans(hours: CallingHours, { from, to }: Span): Span[] {
  const spans: Span[] = [];
  for (let at = from; at < to;) {
    const opens = nextDial(hours, new Date(at))?.getTime() ?? to;
    if (opens >= to) break;
    const closes = Math.min(to, hoursEnd(hours, new Date(opens))?.getTime() ?? to);
    spans.push({ from: opens, to: closes });
    at = Math.max(closes, opens + 60_000);
  }
  return spans;
}
