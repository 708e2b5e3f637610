import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analytics } from '#contract/reports.ts';
import { callHandlers } from '#server/calls/handlers.ts';
import { campaignHandlers } from '#server/campaigns/handlers.ts';
import { reportHandlers } from '#server/reports/handlers.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { keyOf } from '#test/support/actor.ts';
import { tally } from '#test/support/heard.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
let workspace: MadeWorkspace;
let campaignId: string;

/** A campaign of two days in New York with retries and every kind of ending, beside another one. */
beforeAll(async () => {
  story = await Story.begin({
    at: '2026-03-09T20:00:00Z',
    simulator: { answerRate: 0.5, voicemailRate: 0.15, busyRate: 0.1, failedRate: 0.05 },
    strideMs: 1000,
  });
  workspace = await story.workspace({ limit: 6 });
  const [first, ...others] = somePeople(60);
  const people = [
    { phone: '', ...first, name: '=HYPERLINK("http://evil.example")', zones: ['Asia/Kolkata'] },
    ...others,
  ];
  campaignId = await story.campaign(workspace, {
    ...{ zone: 'America/New_York', limit: 6, people, window: ['09:00', '17:00'] },
    retry: { maxRetries: 2, delays: ['PT2H'] },
  });
  await story.started(workspace, { people: somePeople(5, 500), window: 'all day' });
  await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
  await story.runOut();
}, 120_000);
afterAll(() => story.end());

const actor = () => keyOf(workspace);
const analytics = (clock: 'campaign' | 'contact' = 'campaign') =>
  reportHandlers.analytics(story.system, actor(), { id: campaignId, clock });
const own = async () => (await story.log()).filter((call) => call.campaignId === campaignId);

const sum = (rows: { placed: number; answered: number }[]) => [
  rows.reduce((total, { placed }) => total + placed, 0),
  rows.reduce((total, { answered }) => total + answered, 0),
];

describe('the charts of a campaign', () => {
  it('agree with the log of the network, with each other, and with the counts', async () => {
    const [log, charts] = [await own(), await analytics()];
    const heard = tally(log, ({ disposition }) => disposition);
    expect(Object.fromEntries(charts.outcomes.map(({ disposition, calls }) => [disposition, calls]))).toEqual(heard);
    const stats = await campaignHandlers.stats(story.system, actor(), { id: campaignId });
    const all = [log.length, heard['answered'] ?? 0];
    expect([stats.calls.placed, stats.calls.answered]).toEqual(all);
    expect(sum(charts.days)).toEqual(all);
    expect(sum(charts.hours)).toEqual(all);
    expect(sum(charts.attempts.map(({ answer }) => ({ placed: answer.of, answered: answer.count })))).toEqual(all);
    expect(charts.funnel).toMatchObject({ people: 60, dialled: 60, answered: stats.completed });
    expect(charts.talk.calls).toBe(all[1]);
    expect(charts.days.reduce((total, { talkSeconds }) => total + talkSeconds, 0) / charts.talk.calls).toBeCloseTo(
      stats.averageTalkSeconds,
      1,
    );
  });

  it("read days and hours on the campaign's clock, or hours on each person's", async () => {
    const log = await own();
    const local = (zone: string) => (at: string) =>
      new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date(at));
    const days = tally(log, ({ accepted }) => local('America/New_York')(accepted));
    const charts = await analytics();
    expect(Object.fromEntries(charts.days.map(({ day, placed }) => [day, placed]))).toEqual(days);
    expect(charts.days.at(-1)?.placedSoFar).toBe(log.length);
    expect(charts.hours.every(({ hour }) => hour >= 9 && hour < 17)).toBe(true);
    expect(new Set(charts.hours.map(({ weekday }) => weekday)).size).toBe(charts.days.length);
    const theirs = (await analytics('contact')).hours;
    expect(sum(theirs)).toEqual(sum(charts.hours));
    expect(theirs.some(({ hour }) => hour < 9 || hour >= 17)).toBe(true);
  });

  it('fall from step to step: people in the funnel, talks by their length', async () => {
    const { funnel, talk, attempts } = await analytics();
    const steps = [funnel.people, funnel.dialled, funnel.answered, funnel.talked, funnel.goalMet];
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
    const calls = talk.stillTalking.map((step) => step.calls);
    expect(calls).toEqual(calls.toSorted((a, b) => b - a));
    expect(calls[0]).toBe(talk.calls);
    const { rows } = await sql<{ longer: number }>`
      select count(*) as longer from calls where campaign_id = ${campaignId} and disposition = 'answered' and talk_seconds >= 45
    `.execute(story.system.db);
    expect(talk.stillTalking.find(({ seconds }) => seconds === 45)?.calls).toBe(rows[0]?.longer);
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(attempts[0]?.answer.of).toBe(60);
  });

  it('are empty before the first call', async () => {
    const id = await story.campaign(workspace, { people: somePeople(2, 900) });
    const charts: Analytics = await reportHandlers.analytics(story.system, actor(), { id, clock: 'contact' });
    expect(charts).toMatchObject({
      outcomes: [],
      days: [],
      hours: [],
      attempts: [],
      talk: { calls: 0, medianSeconds: null },
    });
    expect(charts.funnel).toEqual({ people: 2, dialled: 0, answered: 0, talked: 0, goalMet: 0 });
  });
});

