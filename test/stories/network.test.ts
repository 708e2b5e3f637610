import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { resumeCampaign, startCampaign } from '#server/dialer/campaign/verbs.ts';
import { usualLength } from '#domain/call-length.ts';
import { holdSecondsMax } from '#server/dialer/ledger/patience.ts';
import { accounts } from '#test/support/agreement.ts';
import { gaps, mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';
const unanswered = { answerWithinMs: 100 };

describe('the network fails while calls are placed: nobody is rung twice at once or too often, nobody is lost', () => {
  it.each([
    { how: 'the answer is lost after the call was accepted', faults: { loseResponse: 1 } },
    { how: 'the answer is lost and no webhook comes', faults: { loseResponse: 1, webhookLost: 1 } },
    { how: 'the provider fails after it accepted the call', faults: { serverErrorAfter: 1 } },
    { how: 'the provider fails before it accepts every other call', faults: { serverErrorBefore: 0.5 } },
    { how: 'the provider refuses every other call for being too many', faults: { refuse429: 0.5 } },
    { how: 'the provider never answers', faults: { hang: 1, hangMs: 60_000 }, ...unanswered },
    {
      how: 'the provider never answers and no webhook comes',
      faults: { hang: 1, hangMs: 60_000, webhookLost: 1 },
      ...unanswered,
    },
  ])('when $how', async ({ faults, ...options }) => {
    story = await Story.begin({ at, strideMs: 2000, simulator: { faults }, ...options });
    const workspace = await story.workspace({ limit: 3 });
    const retry = { maxRetries: 1, delays: ['PT10M'] };
    const campaignId = await story.started(workspace, { people: somePeople(6), retry });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    const log = await story.log();
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(mostAtOnce(log)).toBeLessThanOrEqual(3);
    for (const person of await story.people(campaignId)) {
      const calls = log.filter(({ to }) => to === person.phone);
      expect(calls).toHaveLength(person.attempts);
      expect(calls.length).toBeLessThanOrEqual(2);
    }
    expect(await story.violations()).toEqual([]);
  });
});

it('keeps the slot of a call that nobody knows of until the provider was seen twice without it, 120 s apart', async () => {
  story = await Story.begin({ at, simulator: { ...everybodyAnswers, faults: { serverErrorBefore: 1 } } });
  const workspace = await story.workspace({ limit: 1 });
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.runTo('2026-03-09T10:02:04Z');
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1, calls_placed: 0 });
  await story.change({ faults: { serverErrorBefore: 0 } });
  await story.runOut();
  const [call] = await story.log();
  expect(Date.parse(call?.accepted ?? '') - Date.parse(at)).toBeGreaterThanOrEqual(125_000);
  expect(Date.parse(call?.accepted ?? '') - Date.parse(at)).toBeLessThan(160_000);
  expect(await story.people(campaignId)).toMatchObject([{ status: 'completed', attempts: 1 }]);
  expect(await story.violations()).toEqual([]);
});

it('holds a call that can not be asked about for the longest a call can last, then takes its attempt as used', async () => {
  story = await Story.begin({
    at,
    simulator: { ...everybodyAnswers, faults: { loseResponse: 1, webhookLost: 1 } },
    wrapProvider: (real) => ({ ...real, findByAttempt: () => Promise.reject(new Error('not possible here')) }),
  });
  const workspace = await story.workspace({ limit: 1 });
  const campaignId = await story.started(workspace, {
    people: somePeople(1),
    retry: { maxRetries: 3, delays: ['PT1M'] },
  });
  await story.runTo(new Date(Date.parse(at) + holdSecondsMax(usualLength) * 1000));
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1 });
  await story.runOut();
  expect(await story.log()).toHaveLength(1);
  expect(await story.people(campaignId)).toMatchObject([{ status: 'failed', attempts: 1, lastDisposition: 'unknown' }]);
  expect(await story.counts(campaignId)).toMatchObject({ calls_unknown: 1, calling: 0 });
  expect(await story.violations()).toEqual([]);
});

