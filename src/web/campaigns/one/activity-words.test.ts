import { describe, expect, it } from 'vitest';
import { activityWords, valueWords } from './activity-words.ts';

describe('what was done is told in words', () => {
  const change = { field: 'concurrentCallsLimit', before: 2, after: 5 };
  it.each([
    [{ kind: 'paused', detail: {}, changes: [] }, 'Paused it'],
    [{ kind: 'failed', detail: { reason: 'No money left' }, changes: [] }, 'It could not go on: No money left'],
    [{ kind: 'retried', detail: { people: 1710 }, changes: [] }, 'Queued people again: 1,710'],
    [{ kind: 'changed', detail: {}, changes: [change] }, 'Changed calls at once'],
    [{ kind: 'changed', detail: {}, changes: [change, change] }, 'Changed its settings'],
    [{ kind: 'pilot_done', detail: {}, changes: [] }, 'Pilot done'],
  ])('%j', (entry, words) => {
    expect(activityWords(entry)).toBe(words);
  });
});

describe('settings are told as people read them', () => {
  it.each([
    ['days', [1, 2], 'Mon, Tue'],
    ['retryOn', ['no_answer', 'busy'], 'no answer, busy'],
    ['delays', ['PT1H', 'PT30M', 'P1D'], '1 h, 30 min, 1 d'],
    ['endAt', null, 'none'],
    ['allDay', true, 'yes'],
    ['firstCallTime', '09:00', '09:00'],
  ])('%s %j', (field, value, words) => {
    expect(valueWords(field, value)).toBe(words);
  });
});
