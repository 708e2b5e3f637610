import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { NewInvitation } from '#contract/members.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp, makeTenant } from '#test/support/app.ts';
import type { Answer } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { makeMember } from '#test/support/people.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

describe('limits of calls at once', () => {
  it('are shown, set at once, and wake the dialer', async () => {
    const id = api.tenant.workspaceId;
    expect(await api.client.settings.concurrency()).toEqual({
      workspaceId: id,
      limit: 2,
      active: 0,
      available: 2,
      system: { limit: 10, active: 0, available: 10 },
    });
    expect(await api.client.admin.setWorkspaceConcurrency({ id, limit: 7 })).toMatchObject({ limit: 7, available: 7 });
    expect(await api.client.admin.setSystemConcurrency({ limit: 20 })).toEqual({ limit: 20, active: 0, available: 20 });
    expect(await api.client.settings.concurrency()).toMatchObject({ limit: 7, system: { limit: 20 } });
    expect(api.published).toEqual(['dial', 'dial']);
  });

  it('may be 0, which drains', async () => {
    expect(await api.client.admin.setSystemConcurrency({ limit: 0 })).toMatchObject({ limit: 0, available: 0 });
  });

  it.each([-1, 1e9, 1.5, Number.NaN])('are never %d', async (limit) => {
    const problem = await problemOf(api.client.admin.setWorkspaceConcurrency({ id: api.tenant.workspaceId, limit }));
    expect(problem).toMatchObject({ status: 422, code: 'validation_failed' });
    expect(problem.errors[0]?.pointer).toBe('/limit');
  });

  it('of a workspace that is not there can not be set', async () => {
    const id = '01890000-0000-7000-8000-000000000000';
    expect((await problemOf(api.client.admin.setWorkspaceConcurrency({ id, limit: 1 }))).status).toBe(404);
  });
});

