import type { Call } from '#contract/calls.ts';
import type { Pulse } from '#contract/pulse.ts';

/** A call as far as the picture needs it, in milliseconds. */
export type LiveCall = { from: number; answered: number | null; to: number | null };
export type LiveCalls = Map<string, LiveCall>;

/** Seconds, and how many calls from then until the next: all in progress, and those of them that somebody answered. */
export type Columns = { times: number[]; active: number[]; talking: number[] };

/** Calls that go on when a pulse was read; what was followed since is kept. */
export function seedLive(live: LiveCalls, { at, inProgress }: Pick<Pulse, 'at' | 'inProgress'>): void {
  for (const [id, { to }] of live) if (to !== null && to < at.getTime()) live.delete(id);
  for (const { id, placedAt, answeredAt } of inProgress)
    if (!live.has(id)) live.set(id, { from: placedAt.getTime(), answered: answeredAt?.getTime() ?? null, to: null });
}

/** Takes in how a call stands now. */
export function followCall(live: LiveCalls, call: Call): void {
  if (call.status === 'claimed' || call.disposition === 'not_placed') return;
  const known = live.get(call.id);
  const from = known?.from ?? millis(call.placedAt ?? call.claimedAt);
  live.set(call.id, { from, answered: millis(call.answeredAt), to: millis(call.endedAt) });
}

function millis(at: Date): number;
function millis(at: Date | null): number | null;
function millis(at: Date | null): number | null {
  return at === null ? null : at.getTime();
}

/** What the server counted, and after that what was followed live, up to now. */
export function columnsOf(pulse: Pulse, live: LiveCalls, now: number): Columns {
  const [from, read] = [pulse.from.getTime(), pulse.at.getTime()];
  const columns: Columns = { times: [], active: [], talking: [] };
  pulse.active.forEach((active, bucket) => {
    const start = from + bucket * pulse.bucketSeconds * 1000;
    if (start <= read) push(columns, { at: start, active, talking: active - (pulse.ringing[bucket] ?? 0) });
  });
  for (const at of turnsOf(live, read, now)) push(columns, { at, ...levelAt(live, at) });
  const last = columns.times.length - 1;
  if (now / 1000 > (columns.times[last] ?? 0))
    push(columns, { at: now, active: columns.active[last] ?? 0, talking: columns.talking[last] ?? 0 });
  return columns;
}

type Level = { active: number; talking: number };

function push(columns: Columns, { at, active, talking }: Level & { at: number }): void {
  columns.times.push(at / 1000);
  columns.active.push(active);
  columns.talking.push(Math.max(0, talking));
}

function turnsOf(live: LiveCalls, after: number, until: number): number[] {
  const turns = [...live.values()].flatMap(({ from, answered, to }) => [from, answered ?? 0, to ?? 0]);
  return [...new Set(turns)].filter((at) => at > after && at <= until).toSorted((a, b) => a - b);
}

function levelAt(live: LiveCalls, at: number): Level {
  let [active, talking] = [0, 0];
  for (const { from, answered, to } of live.values()) {
    if (from > at || (to !== null && to <= at)) continue;
    active += 1;
    if (answered !== null && answered <= at) talking += 1;
  }
  return { active, talking };
}

/** The place in the columns that holds at an instant, in seconds; -1 before the first. */
export function placeAt(times: readonly number[], seconds: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export type LimitLine = {
  key: string;
  label: string;
  limit: number;
  isBinding: boolean;
  /** Since when, in seconds, it was how high. */
  steps: { at: number; limit: number }[];
};

/** The limits that say something beside so many calls: the smallest, which binds, and others not far above it. */
export function limitLines(pulse: Pulse, peak: number): LimitLine[] {
  const last = pulse.limits.at(-1);
  if (!last) return [];
  const all = [
    { key: 'campaign' as const, label: 'campaign limit', limit: last.campaign },
    { key: 'workspace' as const, label: 'your limit', limit: last.workspace },
    { key: 'account' as const, label: 'account limit', limit: last.account ?? Infinity },
    { key: 'system' as const, label: 'system limit', limit: last.system },
  ].toSorted((a, b) => a.limit - b.limit);
  const smallest = all[0]?.limit ?? 0;
  const inSight = Math.max(smallest, peak) * 2;
  return all
    .filter(({ limit }, place) => place === 0 || (limit <= inSight && limit !== smallest))
    .map((line, place) => ({ ...line, isBinding: place === 0, steps: stepsOf(pulse, line.key) }));
}

function stepsOf({ limits }: Pulse, key: 'campaign' | 'workspace' | 'account' | 'system'): LimitLine['steps'] {
  const steps = limits.flatMap((each) => {
    const limit = each[key];
    return limit === null ? [] : [{ at: each.at.getTime() / 1000, limit }];
  });
  return steps.filter(({ limit }, place) => limit !== steps[place - 1]?.limit);
}