describe('the export of a campaign', () => {
  async function rowsOf(
    query: Partial<Parameters<typeof reportHandlers.export>[2]>,
  ): Promise<Record<string, string>[]> {
    const pieces = await reportHandlers.export(story.system, actor(), { id: campaignId, rows: 'people', ...query });
    const csv = await text(pieces);
    expect(csv.startsWith('\ufeff')).toBe(true);
    return Papa.parse<Record<string, string>>(csv.slice(1), { header: true, skipEmptyLines: true }).data;
  }

  it('has everybody once, in order, harmless in a spreadsheet', async () => {
    const rows = await rowsOf({});
    const people = await story.people(campaignId);
    expect(rows.map(({ phone, status, attempts }) => [phone, status, Number(attempts)])).toEqual(
      people.map(({ phone, status, attempts }) => [phone, status, attempts]),
    );
    expect(rows[0]?.['name']).toBe('\'=HYPERLINK("http://evil.example")');
  });

  it('follows its filters', async () => {
    const { completed, failed } = await story.counts(campaignId);
    expect(await rowsOf({ status: 'completed' })).toHaveLength(completed);
    const busy = await rowsOf({ status: 'failed', disposition: 'busy' });
    expect(busy.length).toBeLessThanOrEqual(failed);
    expect(new Set(busy.map((row) => row['last_disposition']))).toEqual(new Set(busy.length > 0 ? ['busy'] : []));
  });

  it('of calls has each call once, as the network saw it', async () => {
    const log = await own();
    const rows = await rowsOf({ rows: 'calls' });
    expect(rows.map((row) => row['call_id']).toSorted()).toEqual(log.map(({ reference }) => reference).toSorted());
    expect(tally(rows, (row) => row['disposition'] ?? '')).toEqual(tally(log, ({ disposition }) => disposition));
    const answered = await rowsOf({ rows: 'calls', disposition: 'answered' });
    expect(answered).toHaveLength(tally(log, ({ disposition }) => disposition)['answered'] ?? 0);
  });
});

it('a call shows what it was placed under', async () => {
  const { data } = await callHandlers.list(story.system, actor(), { limit: 1, campaignId });
  const call = await callHandlers.get(story.system, actor(), { id: data[0]?.id ?? '' });
  expect(call.snapshot).toMatchObject({
    version: 1,
    settings: { firstCallTime: '09:00', maxRetries: 2, agent: { name: 'Recall Bot', prompt: 'You call patients.' } },
  });
});

it('breaks no invariant', async () => {
  expect(await story.violations()).toEqual([]);
});