describe('defaults of new campaigns', () => {
  const apiDefaults = {
    days: [1, 2, 3, 4, 5, 6, 7],
    firstCallTime: '09:00',
    lastCallTime: '18:00',
    allDay: false,
    pace: { mode: 'asap' },
    retry: { on: ['no_answer', 'busy', 'failed'], maxRetries: 3, delays: ['PT30M'] },
  };

  it('are those of the API until a workspace chooses its own', async () => {
    expect(await api.client.settings.defaults()).toMatchObject(apiDefaults);
  });

  it('change by what is named alone, leave a trace, and are seen by nobody else', async () => {
    const change = { timeZone: 'Asia/Kolkata', country: 'IN', pace: { mode: 'interval', gapSeconds: 20 } } as const;
    const changed = await api.client.settings.changeDefaults(change);
    expect(changed).toEqual({ ...apiDefaults, ...change });
    expect(await api.client.settings.defaults()).toEqual(changed);
    const { data } = await api.client.audit.list({ action: 'defaults.changed' });
    expect(data).toMatchObject([{ before: { country: 'US' }, after: { country: 'IN' } }]);
    const stranger = await api.send('GET', '/api/v1/settings/defaults', { key: api.stranger.key });
    expect(stranger.json).toMatchObject({ ...apiDefaults, country: 'US' });
  });

  it("fill in a campaign's zone", async () => {
    await api.client.settings.changeDefaults({ timeZone: 'Europe/Rome' });
    expect(await api.client.campaigns.create({})).toMatchObject({ timeZone: 'Europe/Rome' });
  });

  it.each([
    [{ lastCallTime: '09:00' }, '/lastCallTime'],
    [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
    [{ country: 'usa' }, '/country'],
    [{ country: 'XX' }, '/country'],
    [{ pace: { mode: 'interval', gapSeconds: 2 } }, '/pace/gapSeconds'],
    [{ days: [] }, '/days'],
  ])('are never %o', async (body, pointer) => {
    const problem = (await api.send('PATCH', '/api/v1/settings/defaults', { body })).problem();
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });
});

describe("the sandbox's clock", () => {
  it('is read and set', async () => {
    expect(await api.client.sandbox.clock()).toMatchObject({ speed: 1, skipIdle: false });
    const set = await api.client.sandbox.setClock({ speed: 60, skipIdle: true, now: '2027-01-01T10:00:00Z' });
    expect(set).toMatchObject({ speed: 60, skipIdle: true });
    expect(set.now.toISOString()).toMatch(/^2027-01-01T10:0/);
    expect(api.published).toContain('clock');
  });

  it.each([{ speed: -1 }, { speed: 1e6 }, { now: 'yesterday' }, { warp: 9 }])('is not set to %o', async (body) => {
    const answer = await api.send('PUT', '/api/v1/sandbox/clock', { body });
    expect([answer.status, answer.problem().code]).toEqual([422, 'validation_failed']);
  });
});

describe('who runs the installation', () => {
  it('sees every workspace with its limit, calls, members, and when it was last served', async () => {
    const at = api.system.clock.now();
    await makeMember(api, { role: 'viewer' });
    const campaignId = await makeCampaign(api.system.db, api.tenant, { at, people: somePeople(9), window: 'all day' });
    await makeCampaign(api.system.db, api.tenant, { at, people: somePeople(4, 20), window: 'all day' });
    await api.client.admin.setSystemConcurrency({ limit: 10 });
    await api.client.admin.setWorkspaceConcurrency({ id: api.tenant.workspaceId, limit: 2 });
    await api.client.campaigns.start({ id: campaignId });
    await stage(api.system);
    expect(await claim(api.system)).toHaveLength(2);
    const { data } = await api.client.admin.workspaces();
    expect(data).toMatchObject([
      { id: api.tenant.workspaceId, limit: 2, active: 2, available: 0, waiting: 7, members: 1 },
      { id: api.stranger.workspaceId, limit: 2, active: 0, available: 2, waiting: 0, members: 0, lastServedAt: null },
    ]);
    expect(data[0]?.lastServedAt).toBeInstanceOf(Date);
    const first = await api.client.admin.workspaces({ limit: 1 });
    const second = await api.client.admin.workspaces({ limit: 1, cursor: first.page.nextCursor ?? '' });
    expect(second.data.map(({ id }) => id)).toEqual([api.stranger.workspaceId]);
  });

  it('sees whose turn it was, the newest first', async () => {
    const { data } = await api.client.admin.grants();
    expect(data).toHaveLength(2);
    expect(data.every(({ workspaceId }) => workspaceId === api.tenant.workspaceId)).toBe(true);
    const { data: calls } = await api.client.calls.list();
    expect(new Set(data.map(({ callId }) => callId))).toEqual(new Set(calls.map(({ id }) => id)));
  });

  it('sees what is due and not in line, and webhooks that wait', async () => {
    const none = { lastAt: null, waiting: 0, oldestAt: null };
    expect(await api.client.admin.backlog()).toMatchObject({ oldestDueAt: null, webhooks: none });
    const { rows } = await sql<{ dueAt: Date }>`
      update enrollments set status = 'waiting', due_at = ${new Date('2026-03-02T14:59:00Z')}
      where id = (select id from enrollments where status = 'queued' limit 1) returning due_at as "dueAt"
    `.execute(api.system.db);
    await sql`
      insert into webhook_inbox (workspace_id, provider_account_id, dedupe_key, trust, headers, body, received_at)
      values (${api.tenant.workspaceId}, ${api.tenant.accountId}, 'one', 'token', '{}', '', ${rows[0]?.dueAt})
    `.execute(api.system.db);
    const at = rows[0]?.dueAt;
    expect(await api.client.admin.backlog()).toMatchObject({
      oldestDueAt: at,
      webhooks: { lastAt: at, waiting: 1, oldestAt: at },
    });
  });

  it('leaves a trace of each limit, with what it was before', async () => {
    const id = api.stranger.workspaceId;
    await api.client.admin.setWorkspaceConcurrency({ id, limit: 5 });
    await api.client.admin.setSystemConcurrency({ limit: 11 });
    const { data } = await api.client.admin.audit({ action: 'limit.changed', limit: 2 });
    expect(data).toMatchObject([
      { workspaceId: null, target: 'system', before: { limit: 10 }, after: { limit: 11 }, actor: { kind: 'api_key' } },
      { workspaceId: id, target: id, before: { limit: 2 }, after: { limit: 5 }, actor: { kind: 'api_key' } },
    ]);
  });

  it('limits the workspace that a user owns', async () => {
    const { workspaceId } = api.stranger;
    const { userId } = await makeMember(api, { role: 'owner', workspaceId });
    const { userId: viewer } = await makeMember(api, { role: 'viewer', workspaceId });
    expect(await api.client.admin.setUserConcurrency({ id: userId, limit: 4 })).toMatchObject({
      workspaceId,
      limit: 4,
    });
    expect((await problemOf(api.client.admin.setUserConcurrency({ id: viewer, limit: 4 }))).status).toBe(404);
  });
});

describe('a workspace that was closed', () => {
  it('can not be entered any more: not by key, session, switch or invitation', async () => {
    const { workspaceId, key } = await makeTenant(api.system, api.system.clock.now(), false);
    const { cookie } = await makeMember(api, { role: 'owner', workspaceId });
    const outsider = await makeMember(api, { role: 'viewer' });
    const invited = await api.send('POST', '/api/v1/invitations', { cookie, body: { role: 'viewer' } });
    const { token } = NewInvitation.parse(invited.json);
    await api.client.admin.closeWorkspace({ id: workspaceId });

    const made = (answer: Answer) => ({ ...answer.problem(), requestId: '' });
    const withKey = made(await api.send('GET', '/api/v1/agents', { key }));
    expect(withKey).toEqual(made(await api.send('GET', '/api/v1/agents', { key: null })));
    expect(withKey).toMatchObject({ status: 401, code: 'unauthorized' });
    const withSession = await api.send('GET', '/api/v1/agents', { cookie });
    expect([withSession.status, withSession.problem().code]).toEqual([403, 'no_workspace']);
    expect((await api.send('GET', '/api/v1/auth/session', { cookie })).json).toMatchObject({ workspaces: [] });
    expect((await api.send('POST', `/api/v1/workspaces/${workspaceId}/switch`, { cookie })).status).toBe(404);
    const joined = await api.send('POST', '/api/v1/auth/accept-invitation', {
      cookie: outsider.cookie,
      body: { token },
    });
    expect(joined.problem().code).toBe('link_not_valid');
    const { data } = await api.client.admin.audit({ action: 'workspace.closed' });
    expect(data).toMatchObject([{ target: workspaceId, workspaceId, actor: { name: 'the test' } }]);
  });
});
