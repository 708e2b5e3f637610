import { expect, it } from 'vitest';
import type { LiveEvent } from '#contract/live.ts';
import { eventWords, shownOf } from './event-words.ts';

const limits = { id: '1', event: 'limits.changed', data: { limit: 5, active: 2 } } as LiveEvent;
const reset: LiveEvent = { id: '2', event: 'reset', data: {} };

it('an event is told in a line', () => {
  expect(eventWords(limits)).toBe('Limit 5, 2 in use');
  const calls = [
    { status: 'ringing', disposition: null },
    { status: 'ended', disposition: 'no_answer' },
  ];
  expect(eventWords({ id: '', event: 'calls.changed', data: { campaignId: '', calls } } as unknown as LiveEvent)).toBe(
    '2 calls: ringing, no answer',
  );
});

it('the log shows every kind, or one', () => {
  const log = [limits, reset].map((event, key) => ({ key, at: new Date(0), event }));
  expect(shownOf(log, '')).toHaveLength(2);
  expect(shownOf(log, 'reset').map(({ event }) => event)).toEqual([reset]);
});
