import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noLaw } from './legal-hours/legal-hours.ts';
import { closedSpans, levelsOf } from './pulse.ts';
import type { Move } from './pulse.ts';

const at = (text: string) => new Date(text).getTime();
const window = { days: [1, 2, 3, 4, 5], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false };
const inZone = (...zones: string[]) => ({ window, zones, law: noLaw });

describe('levels', () => {
  const slotMs = 1000;

  it('of one slot a bucket are the calls at its end, carried on while nothing changes', () => {
    const moves = [
      { slot: 1, calls: 2, ringing: 2, callsMs: 1000, ringingMs: 1000 },
      { slot: 3, calls: -1, ringing: -2, callsMs: 0, ringingMs: 0 },
    ];
    expect(levelsOf(moves, { buckets: 5, slots: 1, slotMs })).toEqual({
      active: [0, 2, 2, 1, 1],
      ringing: [0, 2, 2, 0, 0],
      peak: [0, 2, 2, 2, 1],
    });
  });

  it('of many slots a bucket keep the time that calls took', () => {
    const call = fc.tuple(fc.integer({ min: 0, max: 59_999 }), fc.integer({ min: 0, max: 59_999 }));
    fc.assert(
      fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
        const bySlot = new Map<number, Move>();
        const add = (ms: number, by: number) => {
          const slot = Math.floor(ms / slotMs);
          const move = bySlot.get(slot) ?? { slot, calls: 0, ringing: 0, callsMs: 0, ringingMs: 0 };
          move.calls += by;
          move.callsMs += by * ((slot + 1) * slotMs - ms);
          bySlot.set(slot, move);
        };
        for (const [a, b] of calls) {
          add(Math.min(a, b), 1);
          add(Math.max(a, b), -1);
        }
        const moves = [...bySlot.values()].toSorted((a, b) => a.slot - b.slot);
        const { active, peak } = levelsOf(moves, { buckets: 6, slots: 10, slotMs });
        const taken = calls.reduce((sum, [a, b]) => sum + Math.abs(a - b), 0);
        expect(active.reduce((sum, mean) => sum + mean * 10 * slotMs, 0)).toBeCloseTo(taken, -3);
        expect(Math.max(...peak)).toBeLessThanOrEqual(calls.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('closed hours', () => {
  it('lie between the hours of the window, over the weekend too', () => {
    const spans = closedSpans([inZone('UTC')], { from: at('2026-03-06T12:00Z'), to: at('2026-03-09T12:00Z') });
    expect(spans).toEqual([{ from: at('2026-03-06T18:00Z'), to: at('2026-03-09T09:00Z') }]);
  });

  it('are those in which the hours of nobody are open', () => {
    const both = [inZone('America/New_York'), inZone('America/Los_Angeles')];
    const more = closedSpans(both, { from: at('2026-01-06T12:00Z'), to: at('2026-01-07T15:00Z') });
    expect(more).toEqual([
      { from: at('2026-01-06T12:00Z'), to: at('2026-01-06T14:00Z') },
      { from: at('2026-01-07T02:00Z'), to: at('2026-01-07T14:00Z') },
    ]);
  });

  it('are always where there is nobody, and never where the whole day is meant', () => {
    const day = { from: at('2026-01-06T00:00Z'), to: at('2026-01-07T00:00Z') };
    expect(closedSpans([], day)).toEqual([day]);
    const allDay = { ...inZone('UTC'), window: { ...window, days: [1, 2, 3, 4, 5, 6, 7], allDay: true } };
    expect(closedSpans([allDay], day)).toEqual([]);
  });
});
