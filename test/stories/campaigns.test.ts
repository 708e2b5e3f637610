import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import type { CampaignChanges } from '#domain/campaign-settings.ts';
import { changeCampaign } from '#server/campaigns/change.ts';
import { campaignHandlers } from '#server/campaigns/handlers.ts';
import { agentHandlers } from '#server/agents/handlers.ts';
import { closeWorkspace } from '#server/dialer/campaign/close-workspace.ts';
import { pauseCampaign, resumeCampaign, retryCampaign, startCampaign } from '#server/dialer/campaign/verbs.ts';
import type { PlaceRequest } from '#server/provider.ts';
import { keyOf } from '#test/support/actor.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import type { StoryOptions } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';

function actorOf({ workspaceId }: MadeWorkspace) {
  return keyOf({ workspaceId });
}

async function edit(workspace: MadeWorkspace, id: string, changes: CampaignChanges): Promise<void> {
  await changeCampaign(story.system, actorOf(workspace), { id, ifMatch: null, changes });
}

async function dispatchOf(workspace: MadeWorkspace, id: string) {
  return (await campaignHandlers.get(story.system, actorOf(workspace), { id })).dispatch;
}

/** A story that keeps what the provider was asked for. */
async function beginListening(options: Partial<StoryOptions> = {}): Promise<PlaceRequest[]> {
  const asked: PlaceRequest[] = [];
  story = await Story.begin({
    at,
    simulator: everybodyAnswers,
    wrapProvider: (real) => ({
      ...real,
      placeCall: (account, request) => {
        asked.push(request);
        return real.placeCall(account, request);
      },
    }),
    ...options,
  });
  return asked;
}

describe('the end date', () => {
  it('keeps a call from being placed that was claimed before it', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const endAt = new Date('2026-03-09T10:02:00Z');
    const campaignId = await story.started(workspace, { people: somePeople(2), endAt });
    story.areWorkersAway = true;
    await story.settle();
    expect(await story.counts(campaignId)).toMatchObject({ calling: 2 });
    await story.clock.advanceTo(new Date('2026-03-09T10:02:00Z'));
    story.areWorkersAway = false;
    await story.settle();
    expect(await story.log()).toEqual([]);
    expect(await story.counts(campaignId)).toMatchObject({ cancelled: 2, calling: 0 });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.violations()).toEqual([]);
  });
});

describe('a frozen campaign', () => {
  it('keeps its agent as it was started with, whatever is edited in the agent or in its hours', async () => {
    const asked = await beginListening();
    const workspace = await story.workspace({ limit: 1 });
    const campaignId = await story.started(workspace, { people: somePeople(3) });
    await story.settle();
    const change = {
      id: workspace.agentId,
      ifMatch: null,
      prompt: 'Other',
      nextAction: 'Other',
      providerAgentId: 'new',
    };
    await agentHandlers.change(story.system, actorOf(workspace), { ...change, ringSecondsMax: 20 });
    await edit(workspace, campaignId, { lastCallTime: '17:00' });
    await pauseCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
    await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
    await story.runOut();
    expect(
      asked.map(({ providerAgentId, userData, ringSecondsMax }) => [
        providerAgentId,
        userData['next_action'],
        ringSecondsMax,
      ]),
    ).toEqual(Array(3).fill([null, 'Book a visit', 45]));
    expect(await story.violations()).toEqual([]);
  });

  it('takes the edits of its agent over when that is chosen again while it is paused, once', async () => {
    const asked = await beginListening();
    const workspace = await story.workspace({ limit: 1 });
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.settle();
    const change = { id: workspace.agentId, ifMatch: null, providerAgentId: 'new' };
    await agentHandlers.change(story.system, actorOf(workspace), change);
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' };
    await pauseCampaign(story.system, ref);
    await edit(workspace, campaignId, { agentId: workspace.agentId });
    await edit(workspace, campaignId, { agentId: workspace.agentId });
    await resumeCampaign(story.system, ref);
    await story.runOut();
    expect(asked.map(({ providerAgentId }) => providerAgentId)).toEqual([null, 'new']);
    const activity = await campaignHandlers.activity(story.system, actorOf(workspace), { id: campaignId, limit: 10 });
    expect(activity.data.filter(({ kind }) => kind === 'changed')).toMatchObject([{ changes: [{ field: 'agent' }] }]);
    expect(await story.violations()).toEqual([]);
  });

  it('keeps every version that calls were placed under', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.settle();
    await edit(workspace, campaignId, { retry: { on: ['busy'], maxRetries: 1, delays: ['PT2H'] } });
    await story.runOut();
    const { rows } = await sql<{ delays: string[]; prompt: string }>`
      select s.snapshot -> 'delays' as delays, s.snapshot -> 'agent' ->> 'prompt' as prompt
      from calls c
      join campaign_snapshots s on s.campaign_id = c.campaign_id and s.version = c.snapshot_version
      order by c.claimed_at
    `.execute(story.system.db);
    expect(rows).toEqual([
      { delays: [], prompt: 'You call patients.' },
      { delays: ['PT2H'], prompt: 'You call patients.' },
    ]);
    expect(await story.violations()).toEqual([]);
  });

  it('that is scheduled speaks with the agent as it is when it starts', async () => {
    const asked = await beginListening();
    const workspace = await story.workspace();
    await story.started(workspace, { people: somePeople(1), startAt: new Date('2026-03-09T12:00:00Z') });
    const change = { id: workspace.agentId, ifMatch: null, providerAgentId: 'new' };
    await agentHandlers.change(story.system, actorOf(workspace), change);
    await story.runOut();
    expect(asked.map(({ providerAgentId }) => providerAgentId)).toEqual(['new']);
    expect((await story.log())[0]?.accepted).toBe('2026-03-09T12:00:00.000Z');
    expect(await story.violations()).toEqual([]);
  });
});

