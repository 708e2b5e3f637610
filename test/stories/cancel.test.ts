import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelCampaign, startCampaign } from '#server/dialer/campaign/verbs.ts';
import { tally } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';

async function begin(people = 6) {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 2 });
  const campaignId = await story.campaign(workspace, { people: somePeople(people) });
  return {
    system: story.system,
    ref: { workspaceId: workspace.workspaceId, campaignId, actor: 'test' },
    workspace,
    campaignId,
  };
}

async function activity(campaignId: string): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    select kind from activity where campaign_id = ${campaignId} order by id
  `.execute(story.system.db);
  return rows.map(({ kind }) => kind);
}

describe('cancel', () => {
  it('cancels who waits and lets calls in progress finish', async () => {
    const { system, ref, campaignId } = await begin();
    await startCampaign(system, ref);
    await story.runTo('2026-03-09T10:00:30Z');
    await cancelCampaign(system, { ...ref, hangUp: false });
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({
      completed: 2,
      cancelled: 4,
      calls_placed: 2,
      calls_answered: 2,
    });
    for (const call of await story.log()) expect(Date.parse(call.ended ?? '') - Date.parse(call.accepted)).toBe(60_000);
    expect(await story.status(campaignId)).toBe('cancelled');
    expect(await story.violations()).toEqual([]);
  });

  it('with hang-up ends the calls in progress at once, ringing and talking', async () => {
    story = await Story.begin({ at, simulator: { ...everybodyAnswers, ringSeconds: [20, 40] } });
    const workspace = await story.workspace({ limit: 4 });
    const campaignId = await story.started(workspace, { limit: 4, people: somePeople(6) });
    await story.runTo('2026-03-09T10:00:32Z');
    await cancelCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test', hangUp: true });
    await story.runOut();
    const log = await story.log();
    expect(new Set(log.map(({ ended }) => ended))).toEqual(new Set(['2026-03-09T10:00:32.000Z']));
    const heard = tally(log, ({ disposition }) => disposition);
    expect(Object.keys(heard).toSorted()).toEqual(['answered', 'cancelled']);
    expect(await story.counts(campaignId)).toMatchObject({
      completed: heard['answered'],
      calls_answered: heard['answered'],
      calls_cancelled: heard['cancelled'],
      calling: 0,
      queued: 0,
    });
    expect(await story.violations()).toEqual([]);
  });

  it('with hang-up leaves a call that the provider will not end to end by itself', async () => {
    story = await Story.begin({
      at,
      simulator: everybodyAnswers,
      wrapProvider: (real) => ({ ...real, cancelCall: () => Promise.reject(new Error('out of order')) }),
    });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1) });
    await story.runTo('2026-03-09T10:00:30Z');
    await cancelCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test', hangUp: true });
    await story.runOut();
    expect(await story.log()).toMatchObject([{ disposition: 'answered', ended: '2026-03-09T10:01:00.000Z' }]);
    expect(await story.counts(campaignId)).toMatchObject({ completed: 1 });
    expect(await story.violations()).toEqual([]);
  });

  it('with hang-up withdraws a call that nobody knew of, as soon as it is heard of', async () => {
    story = await Story.begin({
      at,
      simulator: { ...nobodyAnswers, ringSeconds: [20, 40] },
      wrapProvider: (real) => ({
        ...real,
        placeCall: async (account, request) => {
          await real.placeCall(account, request);
          return { kind: 'ambiguous', message: 'the answer was lost' };
        },
      }),
    });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1) });
    await story.settle();
    await cancelCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test', hangUp: true });
    await story.runOut();
    const [call] = await story.log();
    expect(call?.disposition).toBe('cancelled');
    expect(Date.parse(call?.ended ?? '') - Date.parse(call?.accepted ?? '')).toBeLessThan(6000);
    expect(await story.counts(campaignId)).toMatchObject({ failed: 1, calls_cancelled: 1 });
    expect(await story.violations()).toEqual([]);
  });

  it('does not retry who was not reached by a call that was in progress', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, {
      people: somePeople(2),
      retry: { maxRetries: 3, delays: ['PT1M'] },
    });
    await story.settle();
    await cancelCampaign(story.system, {
      workspaceId: workspace.workspaceId,
      campaignId,
      actor: 'test',
      hangUp: false,
    });
    await story.runOut();
    expect(await story.log()).toHaveLength(2);
    expect(await story.counts(campaignId)).toMatchObject({ cancelled: 2, waiting: 0 });
    expect(await story.violations()).toEqual([]);
  });

  it('takes a draft and a scheduled campaign back as well, and repeated changes nothing', async () => {
    const { system, ref, campaignId, workspace } = await begin(2);
    const scheduled = await story.started(workspace, {
      startAt: new Date('2026-03-10T10:00:00Z'),
      people: somePeople(2, 50),
    });
    await cancelCampaign(system, { ...ref, hangUp: true });
    await cancelCampaign(system, { ...ref, campaignId: scheduled, hangUp: false });
    await cancelCampaign(system, { ...ref, campaignId: scheduled, hangUp: false });
    await story.runOut();
    expect(await story.log()).toEqual([]);
    expect(await story.counts(campaignId)).toMatchObject({ cancelled: 2, pending: 0 });
    expect(await story.status(scheduled)).toBe('cancelled');
    expect(await activity(scheduled)).toEqual(['scheduled', 'cancelled']);
    expect(await story.violations()).toEqual([]);
  });
});