it('keeps a call that its provider has forgotten as unknown, its attempt used', async () => {
  story = await Story.begin({
    at,
    simulator: { ...everybodyAnswers, faults: { webhookLost: 1 } },
    wrapProvider: (real) => ({ ...real, fetchCall: () => Promise.resolve('not_found') }),
  });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, {
    people: somePeople(1),
    retry: { maxRetries: 3, delays: ['PT1M'] },
  });
  await story.runOut();
  expect(await story.log()).toHaveLength(1);
  expect(await story.counts(campaignId)).toMatchObject({ failed: 1, calls_placed: 1, calls_unknown: 1 });
  expect(await story.violations()).toEqual([]);
});

it('withdraws a call that the provider has not let ring before the window closes, and calls again in the next', async () => {
  story = await Story.begin({
    at: '2026-03-09T17:58:30Z',
    simulator: { ...everybodyAnswers, setupSeconds: [600, 600] },
  });
  const workspace = await story.workspace();
  const retry = { maxRetries: 1, delays: ['PT10M'] };
  const campaignId = await story.started(workspace, { people: somePeople(1), retry });
  await story.runTo('2026-03-09T18:30:00Z');
  expect(await story.log()).toMatchObject([{ rang: null, disposition: 'cancelled' }]);
  await story.change({ setupSeconds: [1, 1] });
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted.slice(0, 16))).toEqual([
    '2026-03-09T17:58',
    '2026-03-10T09:00',
  ]);
  expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_cancelled: 1, calls_answered: 1 });
  expect(await story.violations()).toEqual([]);
});

it('takes a failing adapter for an unknown result, and asks', async () => {
  story = await Story.begin({
    at,
    simulator: everybodyAnswers,
    wrapProvider: (real) => ({
      ...real,
      placeCall: async (account, request) => {
        await real.placeCall(account, request);
        throw new Error('a bug in the adapter');
      },
    }),
  });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(2) });
  await story.runOut();
  expect(await story.log()).toHaveLength(2);
  expect(await story.counts(campaignId)).toMatchObject({ completed: 2, calls_placed: 2, calls_answered: 2 });
  expect(await story.violations()).toEqual([]);
});

it('waits as long as the provider says when it has no room, and gives the attempt back', async () => {
  const simulator = { ...everybodyAnswers, talkSeconds: { mean: 15, sigma: 0 }, maxCallsAtOnce: 2 };
  story = await Story.begin({ at, strideMs: 1000, simulator });
  const workspace = await story.workspace({ limit: 5 });
  const campaignId = await story.started(workspace, { limit: 5, people: somePeople(5) });
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(5);
  expect(mostAtOnce(log)).toBe(2);
  expect((await story.people(campaignId)).map(({ status, attempts }) => [status, attempts])).toEqual(
    Array(5).fill(['completed', 1]),
  );
  expect(await story.violations()).toEqual([]);
});

it('loses nobody while the provider can not be reached, and goes on when it can', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ baseUrl: 'http://127.0.0.1:1' });
  const campaignId = await story.started(workspace, { people: somePeople(2) });
  await story.runTo('2026-03-09T10:01:00Z');
  expect(await story.status(campaignId)).toBe('running');
  await sql`update provider_accounts set base_url = null`.execute(story.system.db);
  await story.runOut();
  expect((await story.people(campaignId)).map(({ status, attempts }) => [status, attempts])).toEqual([
    ['completed', 1],
    ['completed', 1],
  ]);
  expect(await story.log()).toHaveLength(2);
  expect(await story.violations()).toEqual([]);
});

it('places no call that its process was too slow to post, and calls the person later', async () => {
  let isSlow = true;
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  Object.defineProperty(story.system.network, 'sendWithinMs', { get: () => (isSlow ? -1 : 2000) });
  await story.settle();
  expect(await story.log()).toEqual([]);
  isSlow = false;
  await story.runOut();
  expect((await story.log()).map(({ accepted }) => accepted.slice(11, 19))).toEqual(['10:00:05']);
  expect(await story.people(campaignId)).toMatchObject([{ status: 'completed', attempts: 1 }]);
  expect(await story.violations()).toEqual([]);
});

