import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  retryCampaign,
  startCampaign,
} from '#server/dialer/campaign/verbs.ts';
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

describe('pause', () => {
  it('places no new call and lets those in progress finish', async () => {
    const { system, ref, campaignId } = await begin();
    await startCampaign(system, ref);
    await story.runTo('2026-03-09T10:00:30Z');
    await pauseCampaign(system, ref);
    await story.runTo('2026-03-09T15:00:00Z');
    expect(await story.log()).toHaveLength(2);
    expect(tally(await story.log(), ({ disposition }) => disposition)).toEqual({ answered: 2 });
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2, queued: 4, calling: 0 });
    expect(await story.status(campaignId)).toBe('paused');
    expect(await story.violations()).toEqual([]);
  });

  it('does not place what was claimed but not yet placed, and gives the attempt back', async () => {
    const { system, ref, campaignId } = await begin(3);
    await sql`update campaigns set pace_mode = 'interval', pace_gap_seconds = 5 where id = ${campaignId}`.execute(
      system.db,
    );
    await startCampaign(system, ref);
    // The call for 10:00:05 is claimed a second ahead.
    await story.runTo('2026-03-09T10:00:04.200Z');
    expect(await story.counts(campaignId)).toMatchObject({ calling: 2 });
    await pauseCampaign(system, ref);
    await story.runTo('2026-03-09T10:10:00Z');
    expect(await story.log()).toHaveLength(1);
    expect((await story.people(campaignId)).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 1],
      ['queued', 0],
      ['queued', 0],
    ]);
    expect(await story.violations()).toEqual([]);
  });

  it('repeated, changes nothing', async () => {
    const { system, ref, campaignId } = await begin();
    await startCampaign(system, ref);
    await story.settle();
    await pauseCampaign(system, ref);
    const before = await sql`select * from campaigns where id = ${campaignId}`.execute(system.db);
    await story.clock.advance(1000);
    await pauseCampaign(system, ref);
    const after = await sql`select * from campaigns where id = ${campaignId}`.execute(system.db);
    expect(after.rows).toEqual(before.rows);
    expect(await activity(campaignId)).toEqual(['started', 'paused']);
    await story.runOut();
    expect(await story.violations()).toEqual([]);
  });

  it('keeps what comes due meanwhile for the resume', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const retry = { maxRetries: 1, delays: ['PT10M'] };
    const campaignId = await story.started(workspace, { people: somePeople(1), retry });
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'test' };
    await story.runTo('2026-03-09T10:05:00Z');
    await pauseCampaign(story.system, ref);
    await story.runTo('2026-03-10T08:00:00Z');
    await resumeCampaign(story.system, ref);
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted.slice(0, 16))).toEqual([
      '2026-03-09T10:00',
      '2026-03-10T09:00',
    ]);
    expect(await story.violations()).toEqual([]);
  });
});

describe('resume', () => {
  it('goes on from where it was, with whoever has not been called yet', async () => {
    const { system, ref, campaignId } = await begin();
    await startCampaign(system, ref);
    await story.runTo('2026-03-09T10:01:30Z');
    await pauseCampaign(system, ref);
    await story.runTo('2026-03-09T11:00:00Z');
    await resumeCampaign(system, ref);
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted.slice(11, 16))).toEqual([
      '10:00',
      '10:00',
      '10:01',
      '10:01',
      '11:00',
      '11:00',
    ]);
    expect(new Set((await story.log()).map(({ to }) => to)).size).toBe(6);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await activity(campaignId)).toEqual(['started', 'paused', 'resumed', 'completed']);
    expect(await story.violations()).toEqual([]);
  });

  it('is what start means for a paused campaign', async () => {
    const { system, ref, campaignId } = await begin(2);
    await startCampaign(system, ref);
    await pauseCampaign(system, ref);
    await startCampaign(system, ref);
    expect(await story.status(campaignId)).toBe('running');
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2 });
    expect(await story.violations()).toEqual([]);
  });
});

describe('start', () => {
  it('asked for twice at once, starts once', async () => {
    const { system, ref, campaignId } = await begin(4);
    await Promise.all([startCampaign(system, ref), startCampaign(system, ref)]);
    expect(await activity(campaignId)).toEqual(['started']);
    await story.runOut();
    expect(await story.log()).toHaveLength(4);
    expect(await story.violations()).toEqual([]);
  });

  it('is refused with every reason when nobody could be called', async () => {
    story = await Story.begin({ at });
    const workspace = await story.workspace();
    const campaignId = await story.campaign(workspace, { endAt: new Date('2026-03-01T00:00:00Z') });
    await sql`update agents set deleted_at = ${story.now} where id = ${workspace.agentId}`.execute(story.system.db);
    const start = startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
    await expect(start).rejects.toMatchObject({
      code: 'not_startable',
      errors: [{ code: 'agent_deleted' }, { code: 'no_contacts' }, { code: 'ended' }],
    });
    expect(await story.status(campaignId)).toBe('draft');
    expect(await story.violations()).toEqual([]);
  });

  it('is refused without an agent, and when the window is never open long enough to ring anybody', async () => {
    const { system, ref, campaignId } = await begin(1);
    await sql`
      update campaigns set agent_id = null, provider_account_id = null, first_call_time = '09:00', last_call_time = '09:01'
      where id = ${campaignId}
    `.execute(system.db);
    await expect(startCampaign(system, ref)).rejects.toMatchObject({
      errors: [{ code: 'no_agent' }, { code: 'window_never_open' }],
    });
    expect(await story.violations()).toEqual([]);
  });

  it('of a campaign that is not in the workspace finds nothing', async () => {
    const { system, ref } = await begin(1);
    const stranger = await story.workspace();
    await expect(startCampaign(system, { ...ref, workspaceId: stranger.workspaceId })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await story.violations()).toEqual([]);
  });
});

it('refuses a verb that is not allowed and says what is', async () => {
  const { system, ref, campaignId } = await begin(1);
  await expect(pauseCampaign(system, ref)).rejects.toMatchObject({
    code: 'invalid_transition',
    allowedActions: ['start', 'cancel', 'duplicate', 'delete', 'edit'],
  });
  await expect(resumeCampaign(system, ref)).rejects.toMatchObject({ code: 'invalid_transition' });
  await expect(retryCampaign(system, ref)).rejects.toMatchObject({ code: 'invalid_transition' });
  await startCampaign(system, ref);
  await story.runOut();
  for (const verb of [startCampaign, pauseCampaign, resumeCampaign]) {
    await expect(verb(system, ref)).rejects.toMatchObject({ allowedActions: ['retry', 'duplicate', 'delete'] });
  }
  await expect(cancelCampaign(system, { ...ref, hangUp: true })).rejects.toMatchObject({ code: 'invalid_transition' });
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.violations()).toEqual([]);
});

it('completes by itself only when nobody waits and nobody is on the phone', async () => {
  story = await Story.begin({ at, simulator: nobodyAnswers });
  const workspace = await story.workspace({ limit: 5 });
  const campaignId = await story.started(workspace, {
    people: somePeople(2),
    retry: { maxRetries: 1, delays: ['PT2H'] },
  });
  await story.runTo('2026-03-09T11:00:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ waiting: 2, calling: 0 });
  expect(await story.status(campaignId)).toBe('running');
  await story.runTo('2026-03-09T12:01:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ calling: 2 });
  expect(await story.status(campaignId)).toBe('running');
  await story.runTo('2026-03-09T12:01:32Z');
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.violations()).toEqual([]);
});
