import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Disposition } from './disposition.ts';
import { afterCall, type EndedAttempt, parseDuration, RetryPolicy } from './retry.ts';

const endedAt = new Date('2026-11-20T12:00:00Z');
const policy: RetryPolicy = {
  on: ['no_answer', 'busy', 'failed'],
  maxRetries: 3,
  delays: ['PT1H', 'PT4H', 'PT24H'],
};
const attempt: EndedAttempt = {
  policy,
  voicemailRetry: false,
  disposition: 'no_answer',
  attempts: 1,
  endedAt,
  neverAgain: false,
};
const hoursLater = (hours: number) => ({ kind: 'retry', at: new Date(endedAt.getTime() + hours * 3_600_000) });
const done = (status: string) => ({ kind: 'done', status });

describe('what becomes of a person after an attempt', () => {
  test.each<[what: string, change: Partial<EndedAttempt>, result: object]>([
    ['talked with: completed', { disposition: 'answered' }, done('completed')],
    ['first try unanswered: again after the first delay', {}, hoursLater(1)],
    ['second try unanswered: again after the second delay', { attempts: 2 }, hoursLater(4)],
    ['third try unanswered: again after the third delay', { attempts: 3 }, hoursLater(24)],
    ['all retries used: failed', { attempts: 4 }, done('failed')],
    ['busy: again', { disposition: 'busy' }, hoursLater(1)],
    ['failed: again', { disposition: 'failed' }, hoursLater(1)],
    ['cut short by our ring deadline: counts as unanswered', { disposition: 'cancelled' }, hoursLater(1)],
    ['outcome unknown: not rung again unless the policy says so', { disposition: 'unknown' }, done('failed')],
    ['never again: failed at once', { neverAgain: true }, done('failed')],
    ['never again, though talked with: completed', { neverAgain: true, disposition: 'answered' }, done('completed')],
    ['voicemail: done, not retried', { disposition: 'voicemail' }, done('voicemail')],
    ['voicemail, to be retried: again', { disposition: 'voicemail', voicemailRetry: true }, hoursLater(1)],
    [
      'voicemail, to be retried, all retries used: voicemail',
      { disposition: 'voicemail', voicemailRetry: true, attempts: 4 },
      done('voicemail'),
    ],
    [
      'voicemail, to be retried, but never again: voicemail',
      { disposition: 'voicemail', voicemailRetry: true, neverAgain: true },
      done('voicemail'),
    ],
    ['voicemail retries do not make others retried', { voicemailRetry: true, disposition: 'unknown' }, done('failed')],
  ])('%s', (_what, change, result) => {
    expect(afterCall({ ...attempt, ...change })).toEqual(result);
  });

  test('the last delay repeats', () => {
    const patient = { ...policy, maxRetries: 10, delays: ['PT1H', 'PT3H', 'PT2H'] };
    expect(afterCall({ ...attempt, policy: patient, attempts: 3 })).toEqual(hoursLater(2));
    expect(afterCall({ ...attempt, policy: patient, attempts: 10 })).toEqual(hoursLater(2));
    expect(afterCall({ ...attempt, policy: patient, attempts: 11 })).toEqual(done('failed'));
  });

  test.each([
    ['no_answer', 'cancelled', true],
    ['busy', 'cancelled', false],
    ['cancelled', 'cancelled', true],
    ['cancelled', 'no_answer', false],
    ['unknown', 'unknown', true],
  ] as const)('a policy on %s after %s retries: %s', (on, disposition, isRetried) => {
    const result = afterCall({ ...attempt, policy: { ...policy, on: [on] }, disposition });
    expect(result).toEqual(isRetried ? hoursLater(1) : done('failed'));
  });

  test('a policy without retries, or without a delay, is never retried', () => {
    expect(afterCall({ ...attempt, policy: { ...policy, maxRetries: 0, delays: [] } })).toEqual(done('failed'));
    expect(afterCall({ ...attempt, policy: { ...policy, delays: [] } })).toEqual(done('failed'));
  });

  test('nobody is called more often than the policy says, and always later than the end of the last call', () => {
    const dispositions = fc.constantFrom(...Disposition.options);
    const policies = fc.record({
      on: fc.subarray(['no_answer', 'busy', 'failed', 'cancelled', 'unknown'] as const),
      maxRetries: fc.nat(10),
      delays: fc.array(fc.constantFrom('PT1S', 'PT30M', 'PT4H', 'P1D', 'P2W'), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(policies, fc.boolean(), fc.infiniteStream(dispositions), (policy, voicemailRetry, stream) => {
        let at = endedAt;
        for (let attempts = 1; ; attempts += 1) {
          const disposition = stream.next().value ?? 'answered';
          const result = afterCall({ policy, voicemailRetry, disposition, attempts, endedAt: at, neverAgain: false });
          if (result.kind === 'done') return;
          expect(attempts).toBeLessThanOrEqual(policy.maxRetries);
          expect(disposition).not.toBe('answered');
          expect(result.at.getTime()).toBeGreaterThan(at.getTime());
          at = result.at;
        }
      }),
    );
  });
});

describe('RetryPolicy', () => {
  test.each([
    [{ on: [], maxRetries: 0, delays: [] }],
    [{ on: ['no_answer', 'busy', 'failed', 'cancelled', 'unknown'], maxRetries: 10, delays: ['PT30M'] }],
    [{ on: ['busy'], maxRetries: 1, delays: ['PT1S', 'P30D', 'P1DT12H', 'P2W'] }],
  ])('%j is accepted as it is', (given) => {
    expect(RetryPolicy.parse(given)).toEqual(given);
  });

  const notADuration = 'Must be an ISO 8601 duration such as PT30M, PT4H or P1D';
  const notRetryable =
    'Must be no_answer, busy, failed, cancelled or unknown; whether voicemail is retried is voicemail.retry';
  test.each<[change: object, path: string, message: string]>([
    [{ maxRetries: -1 }, 'maxRetries', 'Must be 0–10'],
    [{ maxRetries: 11 }, 'maxRetries', 'Must be 0–10'],
    [{ maxRetries: 1.5 }, 'maxRetries', 'Must be 0–10'],
    [{ maxRetries: '3' }, 'maxRetries', 'Must be 0–10'],
    [{ delays: [] }, 'delays', 'Must hold at least one delay, such as PT30M, when maxRetries is above 0'],
    [{ delays: ['30 minutes'] }, 'delays.0', notADuration],
    [{ delays: [30] }, 'delays.0', notADuration],
    [{ delays: ['PT30M', 'PT0S'] }, 'delays.1', 'Must be longer than nothing and at most P30D'],
    [{ delays: ['P31D'] }, 'delays.0', 'Must be longer than nothing and at most P30D'],
    [{ delays: ['P30DT1S'] }, 'delays.0', 'Must be longer than nothing and at most P30D'],
    [{ delays: Array.from({ length: 11 }, () => 'PT1H') }, 'delays', 'Must be at most 10 delays; the last one repeats'],
    [{ on: ['answered'] }, 'on.0', notRetryable],
    [{ on: ['busy', 'voicemail'] }, 'on.1', notRetryable],
    [{ on: ['engaged'] }, 'on.0', notRetryable],
    [{ more: 1 }, '', 'Unrecognized key: "more"'],
  ])('%j is refused at "%s": %s', (change, path, message) => {
    const issues = RetryPolicy.safeParse({ ...policy, ...change }).error?.issues ?? [];
    expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, message]]);
  });
});

