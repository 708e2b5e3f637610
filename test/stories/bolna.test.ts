import { sql } from 'kysely';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { Provider } from '#server/provider.ts';
import { accounts } from '#test/support/agreement.ts';
import { beginAt } from '#test/support/at-carrier.ts';
import type { StoryAtCarrier } from '#test/support/at-carrier.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import type { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

/** Eleven in the morning in New York, where everybody lives. */
const at = '2026-03-09T15:00:00Z';

/** What a story at the pretend Bolna begins with. */
async function begin(options: Partial<Parameters<typeof beginAt>[1]>): Promise<StoryAtCarrier> {
  const begun = await beginAt('bolna', { at, strideMs: 2000, systemLimit: 50, ...options });
  ({ story } = begun);
  return begun;
}

/** What a stranger who knows the address says of the first call. */
async function say({ hookUrl }: StoryAtCarrier, status: string): Promise<void> {
  const { rows } = await sql<{ id: string; execution: string }>`
    select id, provider_call_id as execution from calls order by id limit 1
  `.execute(story.system.db);
  const context = { recipient_data: { attempt_id: rows[0]?.id } };
  const body = JSON.stringify({ id: rows[0]?.execution, status, created_at: at, context_details: context });
  expect((await fetch(hookUrl, { method: 'POST', body })).status).toBe(200);
  await story.settle();
}

describe('a whole campaign through Bolna is counted as its log has it', () => {
  it.each([
    { webhooks: 'come as they should', faults: {} },
    { webhooks: 'come with forged ones ahead of them', faults: { webhookForged: 1 } },
    { webhooks: 'never come', faults: { webhookLost: 1 } },
    {
      webhooks: 'come in every wrong way',
      faults: { webhookLate: 0.3, webhookTwice: 0.3, webhookOutOfOrder: 0.3, webhookLost: 0.3 },
    },
  ])('when webhooks $webhooks', async ({ faults }) => {
    const { workspace, asked } = await begin({ simulator: { faults } });
    const retry = { maxRetries: 1, delays: ['PT10M'] };
    const campaignId = await story.started(workspace, { limit: 20, people: somePeople(40), retry });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    const log = await story.log();
    expect(mostAtOnce(log)).toBeLessThanOrEqual(20);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(asked().toSorted()).toEqual(log.map(({ reference }) => reference).toSorted());
    expect(await story.violations()).toEqual([]);
  });
});

/** Every fault there is, in a tenth of all cases. */
const tenth = {
  refuse429: 0.1,
  serverErrorBefore: 0.1,
  serverErrorAfter: 0.1,
  loseResponse: 0.1,
  hang: 0.1,
  hangMs: 60_000,
  webhookLost: 0.1,
  webhookTwice: 0.1,
  webhookLate: 0.1,
  webhookOutOfOrder: 0.1,
  webhookForged: 0.1,
};

describe('under every fault at once each call is asked for once, nobody is rung twice, no slot leaks, nobody is lost', () => {
  async function endure(people: number): Promise<void> {
    const { workspace, asked } = await begin({ simulator: { faults: tenth }, answerWithinMs: 50, limit: 40 });
    const campaignId = await story.started(workspace, { limit: 40, people: somePeople(people), window: 'all day' });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const ids = asked();
    expect(new Set(ids).size).toBe(ids.length);
    const log = await story.log();
    expect(new Set(log.map(({ to }) => to)).size).toBe(log.length);
    expect(log).toHaveLength(people);
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    expect(await story.counts(campaignId)).toMatchObject({ calling: 0, queued: 0, waiting: 0, pending: 0 });
    expect(await story.violations()).toEqual([]);
  }

  it('in 300 calls', () => endure(300), 120_000);
  it.skipIf(!inject('isLongRun'))('in 10,000 calls', () => endure(10_000), 3_600_000);
});

describe('what nobody signed', () => {
  it('frees a slot at once, and is no outcome until Bolna confirms it', async () => {
    const begun = await begin({ simulator: everybodyAnswers, limit: 1 });
    const campaignId = await story.started(begun.workspace, { people: somePeople(2) });
    await story.runTo('2026-03-09T15:00:20Z');
    await say(begun, 'busy');
    expect(await story.log()).toHaveLength(2);
    expect(await story.counts(campaignId)).toMatchObject({ calling: 2, calls_busy: 0 });
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2, calls_answered: 2, calls_busy: 0 });
    const { rows } = await sql`select detail from call_events where detail ? 'unconfirmed'`.execute(story.system.db);
    expect(rows[0]).toEqual({ detail: { unconfirmed: 'busy' } });
    expect(await story.violations()).toEqual([]);
  });

  it('changes nothing of a call that has ended', async () => {
    const begun = await begin({ simulator: everybodyAnswers });
    const campaignId = await story.started(begun.workspace, { people: somePeople(1) });
    await story.runOut();
    await say(begun, 'failed');
    expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_answered: 1, calls_failed: 0 });
    expect(await story.violations()).toEqual([]);
  });
});

/** Bolna, as it would be if it showed every call with this status. */
function showing(status: () => string | null): (real: Provider) => Provider {
  return (real) => ({
    ...real,
    fetchCall: async (account, id) => {
      const now = status();
      const body = JSON.stringify({ id, status: now, created_at: at });
      return now === null ? real.fetchCall(account, id) : (real.parseWebhook(Buffer.from(body), {})[0] ?? 'not_found');
    },
  });
}

it('pauses the account when its money is used up, and gives the attempt back', async () => {
  let shown: string | null = 'balance-low';
  const slow = { ...everybodyAnswers, setupSeconds: [60, 60] as [number, number] };
  const begun = await begin({ simulator: slow, wrapProvider: showing(() => shown), limit: 1 });
  const campaignId = await story.started(begun.workspace, { people: somePeople(1) });
  await story.settle();
  await say(begun, 'balance-low');
  expect(await story.status(campaignId)).toBe('paused');
  expect(await story.people(campaignId)).toMatchObject([{ status: 'queued', attempts: 0 }]);
  expect(await story.counts(campaignId)).toMatchObject({ calling: 0, calls_placed: 0, calls_failed: 0 });
  const { rows } = await sql<{ reason: string }>`select paused_reason as reason from provider_accounts`.execute(
    story.system.db,
  );
  expect(rows[0]?.reason).toContain('too little money');
  expect(await story.violations()).toEqual([]);
  shown = null;
});

it('withdraws at once a call that Bolna means to dial later by itself', async () => {
  let shown: string | null = 'rescheduled';
  const slow = { ...everybodyAnswers, setupSeconds: [600, 600] as [number, number] };
  // It stays stoppable as long as nobody dials it.
  const simulator = { ...slow, announceDialling: false };
  const begun = await begin({ simulator, wrapProvider: showing(() => shown), limit: 1 });
  const campaignId = await story.started(begun.workspace, { people: somePeople(1) });
  await story.settle();
  await say(begun, 'rescheduled');
  shown = null;
  await story.runOut();
  expect(await story.log()).toMatchObject([
    { rang: null, disposition: 'cancelled', ended: '2026-03-09T15:00:00.000Z' },
  ]);
  expect(await story.counts(campaignId)).toMatchObject({ calling: 0, calls_cancelled: 1 });
  expect(await story.violations()).toEqual([]);
});
