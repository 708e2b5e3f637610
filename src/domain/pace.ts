import * as z from 'zod';

const gapSeconds = z.number({ error: 'Must be 5–60, in whole seconds' }).int().min(5).max(60);

/** How fast calls start: as the limits allow, evenly over the window, or with a fixed gap in seconds between starts. */
export const Pace = z.discriminatedUnion(
  'mode',
  [
    z.strictObject({ mode: z.literal('asap'), gapSeconds: gapSeconds.optional() }),
    z.strictObject({ mode: z.literal('spread'), gapSeconds: gapSeconds.optional() }),
    z.strictObject({ mode: z.literal('interval'), gapSeconds: gapSeconds.default(10) }),
  ],
  { error: 'Must be {"mode": "asap"}, {"mode": "spread"} or {"mode": "interval", "gapSeconds": 5–60}' },
);
export type Pace = z.infer<typeof Pace>;

/**
 * When each of `count` people is due, spread evenly over the span: `first + index * (last - first) / count`, to the
 * millisecond; index 0 is due at `first`, nobody at `last` (spec section 6).
 */
export function spreadDueTimes(span: { first: Date; last: Date }, count: number): (index: number) => Date {
  const first = span.first.getTime();
  const length = Math.max(0, span.last.getTime() - first);
  return (index) => new Date(first + Math.floor((index * length) / Math.max(1, count)));
}

/**
 * The span that `count` people are spread over: the window from `first` to `last`. A plan that is made anew goes on from
 * the call that started last, an interval later; and where calls follow each other closer than `guardMs`, in which
 * dialling stops before a window closes, it ends that much earlier, so that everybody is called that day.
 */
export function spreadSpan(
  window: { first: Date; last: Date; lastStart: Date | null; guardMs: number },
  count: number,
): { first: Date; last: Date } {
  const [opens, closes] = [window.first.getTime(), window.last.getTime()];
  const last = (closes - opens) / count < window.guardMs ? Math.max(opens, closes - window.guardMs) : closes;
  const goesOn = (window.lastStart?.getTime() ?? -Infinity) + (last - opens) / count;
  return { first: new Date(Math.min(last, Math.max(opens, Math.floor(goesOn)))), last: new Date(last) };
}
