import type { LogLine } from './fleet.ts';

/**
 * The share of `limit` lines that were busy, by the network's own log, from the moment nearly all were taken for the
 * first time to the last call's beginning: before and after there was nobody to put on them.
 */
export function shareBusy(log: LogLine[], limit: number): number {
  const moments = log
    .flatMap(({ accepted, ended }) => [
      { at: Date.parse(accepted), change: 1 },
      ...(ended === null ? [] : [{ at: Date.parse(ended), change: -1 }]),
    ])
    .toSorted((a, b) => a.at - b.at || a.change - b.change);
  const until = Math.max(...log.map(({ accepted }) => Date.parse(accepted)));
  let [active, busy, since] = [0, 0, Number.NaN];
  let last = 0;
  for (const { at, change } of moments) {
    if (at > until) break;
    if (!Number.isNaN(since)) busy += active * (at - last);
    active += change;
    last = at;
    if (Number.isNaN(since) && active >= 0.95 * limit) since = at;
  }
  return Number.isNaN(since) ? 0 : busy / (limit * (until - since));
}