describe('what the provider is asked for', () => {
  it("is the campaign's length of calls, else the agent's, and what to say to a machine", async () => {
    const asked = await beginListening({ simulator: nobodyAnswers });
    const workspace = await story.workspace();
    await agentHandlers.change(story.system, actorOf(workspace), {
      id: workspace.agentId,
      ifMatch: null,
      talkSecondsMax: 300,
    });
    const campaignId = await story.campaign(workspace, { people: somePeople(1) });
    await edit(workspace, campaignId, { ringSecondsMax: 20, voicemail: { retry: false, message: 'Please call us.' } });
    await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
    await story.runOut();
    expect(asked).toMatchObject([{ ringSecondsMax: 20, talkSecondsMax: 300, voicemailMessage: 'Please call us.' }]);
    const [call] = await story.log();
    expect(Date.parse(call?.ended ?? '') - Date.parse(call?.accepted ?? '')).toBeLessThan(25_000);
    expect(await story.violations()).toEqual([]);
  });
});

describe('people added while it runs', () => {
  it('are called as well, after those who came before', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.settle();
    await story.enrol(workspace, campaignId, somePeople(2, 50));
    await story.runOut();
    expect((await story.log()).map(({ to }) => to)).toEqual(
      [...somePeople(2), ...somePeople(2, 50)].map(({ phone }) => phone),
    );
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.violations()).toEqual([]);
  });
});

describe('retry', () => {
  it('calls again whose last call ended so, and those only', async () => {
    story = await Story.begin({ at, simulator: { ...everybodyIsBusy, busyRate: 0.5 } });
    const workspace = await story.workspace({ limit: 10 });
    const campaignId = await story.started(workspace, { limit: 10, people: somePeople(20) });
    await story.runOut();
    const people = await story.people(campaignId);
    const busy = people.filter(({ lastDisposition }) => lastDisposition === 'busy');
    expect(busy.length).toBeGreaterThan(0);
    expect(busy.length).toBeLessThan(20);
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' };
    expect(await retryCampaign(story.system, { ...ref, wish: { on: ['busy'], voicemail: false } })).toBe(busy.length);
    await story.runOut();
    expect(
      (await story.log())
        .slice(20)
        .map(({ to }) => to)
        .toSorted(),
    ).toEqual(busy.map(({ phone }) => phone).toSorted());
    expect(await story.violations()).toEqual([]);
  });

  it('leaves voicemail alone unless asked', async () => {
    story = await Story.begin({ at, simulator: { ...everybodyIsBusy, busyRate: 0, voicemailRate: 1 } });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.runOut();
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' };
    expect(await story.counts(campaignId)).toMatchObject({ voicemail: 2, calls_voicemail: 2 });
    expect(await retryCampaign(story.system, ref)).toBe(0);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await retryCampaign(story.system, { ...ref, wish: { on: null, voicemail: true } })).toBe(2);
    await story.runOut();
    expect(await story.log()).toHaveLength(4);
    expect(await story.violations()).toEqual([]);
  });

  it('never calls a number again that the provider refused for good', async () => {
    story = await Story.begin({
      at,
      simulator: nobodyAnswers,
      wrapProvider: (real) => ({
        ...real,
        placeCall: (account, request) =>
          request.to === somePeople(1)[0]?.phone
            ? Promise.resolve({
                kind: 'rejected',
                then: 'fail_person',
                code: 'invalid_number',
                message: 'no such number',
              })
            : real.placeCall(account, request),
      }),
    });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ failed: 2 });
    expect(await retryCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' })).toBe(1);
    await story.runOut();
    expect(await story.log()).toHaveLength(2);
    expect(await story.violations()).toEqual([]);
  });

  it('of a campaign past its end date is refused with the reason', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, {
      people: somePeople(1),
      endAt: new Date('2026-03-09T11:00:00Z'),
    });
    await story.runTo('2026-03-09T12:00:00Z');
    const retry = retryCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
    await expect(retry).rejects.toMatchObject({ code: 'not_startable', errors: [{ code: 'ended' }] });
    expect(await story.counts(campaignId)).toMatchObject({ failed: 1, pending: 0 });
    expect(await story.violations()).toEqual([]);
  });
});

