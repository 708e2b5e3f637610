import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace, spreadDueTimes } from './pace.ts';

describe('Pace', () => {
  test.each([
    [{ mode: 'asap' }, { mode: 'asap' }],
    [{ mode: 'spread' }, { mode: 'spread' }],
    [{ mode: 'interval' }, { mode: 'interval', gapSeconds: 10 }],
    [
      { mode: 'interval', gapSeconds: 5 },
      { mode: 'interval', gapSeconds: 5 },
    ],
    [
      { mode: 'interval', gapSeconds: 60 },
      { mode: 'interval', gapSeconds: 60 },
    ],
  ])('%j is read as %j', (given, pace) => {
    expect(Pace.parse(given)).toEqual(pace);
  });

  test.each([
    [{ mode: 'interval', gapSeconds: 4 }, 'Must be 5–60, in whole seconds'],
    [{ mode: 'interval', gapSeconds: 61 }, 'Must be 5–60, in whole seconds'],
    [{ mode: 'interval', gapSeconds: 7.5 }, 'Must be 5–60, in whole seconds'],
    [{ mode: 'interval', gapSeconds: '10' }, 'Must be 5–60, in whole seconds'],
    [{ mode: 'asap', gapSeconds: 0 }, 'Must be 5–60, in whole seconds'],
    [{ mode: 'fast' }, 'Must be {"mode": "asap"}, {"mode": "spread"} or {"mode": "interval", "gapSeconds": 5–60}'],
  ])('%j is refused: %s', (given, message) => {
    expect(Pace.safeParse(given).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});

describe('spreadDueTimes', () => {
  const first = new Date('2026-11-20T09:00:00Z');

  test('ten people over 09:00-18:00 are due every 54 minutes, the first at 09:00', () => {
    const dueAt = spreadDueTimes({ first, last: new Date('2026-11-20T18:00:00Z') }, 10);
    expect(dueAt(0)).toEqual(first);
    expect(dueAt(1)).toEqual(new Date('2026-11-20T09:54:00Z'));
    expect(dueAt(9)).toEqual(new Date('2026-11-20T17:06:00Z'));
  });

  test('one person is due at once, and so is everybody when no time is left', () => {
    expect(spreadDueTimes({ first, last: new Date('2026-11-20T18:00:00Z') }, 1)(0)).toEqual(first);
    expect(spreadDueTimes({ first, last: new Date('2026-11-20T08:00:00Z') }, 5)(4)).toEqual(first);
    expect(spreadDueTimes({ first, last: first }, 0)(0)).toEqual(first);
  });

  test('everybody is due in order, inside the span, and the gaps differ by a millisecond at most', () => {
    const span = fc.record({ length: fc.nat(100_000_000), count: fc.integer({ min: 2, max: 300 }) });
    fc.assert(
      fc.property(span, ({ length, count }) => {
        const dueAt = spreadDueTimes({ first, last: new Date(first.getTime() + length) }, count);
        const times = Array.from({ length: count + 1 }, (_, index) => dueAt(index).getTime() - first.getTime());
        const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
        expect(times[0]).toBe(0);
        expect(times[count]).toBe(length);
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
