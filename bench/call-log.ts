/** A line of the simulator's own log: the only witness that the drains are judged by. */
export type LoggedCall = { to: string; accepted: string; ended: string | null };

export type Stretch = { to: string; from: number; until: number };

export type Drained = {
  /** From the first call accepted to the last one ended. */
  seconds: number;
  /** Of the slots, over all that time. */
  busyShare: number;
  /** Of the slots, while all of them could be used: from the first moment they were until nobody waited any more. */
  steadyShare: number;
  idleMs: number[];
  mostAtOnce: number;
  peopleRung: number;
  rungTwice: number;
  rungTwiceAtOnce: number;
};

export async function readLog(simulatorUrl: string): Promise<LoggedCall[]> {
  const response = await fetch(`${simulatorUrl}/log`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as LoggedCall);
}

/** What a log says of a drain with so many slots. Calls that did not end yet are left out. */
export function judge(log: readonly LoggedCall[], slots: number): Drained {
  const calls = log.flatMap(({ to, accepted, ended }) =>
    ended === null ? [] : [{ to, from: Date.parse(accepted), until: Date.parse(ended) }],
  );
  const first = Math.min(...calls.map(({ from }) => from));
  const last = Math.max(...calls.map(({ until }) => until));
  const steady = steadyStretch(calls, slots);
  const byPerson = [...Map.groupBy(calls, ({ to }) => to).values()];
  return {
    seconds: (last - first) / 1000,
    busyShare: busy(calls, first, last) / (slots * (last - first)),
    steadyShare:
      steady === null ? Number.NaN : busy(calls, steady.from, steady.until) / (slots * (steady.until - steady.from)),
    idleMs: idleTimes(calls),
    mostAtOnce: mostAtOnce(calls),
    peopleRung: byPerson.length,
    rungTwice: byPerson.filter((of) => of.length > 1).length,
    rungTwiceAtOnce: byPerson.filter((of) => mostAtOnce(of) > 1).length,
  };
}

/** Milliseconds between a call's end and the call that took its slot: whoever is accepted takes the slot free for longest. */
export function idleTimes(calls: readonly Stretch[]): number[] {
  const ends = calls.map(({ until }) => until).toSorted((a, b) => a - b);
  const starts = calls.map(({ from }) => from).toSorted((a, b) => a - b);
  const idle: number[] = [];
  let next = 0;
  for (const start of starts) {
    const end = ends[next];
    // Nobody has hung up yet whose slot could be taken: the call takes one that was never used.
    if (end === undefined || end > start) continue;
    idle.push(start - end);
    next += 1;
  }
  return idle;
}

export function mostAtOnce(calls: readonly Stretch[]): number {
  let most = 0;
  for (const { now } of levels(calls)) most = Math.max(most, now);
  return most;
}

/** How many calls are in progress after each change; who hangs up at an instant does so before the next is accepted. */
function levels(calls: readonly Stretch[]): { at: number; now: number }[] {
  const changes = calls.flatMap(({ from, until }) => [
    { at: from, by: 1 },
    { at: until, by: -1 },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  return changes.map(({ at, by }) => ({ at, now: (now += by) }));
}

function steadyStretch(calls: readonly Stretch[], slots: number): { from: number; until: number } | null {
  const from = levels(calls).find(({ now }) => now >= slots)?.at;
  const until = Math.max(...calls.map((call) => call.from));
  return from === undefined || until <= from ? null : { from, until };
}

/** Milliseconds of calls in progress between two instants. */
function busy(calls: readonly Stretch[], from: number, until: number): number {
  return calls.reduce((sum, call) => sum + Math.max(0, Math.min(call.until, until) - Math.max(call.from, from)), 0);
}
