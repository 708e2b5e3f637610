import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hoursThatCount, nextByFrequency } from './call-frequency.ts';

const now = new Date('2026-11-20T12:00:00Z');
const ago = (hours: number, endedAgo: number | null = hours) => ({
  dialledAt: new Date(now.getTime() - hours * 3_600_000),
  endedAt: endedAgo === null ? null : new Date(now.getTime() - endedAgo * 3_600_000),
});
const threeADay = { caps: [{ calls: 3, hours: 24 }], gapSeconds: 0 };

test.each([
  ['nothing is asked for', { caps: [], gapSeconds: 0 }, [ago(0.01)], 0],
  ['two of three calls were made', threeADay, [ago(1), ago(2)], 0],
  ['three were', threeADay, [ago(1), ago(2), ago(20)], 4],
  ['the third was just a day ago', threeADay, [ago(1), ago(2), ago(24)], 0],
  ['more were made before the cap was set', threeADay, [ago(1), ago(2), ago(3), ago(4)], 21],
  [
    'the wider of two caps binds',
    { ...threeADay, caps: [...threeADay.caps, { calls: 2, hours: 168 }] },
    [ago(1), ago(100)],
    68,
  ],
  ['ten minutes must lie between calls', { caps: [], gapSeconds: 600 }, [ago(0.2, 0.1)], 1 / 15],
  ['they have passed', { caps: [], gapSeconds: 600 }, [ago(0.3, 0.2)], 0],
  ['a call is not known to be over', { caps: [], gapSeconds: 600 }, [ago(0.05, null)], 7 / 60],
])('where %s, one may call after so many hours', (_, frequency, past, hours) => {
  expect((nextByFrequency(frequency, past, now).getTime() - now.getTime()) / 3_600_000).toBeCloseTo(hours, 6);
});

test('calls made as early as allowed never exceed a cap in any stretch of its length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ calls: fc.integer({ min: 1, max: 5 }), hours: fc.integer({ min: 1, max: 48 }) }), {
        maxLength: 3,
      }),
      fc.integer({ min: 0, max: 7200 }),
      (caps, gapSeconds) => {
        const past: ReturnType<typeof ago>[] = [];
        let at = now;
        for (let call = 0; call < 30; call += 1) {
          at = nextByFrequency({ caps, gapSeconds }, past, at);
          past.push({ dialledAt: at, endedAt: at });
        }
        const times = past.map(({ dialledAt }) => dialledAt.getTime());
        for (const { calls, hours } of caps)
          for (const end of times)
            expect(times.filter((time) => time <= end && time > end - hours * 3_600_000).length).toBeLessThanOrEqual(
              calls,
            );
        expect(hoursThatCount({ caps, gapSeconds })).toBeGreaterThanOrEqual(
          Math.max(0, ...caps.map(({ hours }) => hours)),
        );
      },
    ),
    { numRuns: 50 },
  );
});
