import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { campaignHandlers } from '#server/campaigns/handlers.ts';
import { cancelCampaign, pauseCampaign } from '#server/dialer/campaign/verbs.ts';
import { keyOf } from '#test/support/actor.ts';
import type { CampaignWishes, MadeWorkspace } from '#test/support/make.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';

async function dispatchOf({ workspaceId }: MadeWorkspace, id: string) {
  const actor = keyOf({ workspaceId });
  return (await campaignHandlers.get(story.system, actor, { id })).dispatch;
}

type Limits = { system?: number; workspace?: number; account?: number; campaign?: number };

describe('a limit that binds is named, with how the others stand:', () => {
  it.each<[string, Limits, string, string, string]>([
    [
      'workspace',
      { workspace: 2 },
      'dialling',
      'workspace_limit',
      "2 of 2: your workspace's limit binds (campaign 20, system 8 free).",
    ],
    [
      'campaign',
      { campaign: 3 },
      'dialling',
      'campaign_limit',
      "3 of 3: the campaign's limit binds (workspace 17 free, system 7 free).",
    ],
    [
      'account',
      { account: 4 },
      'dialling',
      'account_limit',
      "4 of 4: the provider account's limit binds (campaign 20, workspace 16 free, system 6 free).",
    ],
    [
      'system',
      { system: 5 },
      'dialling',
      'system_limit',
      "5 of 5: the installation's limit binds (campaign 20, workspace 15 free).",
    ],
    ['workspace 0', { workspace: 0 }, 'waiting', 'workspace_limit', "No call is placed: your workspace's limit is 0."],
    [
      'the smaller of two',
      { workspace: 3, campaign: 3 },
      'dialling',
      'campaign_limit',
      "3 of 3: the campaign's limit binds (workspace 0 free, system 7 free).",
    ],
  ])('%s', async (_which, limits, state, binding, reason) => {
    story = await Story.begin({ at, systemLimit: limits.system ?? 10, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: limits.workspace ?? 20, accountLimit: limits.account ?? 20 });
    const id = await story.started(workspace, { limit: limits.campaign ?? 20, people: somePeople(30) });
    await story.settle();
    expect(await dispatchOf(workspace, id)).toEqual({ state, binding, until: null, reason });
    expect(await story.violations()).toEqual([]);
  });

  it('and who uses it up, when the campaign has none of the calls', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 2 });
    await story.started(workspace, { people: somePeople(5) });
    await story.settle();
    const id = await story.started(workspace, { people: somePeople(5, 50) });
    await story.settle();
    expect(await dispatchOf(workspace, id)).toEqual({
      state: 'waiting',
      binding: 'workspace_limit',
      until: null,
      reason: "Waiting for a free slot: your workspace's 2 calls are used by Recall.",
    });
    expect(await story.violations()).toEqual([]);
  });
});

