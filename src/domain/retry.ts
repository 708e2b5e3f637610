import * as z from 'zod';
import { Disposition } from './disposition.ts';

const longestDelay = 30 * 24 * 3_600_000;

const Delay = z
  .string({ error: 'Must be an ISO 8601 duration such as PT30M, PT4H or P1D' })
  .refine((text) => parseDuration(text) !== null, { error: 'Must be an ISO 8601 duration such as PT30M, PT4H or P1D' })
  .refine(isInBounds, { error: 'Must be longer than nothing and at most P30D' });

const Retryable = Disposition.exclude(['answered', 'voicemail'], {
  error: 'Must be no_answer, busy, failed, cancelled or unknown; whether voicemail is retried is voicemail.retry',
});

/** Which endings are tried again, how often, and after how long; the last delay repeats. */
export const RetryPolicy = z
  .strictObject({
    on: z.array(Retryable),
    maxRetries: z.number({ error: 'Must be 0–10' }).int().min(0).max(10),
    delays: z.array(Delay).max(10, { error: 'Must be at most 10 delays; the last one repeats' }),
  })
  .refine((policy) => policy.maxRetries === 0 || policy.delays.length > 0, {
    path: ['delays'],
    error: 'Must hold at least one delay, such as PT30M, when maxRetries is above 0',
  });
export type RetryPolicy = z.infer<typeof RetryPolicy>;

export type EndedAttempt = {
  policy: RetryPolicy;
  voicemailRetry: boolean;
  disposition: Disposition;
  /** Attempts used, this one included. */
  attempts: number;
  endedAt: Date;
  /** The number is invalid, or the person or a policy said no: there is no other attempt. */
  neverAgain: boolean;
};

export type AfterCall =
  | { kind: 'retry'; at: Date }
  | { kind: 'done'; status: 'completed' | 'voicemail' | 'failed' | 'cancelled' };

/**
 * What becomes of a person after an attempt: called again at an instant (which the caller moves into the next open
 * window), or done. A ring cut short by our own deadline (`cancelled`) counts as `no_answer` (spec section 8).
 */
export function afterCall(attempt: EndedAttempt): AfterCall {
  if (attempt.disposition === 'answered') return { kind: 'done', status: 'completed' };
  const delay = mayRetry(attempt) ? delayAfter(attempt.policy, attempt.attempts) : null;
  if (delay !== null) return { kind: 'retry', at: new Date(attempt.endedAt.getTime() + delay) };
  return { kind: 'done', status: attempt.disposition === 'voicemail' ? 'voicemail' : 'failed' };
}

function mayRetry({ policy, voicemailRetry, disposition, attempts, neverAgain }: EndedAttempt): boolean {
  if (neverAgain || attempts > policy.maxRetries) return false;
  if (disposition === 'voicemail') return voicemailRetry;
  const on: readonly Disposition[] = policy.on;
  return on.includes(disposition) || (disposition === 'cancelled' && on.includes('no_answer'));
}

function delayAfter(policy: RetryPolicy, attempts: number): number | null {
  const text = policy.delays[attempts - 1] ?? policy.delays.at(-1);
  return text === undefined ? null : parseDuration(text);
}

function isInBounds(text: string): boolean {
  const length = parseDuration(text);
  return length === null || (length > 0 && length <= longestDelay);
}

/** Milliseconds of an ISO 8601 duration of weeks, days (of 24 hours), hours, minutes and seconds; null when it is none. */
export function parseDuration(text: string): number | null {
  const parts =
    /^P(?=.*\d[WDHMS])(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/.exec(
      text,
    );
  if (parts === null) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
