import type { CallCap } from './legal-hours/rule.ts';

/** A call that was dialled to a person, and when it was over; null while it is not known to be. */
export type PastCall = { dialledAt: Date; endedAt: Date | null };

/** At most so many calls within so many hours, and so many seconds between the end of one and the next. */
export type Frequency = { caps: readonly CallCap[]; gapSeconds: number };

/** The longest stretch of the past that decides, in hours. */
export function hoursThatCount({ caps, gapSeconds }: Frequency): number {
  return Math.max(0, gapSeconds > 0 ? 1 + gapSeconds / 3600 : 0, ...caps.map(({ hours }) => hours));
}

/** The earliest instant from `now` on at which a person may be called again, whichever campaigns called before. */
export function nextByFrequency({ caps, gapSeconds }: Frequency, past: readonly PastCall[], now: Date): Date {
  const dialled = past.map(({ dialledAt }) => dialledAt.getTime()).toSorted((a, b) => b - a);
  const ends = past.map(({ dialledAt, endedAt }) => (endedAt ?? dialledAt).getTime() + gapSeconds * 1000);
  const byCaps = caps.map(({ calls, hours }) => {
    const decisive = dialled[calls - 1];
    return decisive === undefined ? 0 : decisive + hours * 3_600_000;
  });
  return new Date(Math.max(now.getTime(), ...byCaps, ...(gapSeconds > 0 ? ends : [])));
}
