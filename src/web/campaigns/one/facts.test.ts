import { describe, expect, it } from 'vitest';
import { dayWords, factsOf } from './facts.ts';

const settings: Parameters<typeof factsOf>[0] = {
  ...{
    agentName: 'Sales Bot',
    timeZone: 'America/Los_Angeles',
    days: [1, 2, 3, 4, 5],
    allDay: false,
    clock: 'campaign',
  },
  ...{ firstCallTime: '09:00', lastCallTime: '18:00', pace: { mode: 'asap' }, fromNumberIds: [] },
  retry: { on: ['busy'], maxRetries: 3, delays: ['PT30M'] },
};
const now = new Date('2026-11-20T20:00:00Z');
const line = (change: Partial<typeof settings>, from: string[] = []) =>
  factsOf({ ...settings, ...change }, { now, from })
    .join(' · ')
    .replaceAll(/\s/g, ' ');

describe('the line of facts', () => {
  it('says who, from where, when, how fast, how often', () => {
    expect(line({}, ['+1 415 555 0100'])).toBe(
      'Sales Bot · from +1 415 555 0100 · 9:00 AM–6:00 PM PST, Mon–Fri · As fast as limits allow · Retry 3 times',
    );
  });
  it('says whose clock it is, and where the hours cross midnight', () => {
    expect(line({ clock: 'contact', firstCallTime: '20:00', lastCallTime: '02:00' })).toContain(
      '8:00 PM–2:00 AM next day in each person’s own time',
    );
    expect(line({ allDay: true })).toContain('All day PST');
  });
  it.each([
    [[1, 2, 3, 4, 5, 6, 7], 'every day'],
    [[5, 1, 2, 3, 4], 'Mon–Fri'],
    [[1, 3], 'Mon, Wed'],
  ])('names the days %j', (days, words) => {
    expect(dayWords(days)).toBe(words);
  });
});
