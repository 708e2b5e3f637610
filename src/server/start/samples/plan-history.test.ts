import { describe, expect, it } from 'vitest';
import { planHistory } from './plan-history.ts';

const given = { people: 2300, zone: 'America/New_York', today: '2026-11-20', days: 11, seed: 7 };
const calls = planHistory(given);

describe('the history of the sample campaign', () => {
  it('calls everybody, and again once who was not reached', () => {
    const first = calls.filter(({ attempt }) => attempt === 1);
    expect(first).toHaveLength(given.people);
    expect(new Set(first.map(({ person }) => person)).size).toBe(given.people);
    const unreached = first.filter(({ disposition }) => !['answered', 'voicemail'].includes(disposition));
    expect(calls.length - first.length).toBe(unreached.length);
    expect(calls.length).toBeGreaterThan(2800);
  });

  it('keeps to nine to six on the clock of its zone, across a change of that clock', () => {
    const hour = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', hourCycle: 'h23', timeZone: given.zone });
    const over = planHistory({ ...given, today: '2026-11-06' });
    const hours = new Set([...calls, ...over].map(({ dialAt }) => Number(hour.format(dialAt))));
    expect([...hours].toSorted((a, b) => a - b)).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 17]);
  });

  it('never has more than two calls at once', () => {
    const most = calls.map(({ dialAt }) => calls.filter((c) => c.dialAt <= dialAt && c.endedAt > dialAt).length);
    expect(Math.max(...most)).toBeLessThanOrEqual(2);
  });

  it('is the same for the same seed', () => {
    expect(planHistory(given)).toEqual(calls);
  });
});
