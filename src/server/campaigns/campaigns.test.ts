import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createClient } from '#client/client.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open(new Date('2026-03-02T15:00:00Z'));
});
afterAll(() => api.close());

/** A draft with people, called all day. */
function draft(people = 5): Promise<string> {
  return makeCampaign(api.system.db, api.tenant, {
    at: api.system.clock.now(),
    people: somePeople(people),
    window: 'all day',
  });
}

describe('making a campaign', () => {
  it('fills in the defaults of the specification', async () => {
    const campaign = await api.client.campaigns.create({});
    expect(campaign).toMatchObject({
      status: 'draft',
      timeZone: 'UTC',
      days: [1, 2, 3, 4, 5, 6, 7],
      firstCallTime: '09:00',
      lastCallTime: '18:00',
      allDay: false,
      clock: 'campaign',
      pace: { mode: 'asap' },
      concurrentCallsLimit: 3,
      priorityMode: 'priority',
      retry: { on: ['no_answer', 'busy', 'failed'], maxRetries: 3, delays: ['PT30M'] },
      voicemail: { retry: false, message: null },
      allowedActions: ['start', 'cancel', 'duplicate', 'delete', 'edit'],
      dispatch: { state: 'draft', binding: null, until: null },
      counts: { total: 0, progress: 0, successRate: 0 },
    });
    expect(campaign.name).toBe('Campaign of 2 Mar 2026, 15:00');
    expect(campaign.createdAt).toBeInstanceOf(Date);
  });

  it('keeps every setting that is given', async () => {
    const given = {
      name: 'Spring',
      description: 'Renewals',
      agentId: api.tenant.agentId,
      nextAction: 'Renew',
      timeZone: 'America/New_York',
      days: [1, 3],
      firstCallTime: '20:00',
      lastCallTime: '02:00',
      clock: 'contact' as const,
      pace: { mode: 'interval' as const, gapSeconds: 7 },
      concurrentCallsLimit: 50,
      retry: { on: ['busy' as const], maxRetries: 2, delays: ['PT1H', 'PT4H'] },
      priorityMode: 'fifo' as const,
    };
    const campaign = await api.client.campaigns.create({ ...given, startAt: '2026-04-01', endDate: '2026-04-02' });
    expect(campaign).toMatchObject(given);
    expect(campaign.startAt?.toISOString()).toBe('2026-04-01T04:00:00.000Z');
    expect(campaign.endDate?.toISOString()).toBe('2026-04-03T04:00:00.000Z');
    expect(campaign.agentName).toBe('Recall Bot');
    const { rows } = await sql`
      select s.max, s.provider_account_id as account, n.total from campaign_slots s
      cross join lateral (select count(*)::int as total from campaign_counts where campaign_id = s.campaign_id) n
      where s.campaign_id = ${campaign.id}
    `.execute(api.system.db);
    expect(rows).toEqual([{ max: 50, account: api.tenant.accountId, total: 1 }]);
  });
});

describe('the list', () => {
  it('has tabs, a search and pages that miss nobody', async () => {
    const { campaigns } = createClient({ url: api.url, key: api.stranger.key });
    const made: string[] = [];
    for (const name of ['Alpha 100%', 'Beta', 'Gamma']) made.unshift((await campaigns.create({ name })).id);
    await campaigns.cancel({ id: made[0] ?? '' });
    const ids = async (query: Parameters<typeof campaigns.list>[0]) =>
      (await campaigns.list(query)).data.map(({ id }) => id);
    expect(await ids({})).toEqual(made);
    expect(await ids({ status: 'scheduled' })).toEqual(made.slice(1));
    expect(await ids({ status: 'completed' })).toEqual(made.slice(0, 1));
    expect(await ids({ status: 'active' })).toEqual([]);
    expect(await ids({ q: '100%' })).toEqual(made.slice(2));
    expect(await ids({ q: '100_' })).toEqual([]);
    const first = await campaigns.list({ limit: 2 });
    expect(first.page.hasMore).toBe(true);
    const rest = await campaigns.list({ limit: 2, cursor: first.page.nextCursor ?? '' });
    expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(made);
    expect(rest.page).toEqual({ nextCursor: null, hasMore: false });
    expect(await ids({ status: 'scheduled', drafts: 'false' })).toEqual([]);
    expect(await ids({ drafts: 'false' })).toEqual(made.slice(0, 1));
  });

  it('counts what its tabs hold, of one agent when asked', async () => {
    const { campaigns, agents } = createClient({ url: api.url, key: api.stranger.key });
    const [agent] = (await agents.list()).data;
    const before = await campaigns.counts();
    await campaigns.create({ name: 'Of an agent', agentId: agent?.id ?? '' });
    const counts = { active: 0, scheduled: 0, completed: 0 };
    expect(await campaigns.counts()).toEqual({ ...before, drafts: before.drafts + 1, all: before.all + 1 });
    expect(await campaigns.counts({ agentId: agent?.id })).toEqual({ ...counts, drafts: 1, all: 1 });
    expect((await campaigns.list({ agentId: agent?.id })).data.map(({ name }) => name)).toEqual(['Of an agent']);
  });
});