describe('parseDuration', () => {
  const minute = 60_000;
  test.each([
    ['PT0S', 0],
    ['PT1S', 1000],
    ['PT30M', 30 * minute],
    ['PT90M', 90 * minute],
    ['PT4H', 240 * minute],
    ['P1D', 1440 * minute],
    ['P1W', 7 * 1440 * minute],
    ['P12W', 84 * 1440 * minute],
    ['P1W2DT3H4M5S', (((7 + 2) * 24 + 3) * 60 + 4) * minute + 5000],
    ['P2DT1M', 2 * 1440 * minute + minute],
    ['PT1H1S', 60 * minute + 1000],
    ['PT100000S', 100_000_000],
  ])('%s is %i ms', (text, length) => {
    expect(parseDuration(text)).toBe(length);
  });

  test.each(
    [
      [
        '',
        'P',
        'PT',
        'P1DT',
        'T1H',
        '1H',
        'PT1',
        'PT1X',
        'P1H',
        'PT1D',
        'P1M',
        'P1Y',
        '-PT1H',
        'PT-1H',
        'PT1.5H',
        'pt1h',
      ],
      ['PT1H ', ' PT1H', 'PT1M1H', 'P1D1W', 'PT1234567S', 'PT1H\n', 'PTHMS', 'P1WT'],
    ].flat(),
  )('"%s" is no duration', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
