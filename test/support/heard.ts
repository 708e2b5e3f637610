/** One call in the simulator's log: instants as RFC 3339 text, null where it didn't happen. */
type Span = { to: string; accepted: string; ended: string | null };

/** The most calls that lived at the same instant; one that ended just then has made room. */
export function mostAtOnce(calls: readonly Span[]): number {
  const steps = calls.flatMap((call) => [
    { at: Date.parse(call.accepted), by: 1 },
    { at: call.ended === null ? Infinity : Date.parse(call.ended), by: -1 },
  ]);
  let living = 0;
  let most = 0;
  for (const { by } of steps.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    living += by;
    most = Math.max(most, living);
  }
  return most;
}

/** Numbers to which two calls lived at once. */
export function rungTwiceAtOnce(calls: readonly Span[]): string[] {
  const byNumber = Map.groupBy(calls, (call) => call.to);
  return [...byNumber].filter(([, own]) => mostAtOnce(own) > 1).map(([phone]) => phone);
}

/** Milliseconds from each acceptance to the next. */
export function gaps(calls: readonly Span[]): number[] {
  const starts = calls.map((call) => Date.parse(call.accepted)).toSorted((a, b) => a - b);
  return starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
}

/** How many calls there are of each kind. */
export function tally<Call>(calls: readonly Call[], kind: (call: Call) => string | null): Record<string, number> {
  const groups = Map.groupBy(calls, (call) => kind(call) ?? 'none');
  return Object.fromEntries([...groups].map(([name, own]) => [name, own.length]));
}
