import type { RetryPolicy } from '#domain/retry.ts';

export type RetryPreset = 'none' | 'half-hourly' | 'backing-off' | 'own';

type Timing = Pick<RetryPolicy, 'maxRetries' | 'delays'>;

const timings: Record<Exclude<RetryPreset, 'own'>, Timing> = {
  none: { maxRetries: 0, delays: [] },
  'half-hourly': { maxRetries: 3, delays: ['PT30M'] },
  'backing-off': { maxRetries: 3, delays: ['PT1H', 'PT4H', 'PT24H'] },
};

/** Which of the usual policies this is; `own` for any other. */
export function presetOf({ maxRetries, delays }: Timing): RetryPreset {
  if (maxRetries === 0) return 'none';
  const same = ([, timing]: [string, Timing]) =>
    timing.maxRetries === maxRetries && timing.delays.join() === delays.join();
  const [name] = Object.entries(timings).find(same) ?? [];
  return (name as RetryPreset | undefined) ?? 'own';
}

/** The policy with the timing of a preset; which endings are tried again stays. */
export function withPreset(policy: RetryPolicy, preset: Exclude<RetryPreset, 'own'>): RetryPolicy {
  const on = policy.on.length === 0 ? (['no_answer', 'busy', 'failed'] as const) : policy.on;
  return { on: [...on], ...timings[preset] };
}

/** A duration such as PT4H as it is read: "4 h". */
export function readableDelay(duration: string): string {
  const [, days, hours, minutes, seconds] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration) ?? [];
  const parts = [
    [days, days === '1' ? 'day' : 'days'],
    [hours, 'h'],
    [minutes, 'min'],
    [seconds, 's'],
  ].flatMap(([value, unit]) => (value === undefined ? [] : [`${value} ${unit}`]));
  return parts.length === 0 ? duration : parts.join(' ');
}
