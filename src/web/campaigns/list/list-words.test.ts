import { describe, expect, it } from 'vitest';
import { finishWords, tabOf, viewOf, waitOf } from './list-words.ts';

const now = new Date('2026-11-20T15:00:00Z');
const band = (p10: string, p90: string) => ({ p10: new Date(p10), p50: new Date(p10), p90: new Date(p90) });

describe('when a campaign is foreseen to end', () => {
  it.each([
    ['4:10–4:40 PM today', '2026-11-20T16:10:00Z', '2026-11-20T16:40:00Z'],
    ['11:10 AM–2:40 PM today', '2026-11-20T11:10:00Z', '2026-11-20T14:40:00Z'],
    ['Tue, Dec 1, 2:10–5:40 PM', '2026-12-01T14:10:00Z', '2026-12-01T17:40:00Z'],
    ['Tue, Dec 1 – Thu, Dec 3', '2026-12-01T14:10:00Z', '2026-12-03T17:40:00Z'],
  ])('is %s', (words, p10, p90) => {
    expect(finishWords(band(p10, p90), { now, timeZone: 'UTC' }).replaceAll(' ', ' ')).toBe(words);
  });
});

describe('what a campaign waits for', () => {
  it('is told with its instant, and not at all when there is none', () => {
    const dispatch = { state: 'waiting' as const, binding: 'retry' as const, until: now, reason: '' };
    expect(waitOf(dispatch)).toEqual({ words: 'Waiting for retries: the next', until: now });
    expect(waitOf({ ...dispatch, until: null })).toBeNull();
    expect(waitOf({ ...dispatch, binding: 'workspace_limit' })).toBeNull();
  });
});

describe('the list', () => {
  it('opens at the active ones when the address says nothing it knows', () => {
    expect([tabOf(undefined), tabOf('nonsense'), tabOf('drafts')]).toEqual(['active', 'active', 'drafts']);
  });
  it('is a table from 25 campaigns on, unless somebody chose', () => {
    expect([viewOf(null, 24), viewOf(null, 25), viewOf('cards', 99)]).toEqual(['cards', 'table', 'cards']);
  });
});