describe('the verbs', () => {
  it('start, pause, resume and cancel, and repeat without effect', async () => {
    const id = await draft();
    expect((await api.client.campaigns.start({ id })).status).toBe('running');
    expect((await api.client.campaigns.start({ id })).status).toBe('running');
    expect((await api.client.campaigns.pause({ id })).dispatch.state).toBe('paused');
    expect((await api.client.campaigns.pause({ id })).status).toBe('paused');
    expect((await api.client.campaigns.resume({ id })).status).toBe('running');
    expect((await api.client.campaigns.cancel({ id })).counts).toMatchObject({
      cancelled: 5,
      finished: 5,
      progress: 100,
    });
    expect((await api.client.campaigns.cancel({ id })).status).toBe('cancelled');
    const problem = await problemOf(api.client.campaigns.resume({ id }));
    expect(problem).toMatchObject({ status: 409, code: 'invalid_transition', allowedActions: ['duplicate', 'delete'] });
  });

  it('refuse a start that can call nobody with every reason, and leave the draft', async () => {
    const { id } = await api.client.campaigns.create({});
    const problem = await problemOf(api.client.campaigns.start({ id }));
    expect(problem).toMatchObject({ status: 422, code: 'not_startable' });
    expect(problem.errors.map(({ code }) => code)).toEqual(['no_agent', 'no_contacts']);
    expect((await api.client.campaigns.get({ id })).status).toBe('draft');
  });

  it('retry of one in which everybody was reached changes nothing', async () => {
    const id = await draft();
    await api.client.campaigns.start({ id });
    expect((await api.client.campaigns.retry({ id })).counts.failed).toBe(0);
  });

  it('schedule one whose start lies ahead', async () => {
    const startAt = new Date('2026-03-05T10:00:00Z');
    const id = await makeCampaign(api.system.db, api.tenant, {
      at: api.system.clock.now(),
      people: somePeople(1),
      startAt,
    });
    const campaign = await api.client.campaigns.start({ id });
    expect(campaign).toMatchObject({
      status: 'scheduled',
      dispatch: { state: 'scheduled', binding: 'start_at', until: startAt },
    });
    expect(campaign.dispatch.reason).toBe('Starts at 5 Mar 2026, 10:00 (UTC).');
  });
});

describe('a change', () => {
  it('is kept in the activity, before and after, and takes effect in the slots', async () => {
    const id = await draft();
    await api.client.campaigns.start({ id });
    const changed = await api.client.campaigns.change({ id, name: 'Renamed', concurrentCallsLimit: 7, days: [2, 1] });
    expect(changed).toMatchObject({ name: 'Renamed', concurrentCallsLimit: 7, days: [1, 2], priorityMode: 'priority' });
    const { rows } = await sql<{ kind: string; actor: string; detail: unknown }>`
      select kind, actor, detail from activity where campaign_id = ${id} order by id desc limit 1
    `.execute(api.system.db);
    expect(rows[0]).toMatchObject({
      kind: 'changed',
      actor: 'the test',
      detail: { name: { before: 'Recall', after: 'Renamed' }, concurrentCallsLimit: { before: 3, after: 7 } },
    });
    expect(api.published.at(-1)).toBe('dial');
  });

  it('makes a new version of the snapshot of a running campaign', async () => {
    const id = await draft();
    await api.client.campaigns.start({ id });
    await api.client.campaigns.change({ id, retry: { on: ['busy'], maxRetries: 1, delays: ['PT2H'] } });
    const { rows } =
      await sql`select snapshot_version as version, snapshot->'delays' as delays from campaigns where id = ${id}`.execute(
        api.system.db,
      );
    expect(rows).toEqual([{ version: 2, delays: ['PT2H'] }]);
  });

  it('of the window moves the lanes', async () => {
    const id = await draft();
    await api.client.campaigns.start({ id });
    await api.client.campaigns.change({
      id,
      timeZone: 'Asia/Kolkata',
      allDay: false,
      firstCallTime: '09:00',
      lastCallTime: '18:00',
    });
    const { rows } = await sql`
      select distinct l.zones, l.is_open from enrollments e join lanes l on l.id = e.lane_id where e.campaign_id = ${id}
    `.execute(api.system.db);
    expect(rows).toEqual([{ zones: ['Asia/Kolkata'], is_open: false }]);
  });

  it('of the agent is refused while it runs, and all of it stays', async () => {
    const id = await draft();
    await api.client.campaigns.start({ id });
    const problem = await problemOf(api.client.campaigns.change({ id, name: 'No', agentId: null }));
    expect(problem).toMatchObject({ status: 409, code: 'invalid_transition' });
    expect(problem.errors).toMatchObject([{ pointer: '/agentId', code: 'frozen' }]);
    expect((await api.client.campaigns.get({ id })).name).toBe('Recall');
  });

  it('that contradicts what stands is refused', async () => {
    const { id } = await api.client.campaigns.create({ firstCallTime: '09:00', lastCallTime: '10:00' });
    const problem = await problemOf(api.client.campaigns.change({ id, lastCallTime: '09:00' }));
    expect(problem.errors).toMatchObject([{ pointer: '/lastCallTime' }]);
  });

  it('of a finished campaign is refused', async () => {
    const { id } = await api.client.campaigns.create({});
    await api.client.campaigns.cancel({ id });
    expect((await problemOf(api.client.campaigns.change({ id, name: 'x' }))).status).toBe(409);
  });

  it('of the order is refused once people are in', async () => {
    const problem = await problemOf(api.client.campaigns.change({ id: await draft(), priorityMode: 'fifo' }));
    expect(problem.errors).toMatchObject([{ pointer: '/priorityMode', code: 'frozen' }]);
  });
});

