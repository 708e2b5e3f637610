import { dialEnds, nextDial } from '../legal-hours/calling-hours.ts';
import type { CallingHours } from '../legal-hours/calling-hours.ts';

/** When the people of one lane may be dialled. Instants are Unix milliseconds; Infinity means never. */
export type Timetable = {
  isOpen(at: number): boolean;
  /** The earliest instant from `at` on at which they may be dialled. */
  opens(at: number): number;
  /** When that ends, for an instant at which they may be. */
  closes(at: number): number;
};

type Stretch = { opens: number; closes: number };

/** The hours of a lane by the rules of the dial (window, law, all their clocks, the guard before they close), worked out once. */
export function timetableOf(hours: CallingHours): Timetable {
  const stretches: Stretch[] = [];
  let seen = 0;
  let since = Infinity;

  /** The stretch that holds `at`, or the next one; times are asked for in rising order nearly always. */
  function stretchAt(at: number): Stretch {
    if (at < since) {
      stretches.length = 0;
      since = at;
    }
    seen = Math.min(seen, stretches.length);
    while (seen > 0 && (stretches[seen - 1]?.closes ?? 0) > at) seen -= 1;
    for (;;) {
      const stretch = stretches[seen];
      if (stretch === undefined) break;
      if (at < stretch.closes) return stretch;
      seen += 1;
    }
    const next = found(at);
    stretches.push(next);
    return next;
  }

  function found(at: number): Stretch {
    const opens = nextDial(hours, new Date(at));
    if (opens === null) return { opens: Infinity, closes: Infinity };
    const closes = dialEnds(hours, opens);
    return { opens: opens.getTime(), closes: closes?.getTime() ?? Infinity };
  }

  return {
    isOpen: (at) => stretchAt(at).opens <= at,
    opens: (at) => Math.max(at, stretchAt(at).opens),
    closes: (at) => stretchAt(at).closes,
  };
}

/** The instant at which work of this many milliseconds is done when it goes on only while the hours are open. */
export function workedOff(hours: Timetable, from: number, workMs: number): number {
  let at = from;
  let left = workMs;
  for (let stretches = 0; stretches < 10_000; stretches++) {
    at = hours.opens(at);
    const closes = hours.closes(at);
    if (at + left <= closes) return at + left;
    left -= closes - at;
    at = closes;
  }
  return Infinity;
}
