import { describe, expect, it } from 'vitest';
import type { Pulse } from '#contract/pulse.ts';
import { captionOf, eventWords, readingAt } from './pulse-words.ts';

const at = (text: string) => new Date(`2026-11-20T${text}Z`);
const now = at('18:00:03');
const pulse: Pulse = {
  ...{ at: now, from: at('18:00:00'), until: now, timeZone: 'America/Los_Angeles', bucketSeconds: 1, inProgress: [] },
  ...{ active: [1, 2, 2, 2], ringing: [1, 1, 0, 0], peak: [1, 2, 2, 2], events: [], outcomes: [], outcomeSeconds: 1 },
  limits: [{ at: at('17:00:00'), campaign: 5, workspace: 2, account: null, system: 10 }],
  closed: [{ from: at('23:00:00'), to: at('23:59:00') }],
};
const times = [0, 1, 2, 3].map((second) => at('18:00:00').getTime() / 1000 + second);
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('the caption', () => {
  it('tells calls against the limit that binds, and when hours end', () => {
    const columns = { times, active: [1, 2, 2, 2], talking: [0, 1, 2, 2] };
    expect(plain(captionOf({ pulse, columns, now }))).toBe(
      '2 calls in progress, at your limit of 2 since 10:00 AM. Calling hours end today, 3:00 PM.',
    );
  });
  it('tells what there was when nothing is', () => {
    const columns = { times, active: [1, 2, 1, 0], talking: [0, 1, 1, 0] };
    expect(captionOf({ pulse: { ...pulse, closed: [] }, columns, now })).toBe(
      'No call is in progress; at most 2 at once.',
    );
  });
});

it('the cursor tells time, calls and limit', () => {
  const columns = { times, active: [1, 2, 2, 2], talking: [0, 1, 2, 2] };
  expect(plain(readingAt({ pulse, columns, now }, 1))).toBe(
    '10:00:01 AM PST · 2 in progress · 1 talking, 1 ringing · limit 2',
  );
});

it('events are told in plain words', () => {
  const event = { at: now, kind: 'changed', actor: 'Ada', changed: ['concurrentCallsLimit'], text: 'limit 1 → 2' };
  expect(eventWords(event)).toBe('limit 1 → 2');
  expect(eventWords({ ...event, changed: ['firstCallTime'], text: '' })).toBe('first call time changed');
  expect(eventWords({ ...event, kind: 'paused' })).toBe('paused');
});
