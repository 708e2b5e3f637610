import { afterEach, describe, expect, inject, it } from 'vitest';
import { sql } from 'kysely';
import type { SettingsChange } from '#simulator/settings.ts';
import { accounts } from '#test/support/agreement.ts';
import { beginAt } from '#test/support/at-carrier.ts';
import type { StoryAtCarrier } from '#test/support/at-carrier.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy, machinesAnswer } from '#test/support/outcomes.ts';
import type { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

/** Eleven in the morning in New York, where everybody lives. */
const at = '2026-03-09T15:00:00Z';
const retry = { maxRetries: 1, delays: ['PT10M'] };
const swift = { dialsPerSecond: null };

/** What a story at the pretend Twilio begins with. */
async function begin(options: Partial<Parameters<typeof beginAt>[1]>): Promise<StoryAtCarrier> {
  const begun = await beginAt('twilio', { at, ...options });
  ({ story } = begun);
  return begun;
}

it('nothing rings after the window, though Twilio holds an hour of calls at one a second', async () => {
  const hour: SettingsChange = { ...everybodyAnswers, dialsPerSecond: 1, setupSeconds: [3600, 3600] };
  const { workspace } = await begin({ at: '2026-03-09T17:50:00Z', strideMs: 1000, simulator: hour });
  const campaignId = await story.started(workspace, { limit: 20, people: somePeople(20), retry });
  await story.runTo('2026-03-09T23:00:00Z');
  const queued = await story.log();
  expect(queued.length).toBeGreaterThanOrEqual(20);
  for (const call of queued) expect(call).toMatchObject({ rang: null, disposition: 'cancelled' });
  expect(Math.max(...queued.map((call) => Date.parse(call.accepted)))).toBeLessThan(Date.parse('2026-03-09T18:00:00Z'));
  await story.change({ setupSeconds: [1, 1], dialsPerSecond: 1 });
  await story.runOut();
  for (const { rang } of await story.log()) {
    if (rang !== null) expect(rang.slice(11, 13) >= '09' && rang.slice(11, 13) < '18').toBe(true);
  }
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.violations()).toEqual([]);
});

it('a call that waits at Twilio for its turn is placed, not ringing, and keeps its slot', async () => {
  const slow = { ...everybodyAnswers, dialsPerSecond: 0.1 };
  const { workspace } = await begin({ strideMs: 1000, simulator: slow, limit: 3 });
  const campaignId = await story.started(workspace, { limit: 3, people: somePeople(3) });
  await story.runTo('2026-03-09T15:00:05Z');
  expect((await story.log()).map(({ rang }) => rang === null)).toEqual([false, true, true]);
  expect(await story.counts(campaignId)).toMatchObject({ calling: 3, completed: 0 });
  const { rows } = await sql<{ source: string }>`select distinct source from call_events`.execute(story.system.db);
  expect(rows.map(({ source }) => source)).toContain('webhook');
  await story.runOut();
  expect(await story.counts(campaignId)).toMatchObject({ completed: 3, calls_answered: 3 });
  expect(await story.violations()).toEqual([]);
});

it('a machine that Twilio recognised makes a voicemail of the call, and leaves it on the line', async () => {
  const { workspace } = await begin({ simulator: { ...machinesAnswer, ...swift }, limit: 1 });
  const campaignId = await story.started(workspace, { limit: 1, people: somePeople(2) });
  await story.runOut();
  expect(await story.counts(campaignId)).toMatchObject({ voicemail: 2, calls_voicemail: 2, calls_answered: 0 });
  expect(mostAtOnce(await story.log())).toBe(1);
  expect(await story.violations()).toEqual([]);
});

it('a call to the same number a moment before is never taken for the one whose answer was lost', async () => {
  const { workspace } = await begin({ simulator: { ...everybodyIsBusy, ...swift }, limit: 1 });
  await sql`update workspaces set call_gap_seconds = 0`.execute(story.system.db);
  const first = await story.started(workspace, { limit: 1, people: somePeople(1) });
  await story.runTo('2026-03-09T15:00:05Z');
  await story.change({ ...everybodyAnswers, faults: { loseResponse: 1, webhookLost: 1 } });
  const second = await story.started(workspace, { limit: 1, people: somePeople(1) });
  await story.runTo('2026-03-09T15:00:20Z');
  expect((await story.log()).map(({ accepted }) => accepted.slice(14, 19))).toEqual(['00:00', '00:05']);
  await story.runOut();
  expect(await story.counts(first)).toMatchObject({ calls_placed: 1, calls_busy: 1 });
  expect(await story.counts(second)).toMatchObject({ calls_placed: 1, calls_answered: 1 });
  expect(await story.violations()).toEqual([]);
});

async function problems(): Promise<string[]> {
  const { rows } = await sql<{ problem: string }>`
    select problem from webhook_inbox where problem is not null
  `.execute(story.system.db);
  return rows.map(({ problem }) => problem);
}

/** The calls that were asked for, as the engine has it. */
async function posted(): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from calls where placing_at is not null order by id
  `.execute(story.system.db);
  return rows.map(({ id }) => id);
}

describe('one POST a call, nobody rung twice at once, nobody lost, no slot kept', () => {
  const often = inject('isLongRun') ? 10_000 : 240;
  const rate = 0.1;

  it.each([
    { fault: 'refusals for being too many', faults: { refuse429: rate } },
    { fault: 'errors before a call is accepted', faults: { serverErrorBefore: rate } },
    { fault: 'errors after a call was accepted', faults: { serverErrorAfter: rate } },
    { fault: 'answers that are lost', faults: { loseResponse: rate } },
    { fault: 'answers that never come', faults: { hang: rate, hangMs: 60_000 }, answerWithinMs: 60 },
    {
      fault: 'all of it, and callbacks that are lost, late, doubled, swapped and forged',
      faults: {
        refuse429: rate,
        serverErrorBefore: rate,
        serverErrorAfter: rate,
        loseResponse: rate,
        webhookLost: rate,
        webhookLate: rate,
        webhookTwice: rate,
        webhookOutOfOrder: rate,
        webhookForged: rate,
      },
    },
  ])(
    'with a tenth of $fault',
    { timeout: inject('isLongRun') ? 3_600_000 : 120_000 },
    async ({ faults, ...options }) => {
      const count = Math.ceil(often / 6);
      const simulator = { ...swift, faults };
      const { workspace, asked } = await begin({ strideMs: 5000, simulator, limit: 10, ...options });
      const campaignId = await story.started(workspace, { limit: 10, people: somePeople(count), retry });
      await story.runOut();
      expect(await story.status(campaignId)).toBe('completed');
      const log = await story.log();
      expect(new Set(asked()).size).toBe(asked().length);
      expect(asked().toSorted()).toEqual(await posted());
      expect(new Set(log.map(({ reference }) => reference)).size).toBe(log.length);
      expect(rungTwiceAtOnce(log)).toEqual([]);
      expect(mostAtOnce(log)).toBeLessThanOrEqual(10);
      const { counted: told, heard } = await accounts(story, campaignId);
      expect(told).toEqual(heard);
      const people = await story.people(campaignId);
      expect(people.filter(({ status }) => !['completed', 'voicemail', 'failed'].includes(status))).toEqual([]);
      const calls = Map.groupBy(log, ({ to }) => to);
      for (const { phone, attempts } of people)
        expect([phone, calls.get(phone)?.length ?? 0]).toEqual([phone, attempts]);
      expect(await problems()).toEqual([]);
      expect(await story.violations()).toEqual([]);
    },
  );
});