describe('deleting', () => {
  it('takes a campaign out of every list, and is refused while it runs', async () => {
    const id = await draft();
    await api.client.campaigns.start({ id });
    expect((await problemOf(api.client.campaigns.delete({ id }))).code).toBe('invalid_transition');
    await api.client.campaigns.pause({ id });
    expect(await api.client.campaigns.delete({ id })).toBeUndefined();
    expect((await problemOf(api.client.campaigns.get({ id }))).status).toBe(404);
    const { rows } = await sql`select distinct status from enrollments where campaign_id = ${id}`.execute(
      api.system.db,
    );
    expect(rows).toEqual([{ status: 'cancelled' }]);
  });
});

describe('the figures', () => {
  beforeAll(async () => {
    const { data } = await api.client.campaigns.list({ status: 'active' });
    for (const { id } of data) await api.client.campaigns.cancel({ id });
  });

  it('agree with each other while calls are in progress', async () => {
    const id = await draft(5);
    await api.client.campaigns.start({ id });
    await stage(api.system);
    await claim(api.system);
    const { data } = await api.client.campaigns.glances({ ids: `${id},${id}` });
    expect(data).toEqual([
      { campaignId: id, limit: 2, finish: null, calls: [...Array.from({ length: 15 }, () => 0), 2] },
    ]);
    const stranger = createClient({ url: api.url, key: api.stranger.key });
    expect((await stranger.campaigns.glances({ ids: id })).data).toEqual([]);
    const progress = await api.client.campaigns.progress({ id });
    expect(progress).toEqual({
      campaign: {
        totalContacts: 5,
        queuedCalls: 3,
        activeCalls: 2,
        completedCalls: 0,
        failedCalls: 0,
        voicemailCalls: 0,
        progress: 0,
        successRate: 0,
      },
      queue: { waiting: 3, active: 2, completed: 0, failed: 0, delayed: 0 },
    });
    const stats = await api.client.campaigns.stats({ id });
    expect(stats).toMatchObject({ total: 5, queued: 3, calling: 2, finished: 0, averageTalkSeconds: 0 });
    expect(stats.ratios).toEqual({
      success: { count: 0, of: 0 },
      connect: { count: 0, of: 0 },
      goal: { count: 0, of: 0 },
    });
    const { dispatch } = await api.client.campaigns.get({ id });
    expect(dispatch).toEqual({
      state: 'dialling',
      binding: 'workspace_limit',
      until: null,
      reason: "2 of 2: your workspace's limit binds (campaign 3, system 8 free).",
    });
    await api.client.campaigns.cancel({ id, hangUp: false });
  });

  it('say until when the window is closed', async () => {
    const wishes = {
      at: api.system.clock.now(),
      people: somePeople(2, 50),
      window: ['09:00', '10:00'] as [string, string],
    };
    const id = await makeCampaign(api.system.db, api.tenant, wishes);
    await api.client.campaigns.start({ id });
    await stage(api.system);
    const { dispatch } = await api.client.campaigns.get({ id });
    expect(dispatch).toMatchObject({ state: 'waiting', binding: 'window', until: new Date('2026-03-03T09:00:00Z') });
    expect(dispatch.reason).toBe('Outside calling hours until 3 Mar 2026, 09:00 (UTC).');
  });
});