describe('what is deleted while calls are in progress', () => {
  it('a campaign: they finish, nobody else is called, and its calls stay for the record', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(5) });
    await story.runTo('2026-03-09T10:00:10Z');
    await pauseCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
    await campaignHandlers.delete(story.system, actorOf(workspace), { id: campaignId });
    await story.runOut();
    expect(await story.log()).toHaveLength(2);
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2, cancelled: 3, calling: 0 });
    const { rows } = await sql`select disposition from calls where campaign_id = ${campaignId}`.execute(
      story.system.db,
    );
    expect(rows).toEqual([{ disposition: 'answered' }, { disposition: 'answered' }]);
    expect(await story.violations()).toEqual([]);
  });

  it('an agent, by force: its campaigns are paused with the reason, and go on with another one', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(5) });
    await story.runTo('2026-03-09T10:00:10Z');
    const actor = actorOf(workspace);
    await expect(
      agentHandlers.delete(story.system, actor, { id: workspace.agentId, force: 'false' }),
    ).rejects.toMatchObject({
      code: 'agent_in_use',
      errors: [{ pointer: `/campaigns/${campaignId}`, code: 'running' }],
    });
    await agentHandlers.delete(story.system, actor, { id: workspace.agentId, force: 'true' });
    await story.runTo('2026-03-09T11:00:00Z');
    expect(await story.log()).toHaveLength(2);
    expect((await dispatchOf(workspace, campaignId)).reason).toBe(
      'Its agent Recall Bot was deleted: choose another one.',
    );
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' };
    await expect(resumeCampaign(story.system, ref)).rejects.toMatchObject({ errors: [{ code: 'agent_deleted' }] });
    const lengths = { ringSecondsMax: 30, talkSecondsMax: 60 };
    const other = await agentHandlers.create(story.system, actor, { name: 'Other', prompt: '', ...lengths });
    await edit(workspace, campaignId, { agentId: other.id });
    await resumeCampaign(story.system, ref);
    await story.runOut();
    expect(await story.log()).toHaveLength(5);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.violations()).toEqual([]);
  });

  it('an agent at the same instant as a campaign starts with it: one of the two is refused', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.campaign(workspace, { people: somePeople(1) });
    const done = await Promise.allSettled([
      startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' }),
      agentHandlers.delete(story.system, actorOf(workspace), { id: workspace.agentId, force: 'false' }),
    ]);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await story.violations()).toEqual([]);
  });

  it('a workspace: nobody is called from it any more, its calls finish, and others go on', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const other = await story.workspace();
    const running = await story.started(workspace, { people: somePeople(5) });
    const draft = await story.campaign(workspace, { people: somePeople(2, 20) });
    const scheduled = await story.started(workspace, {
      people: somePeople(2, 40),
      startAt: new Date('2026-03-09T12:00:00Z'),
    });
    const elsewhere = await story.started(other, { people: somePeople(4, 60) });
    await story.runTo('2026-03-09T10:00:10Z');
    await closeWorkspace(story.system, { workspaceId: workspace.workspaceId, actor: 'admin' });
    await closeWorkspace(story.system, { workspaceId: workspace.workspaceId, actor: 'admin' });
    const start = startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId: draft, actor: 'Ada' });
    await expect(start).rejects.toMatchObject({ errors: [{ code: 'workspace_deleted' }] });
    await story.runOut();
    const log = await story.log();
    expect(log.filter(({ workspaceId }) => workspaceId === workspace.workspaceId)).toHaveLength(2);
    expect(await story.counts(running)).toMatchObject({ completed: 2, cancelled: 3 });
    expect(await story.counts(scheduled)).toMatchObject({ cancelled: 2 });
    expect(await story.counts(elsewhere)).toMatchObject({ completed: 4 });
    expect(await story.violations()).toEqual([]);
  });
});

describe('a start in the past means now', () => {
  it('when it is started, and when a scheduled one is moved there', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 10 });
    await story.started(workspace, { people: somePeople(1), startAt: new Date('2026-03-01T00:00:00Z') });
    const later = await story.started(workspace, {
      people: somePeople(1, 50),
      startAt: new Date('2026-03-20T00:00:00Z'),
    });
    expect(await story.status(later)).toBe('scheduled');
    await edit(workspace, later, { startAt: '2026-03-08' });
    await story.settle();
    expect((await story.log()).map(({ accepted }) => accepted)).toEqual(Array(2).fill('2026-03-09T10:00:00.000Z'));
    expect(await story.violations()).toEqual([]);
  });
});
