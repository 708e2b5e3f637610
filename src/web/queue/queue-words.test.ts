import { describe, expect, it } from 'vitest';
import { accuracyOf, waitRange, whyWaiting } from './queue-words.ts';

const ready = {
  status: 'queued',
  position: 3,
  waitsFor: null,
  attempts: 0,
  lastDisposition: null,
  dueAt: null,
} as const;

describe('why somebody waits', () => {
  it.each([
    [{ ...ready, position: 1 }, 'next free line'],
    [ready, 'behind 2'],
    [{ ...ready, position: null }, 'far behind others'],
    [{ ...ready, attempts: 1, lastDisposition: 'busy' }, 'retry 1 after busy, behind 2'],
    [{ ...ready, status: 'waiting', attempts: 2, lastDisposition: 'no_answer' }, 'retry 2 after no answer'],
    [{ ...ready, status: 'waiting' }, 'has a place later in the window'],
    [{ ...ready, waitsFor: 'legal_hours' }, 'outside legal hours where the person lives'],
    [{ ...ready, waitsFor: 'window', attempts: 1, lastDisposition: 'busy' }, 'outside calling hours'],
    [{ ...ready, status: 'pending', waitsFor: 'needs_time_zone' }, 'not started yet'],
  ] as const)('%j: %s', (item, words) => expect(whyWaiting(item)).toBe(words));
});

describe('a wait', () => {
  it.each([
    [null, null],
    [{ p10: 5, p50: null, p90: 40 }, '≤ 40 s'],
    [{ p10: 0, p50: null, p90: 4 }, 'seconds'],
    [{ p10: 4, p50: null, p90: 100 }, '≤ 2 min'],
    [{ p10: 30, p50: null, p90: 240 }, '30 s – 4 min'],
    [{ p10: 70, p50: null, p90: 290 }, '1–5 min'],
    [{ p10: 3600, p50: null, p90: 9000 }, '1 h – 2 h 30 min'],
    [{ p10: 7000, p50: 7200, p90: 7500 }, '≈ 2 h'],
    [{ p10: 230, p50: null, p90: 245 }, '≈ 4 min'],
  ])('of %j reads %s', (wait, words) => expect(waitRange(wait)).toBe(words));

  it('is told with how good past ones were', () => {
    const none = { scored: 0, withinTenPercent: 0, bandHeld: 0 };
    expect(accuracyOf({ completions: none, farWaits: none, nearWaits: none })).toContain('estimates');
    const far = { scored: 50, withinTenPercent: 46, bandHeld: 40 };
    expect(accuracyOf({ completions: none, farWaits: far, nearWaits: { ...none, scored: 50, bandHeld: 41 } })).toBe(
      'Of 100 waits that came true, 81 % fell into the range that was shown. Of far ones, 92 % were within 10 %.',
    );
  });
});