describe('what it waits for is named, and until when:', () => {
  it.each<[string, Omit<CampaignWishes, 'at'>, { state: string; binding: string; until: string; reason: string }]>([
    [
      'its hours',
      { window: ['12:00', '13:00'], zone: 'Europe/Berlin', people: somePeople(1) },
      {
        state: 'waiting',
        binding: 'window',
        until: '2026-03-09T11:00:00.000Z',
        reason: 'Outside calling hours until 9 Mar 2026, 12:00 (Europe/Berlin).',
      },
    ],
    [
      'its gap',
      { pace: { mode: 'interval', gapSeconds: 30 }, people: somePeople(2) },
      {
        state: 'dialling',
        binding: 'pace',
        until: '2026-03-09T10:00:30.000Z',
        reason: 'One call every 30 s: the next in 30 s.',
      },
    ],
    [
      'its place in the day',
      { pace: { mode: 'spread' }, people: somePeople(2) },
      {
        state: 'dialling',
        binding: 'pace',
        until: '2026-03-09T14:00:00.000Z',
        reason: '1 call is in progress. Spread over its calling hours: the next call at 9 Mar 2026, 14:00 (UTC).',
      },
    ],
  ])('%s', async (_what, wishes, { until, ...expected }) => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 10 });
    const id = await story.started(workspace, wishes);
    await story.settle();
    expect(await dispatchOf(workspace, id)).toEqual({ ...expected, until: new Date(until) });
    expect(await story.violations()).toEqual([]);
  });

  it('a retry', async () => {
    story = await Story.begin({ at, simulator: everybodyIsBusy });
    const workspace = await story.workspace();
    const id = await story.started(workspace, { people: somePeople(1), retry: { maxRetries: 1, delays: ['PT1H'] } });
    await story.runTo('2026-03-09T10:10:00Z');
    const dispatch = await dispatchOf(workspace, id);
    expect(dispatch).toMatchObject({ state: 'waiting', binding: 'retry' });
    expect(dispatch.until?.toISOString()).toMatch(/^2026-03-09T11:00/);
    expect(dispatch.reason).toBe('Waiting for retries: the next at 9 Mar 2026, 11:00 (UTC).');
    expect(await story.violations()).toEqual([]);
  });

  it("the account's calls per second", async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 10, callsPerSecond: 0.1 });
    const id = await story.started(workspace, { limit: 10, people: somePeople(3) });
    await story.settle();
    expect(await dispatchOf(workspace, id)).toEqual({
      state: 'dialling',
      binding: 'account_rate',
      until: new Date('2026-03-09T10:00:10Z'),
      reason: "The provider account's calls per second bind: the next in 10 s.",
    });
    expect(await story.violations()).toEqual([]);
  });

  it('a person who is on the phone for another campaign', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 10 });
    await story.started(workspace, { people: somePeople(1) });
    await story.settle();
    const id = await story.started(workspace, { people: somePeople(1) });
    await story.settle();
    expect(await dispatchOf(workspace, id)).toMatchObject({
      state: 'waiting',
      binding: 'on_the_phone',
      reason: 'Everybody who could be called now is on the phone for another campaign.',
    });
    await story.runOut();
    expect(await story.violations()).toEqual([]);
  });

  it('an account that was paused', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const id = await story.started(workspace, { people: somePeople(1) });
    await sql`update provider_accounts set paused_reason = 'No money left' where id = ${workspace.accountId}`.execute(
      story.system.db,
    );
    await sql`update provider_account_slots set is_open = false where provider_account_id = ${workspace.accountId}`.execute(
      story.system.db,
    );
    await story.settle();
    expect(await dispatchOf(workspace, id)).toMatchObject({
      state: 'waiting',
      binding: 'account_paused',
      reason: 'The provider account is paused: No money left. Mend it, then resume.',
    });
    expect(await story.violations()).toEqual([]);
  });

  it('more people of a file', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const id = await story.started(workspace, { people: somePeople(1) });
    await sql`
      insert into imports (workspace_id, id, campaign_id, file_name, status, country, created_at)
      values (${workspace.workspaceId}, ${randomUUIDv7()}, ${id}, 'a.csv', 'committing', 'US', ${story.now})
    `.execute(story.system.db);
    await story.runTo('2026-03-09T10:30:00Z');
    expect(await dispatchOf(workspace, id)).toMatchObject({ state: 'waiting', binding: 'import' });
    expect(await story.violations()).toEqual([]);
  });
});

it('somebody who stopped it is named, and what still finishes', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const id = await story.campaign(workspace, { people: somePeople(5) });
  const ref = { workspaceId: workspace.workspaceId, campaignId: id, actor: 'Ada' };
  expect(await dispatchOf(workspace, id)).toMatchObject({ state: 'draft', reason: 'Not started yet.' });
  const started = await story.started(workspace, { people: somePeople(3, 50) });
  await story.settle();
  await pauseCampaign(story.system, { ...ref, campaignId: started });
  expect((await dispatchOf(workspace, started)).reason).toBe(
    'Paused by Ada. 2 calls are finishing; no new ones start.',
  );
  await cancelCampaign(story.system, { ...ref, campaignId: started, hangUp: false });
  expect((await dispatchOf(workspace, started)).reason).toBe('Cancelled. 2 calls are finishing; no new ones start.');
  await story.runOut();
  expect((await dispatchOf(workspace, started)).reason).toBe('Cancelled.');
  expect(await story.violations()).toEqual([]);
});