describe('an account that is refused', () => {
  /** The simulator tells by its key how an account fails. */
  async function setKey(workspace: MadeWorkspace, key: string): Promise<void> {
    const hash = createHash('sha256').update(key).digest();
    await sql`
      update provider_accounts set hook_token = ${key}, hook_token_hash = ${hash} where id = ${workspace.accountId}
    `.execute(story.system.db);
  }

  it.each([
    { key: 'revoked key', reason: 'This key was revoked.' },
    { key: 'unpaid key', reason: 'This account has no credit left.' },
    { key: 'forbidden key', reason: 'This key may not place calls.' },
  ])(
    'with a $key pauses its campaigns with the reason, uses no attempt, and goes on once mended',
    async ({ key, reason }) => {
      story = await Story.begin({ at, simulator: everybodyAnswers });
      const [workspace, untouched] = [await story.workspace(), await story.workspace()];
      await setKey(workspace, key.replace(' ', '-'));
      const first = await story.started(workspace, { people: somePeople(3) });
      const second = await story.started(workspace, { people: somePeople(2, 50) });
      const other = await story.started(untouched, { people: somePeople(2, 100) });
      await story.runOut();
      const { rows } = await sql<{ id: string; status: string; reason: string | null }>`
      select id, status, status_reason as reason from campaigns order by created_at, id
    `.execute(story.system.db);
      expect(rows).toMatchObject([
        { status: 'paused', reason },
        { status: 'paused', reason },
        { status: 'completed', reason: null },
      ]);
      expect(await story.counts(first)).toMatchObject({ queued: 3, calls_placed: 0, calling: 0 });
      expect((await story.people(first)).map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
      expect(await story.counts(other)).toMatchObject({ completed: 2 });
      await setKey(workspace, `mended-${workspace.hookToken}`);
      for (const campaignId of [first, second]) {
        await resumeCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
      }
      await story.runOut();
      expect([await story.status(first), await story.status(second)]).toEqual(['completed', 'completed']);
      expect(await story.counts(first)).toMatchObject({ completed: 3, calls_placed: 3 });
      expect(await story.violations()).toEqual([]);
    },
  );

  it('for one agent fails that campaign alone with the reason, and it goes on once the agent is mended', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const fine = await story.started(workspace, { people: somePeople(2) });
    const broken = await story.campaign(workspace, { people: somePeople(2, 50) });
    await sql`update agents set provider_agent_id = 'missing-7'`.execute(story.system.db);
    const ref = { workspaceId: workspace.workspaceId, campaignId: broken, actor: 'test' };
    await startCampaign(story.system, ref);
    await story.runOut();
    expect([await story.status(fine), await story.status(broken)]).toEqual(['completed', 'failed']);
    expect(await story.counts(broken)).toMatchObject({ queued: 2, calls_placed: 0 });
    await sql`update agents set provider_agent_id = 'present'`.execute(story.system.db);
    await resumeCampaign(story.system, ref);
    await story.runOut();
    expect(await story.status(broken)).toBe('completed');
    expect(await story.log()).toHaveLength(4);
    expect(await story.violations()).toEqual([]);
  });
});

it('fails a person whose number the provider refuses, without an attempt, and goes on with the others', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const people = [{ phone: '+12345', zones: ['UTC'] }, ...somePeople(1)];
  const campaignId = await story.started(workspace, { people, retry: { maxRetries: 3, delays: ['PT1M'] } });
  await story.runOut();
  expect((await story.people(campaignId)).map(({ status, attempts }) => [status, attempts])).toEqual([
    ['failed', 0],
    ['completed', 1],
  ]);
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.violations()).toEqual([]);
});

it('places a claimed call whose job was lost', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(2) });
  story.areWorkersAway = true;
  await story.runTo('2026-03-09T10:00:14Z');
  expect(await story.log()).toEqual([]);
  await story.runTo('2026-03-09T10:00:15Z');
  expect(await story.log()).toHaveLength(2);
  story.areWorkersAway = false;
  await story.runOut();
  expect(await story.counts(campaignId)).toMatchObject({ completed: 2 });
  expect(await story.violations()).toEqual([]);
});

it('does not place jobs that come late in a bunch faster than their account may be called', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 4, callsPerSecond: 2 });
  await story.started(workspace, { limit: 4, people: somePeople(4) });
  story.areWorkersAway = true;
  await story.runTo('2026-03-09T10:00:05Z');
  story.areWorkersAway = false;
  await story.runOut();
  const log = await story.log();
  expect(log.map(({ accepted }) => accepted.slice(17, 21))).toEqual(['05.0', '05.5', '06.0', '06.5']);
  expect(Math.min(...gaps(log))).toBe(500);
  expect(await story.violations()).toEqual([]);
});
