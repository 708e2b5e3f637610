import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pace, spreadDueTimes, spreadSpan } from './pace.ts';

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

describe('the span of a plan', () => {
  const at = (time: string) => new Date(`2026-03-09T${time}Z`);
  const window = { first: at('09:00:00'), last: at('18:00:00'), lastStart: null, guardMs: 60_000 };

  test.each<[string, Partial<typeof window> | { lastStart: Date }, number, string, string]>([
    ['is the window', {}, 9, '09:00:00', '18:00:00'],
    ['ends with the dialling where calls follow closely', {}, 1000, '09:00:00', '17:59:00'],
    ['ends with the window where the last call is a minute before it', {}, 540, '09:00:00', '18:00:00'],
    ['goes on an interval after the last call', { lastStart: at('08:30:00') }, 9, '09:30:00', '18:00:00'],
    ['begins at once when the last call was longer ago', { lastStart: at('07:30:00') }, 9, '09:00:00', '18:00:00'],
    ['begins at once when nobody was called', { lastStart: null }, 9, '09:00:00', '18:00:00'],
    ['never begins after its end', { lastStart: at('17:30:00') }, 1, '18:00:00', '18:00:00'],
    ['is nothing in a window shorter than the guard', { last: at('09:00:30') }, 5, '09:00:00', '09:00:00'],
  ])('%s', (_what, given, count, first, last) => {
    expect(spreadSpan({ ...window, ...given }, count)).toEqual({ first: at(first), last: at(last) });
  });

  test('holds every due time before dialling stops, whoever was called last', () => {
    const minutes = fc.integer({ min: 2, max: 1440 });
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 1, max: 5000 }),
        fc.option(fc.integer({ min: -1440, max: 0 })),
        (length, count, ago) => {
          const first = at('09:00:00');
          const last = new Date(first.getTime() + length * 60_000);
          const lastStart = ago === null ? null : new Date(first.getTime() + ago * 60_000);
          const span = spreadSpan({ first, last, lastStart, guardMs: 60_000 }, count);
          const due = spreadDueTimes(span, count);
          expect(due(0) >= first).toBe(true);
          expect(due(count - 1) <= last).toBe(true);
          if (length * 60_000 < count * 60_000)
            expect(due(count - 1).getTime()).toBeLessThanOrEqual(last.getTime() - 60_000);
        },
      ),
    );
  });
});
