import { expect, it } from 'vitest';
import type { Analytics } from '#contract/reports.ts';
import { dayBars, slicesOf, stayOf, trendOf } from './series.ts';

const day: Analytics['days'][number] = {
  ...{ day: '2026-11-20', placed: 100, answered: 60, voicemail: 20, noAnswer: 10, busy: 5, failed: 3, other: 2 },
  ...{ goalsMet: 40, talkSeconds: 6000, placedSoFar: 100 },
};

it('the parts of a day are its calls, each once', () => {
  const [bar] = dayBars([day]);
  expect(bar).toMatchObject({ success: 40, connected: 20, voicemail: 20, soFar: 100 });
  expect(slicesOf([day, day]).reduce((sum, { calls }) => sum + calls, 0)).toBe(200);
  expect(slicesOf([day])[0]).toMatchObject({ key: 'success', calls: 40 });
});

it('a rate lies within its range, and few calls are marked', () => {
  const [point, thin] = trendOf([day, { ...day, placed: 5, answered: 5, goalsMet: 0 }]);
  expect(point?.answer).toBe(60);
  expect(point?.answerBand[0]).toBeLessThan(60);
  expect(point?.answerBand[1]).toBeGreaterThan(60);
  expect([point?.isThin, thin?.isThin]).toEqual([false, true]);
});

it('the curve of those who stay ends where nobody is left', () => {
  const steps = [
    { seconds: 0, calls: 10 },
    { seconds: 10, calls: 5 },
    { seconds: 20, calls: 0 },
    { seconds: 30, calls: 0 },
  ];
  const curve = stayOf({ calls: 10, medianSeconds: 10, p90Seconds: 15, stillTalking: steps });
  expect(curve.map(({ percent }) => percent)).toEqual([100, 50, 0]);
});
