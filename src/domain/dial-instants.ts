/**
 * The instants at which the next calls may start when at most one starts every `gapMs` milliseconds: from `next` (the
 * first free one) or now, no later than `horizonMs` ahead, at most `count` of them. The generic cell rate algorithm
 * with a burst of one.
 */
export function dialInstants(input: {
  now: Date;
  next: Date | null;
  gapMs: number;
  horizonMs: number;
  count: number;
}): Date[] {
  const instants: Date[] = [];
  let at = Math.max(input.now.getTime(), input.next?.getTime() ?? 0);
  while (instants.length < input.count && at <= input.now.getTime() + input.horizonMs) {
    instants.push(new Date(at));
    at += input.gapMs;
  }
  return instants;
}
