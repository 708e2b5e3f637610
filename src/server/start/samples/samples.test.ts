import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { addSamples } from './samples.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open(new Date('2026-03-02T15:00:00Z'));
  await addSamples(api.system);
}, 60_000);
afterAll(() => api.close());

describe('the samples of a new sandbox', () => {
  it('are one campaign that runs, one of tomorrow, and one that is over', async () => {
    const { data } = await api.client.campaigns.list();
    expect(data.map(({ name, status, counts }) => [name, status, counts.total])).toEqual([
      ['Clinic recall', 'scheduled', 240],
      ['Renewal reminders', 'running', 900],
      ['Event survey', 'completed', 2300],
    ]);
    expect(data[0]?.startAt?.toISOString()).toBe('2026-03-03T09:00:00.000Z');
  });

  it('are consistent: people, calls, evidence and counts agree', async () => {
    const { rows } = await sql`select * from invariant_violations limit 5`.execute(api.system.db);
    expect(rows).toEqual([]);
    const survey = (await api.client.campaigns.list({ status: 'completed' })).data[0];
    const stats = await api.client.campaigns.stats({ id: survey?.id ?? '' });
    expect(stats.finished).toBe(2300);
    expect(stats.calls.placed).toBeGreaterThan(2800);
    expect(stats.calls.answered).toBe(stats.ratios.connect.count);
    expect(stats.goals.met + stats.goals.missed).toBe(stats.calls.answered);
  });

  it('have something for every chart', async () => {
    const survey = (await api.client.campaigns.list({ status: 'completed' })).data[0];
    const { days, hours, attempts, funnel } = await api.client.campaigns.analytics({ id: survey?.id ?? '' });
    expect(days.length).toBeGreaterThanOrEqual(9);
    expect(new Set(hours.map(({ hour }) => hour)).size).toBe(9);
    expect(attempts).toHaveLength(2);
    expect(funnel.goalMet).toBeGreaterThan(300);
  });
});
