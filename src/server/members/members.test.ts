import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { TestApp } from '#test/support/app.ts';
import { makeMember, makeScopedKey } from '#test/support/people.ts';
import type { Somebody } from '#test/support/people.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
let owner: Somebody;
beforeAll(async () => {
  api = await TestApp.open();
  owner = await makeMember(api, { role: 'owner' });
});
afterAll(() => api.close());

const change = (cookie: string, id: string, role: string) =>
  api.send('PATCH', `/api/v1/members/${id}`, { cookie, body: { role } });
const remove = (cookie: string, id: string) => api.send('DELETE', `/api/v1/members/${id}`, { cookie });

describe('members', () => {
  it('are listed with name, e-mail and role, page by page', async () => {
    await makeMember(api, { role: 'viewer' });
    const page = await api.client.members.list({ limit: 1 });
    expect(page.data).toMatchObject([{ email: owner.email, role: 'owner' }]);
    const rest = await api.client.members.list({ limit: 1, cursor: page.page.nextCursor ?? '' });
    expect(rest.data).toMatchObject([{ role: 'viewer' }]);
  });

  it('get another role, which counts from their next request', async () => {
    const { cookie, memberId } = await makeMember(api, { role: 'viewer' });
    const create = () => api.send('POST', '/api/v1/campaigns', { cookie, body: {} });
    expect((await create()).status).toBe(403);
    expect((await change(owner.cookie, memberId, 'operator')).json).toMatchObject({ role: 'operator' });
    expect((await create()).status).toBe(201);
  });

  it('that are owners are made and unmade by owners alone', async () => {
    const admin = await makeMember(api, { role: 'admin' });
    const viewer = await makeMember(api, { role: 'viewer' });
    const key = await makeScopedKey(api, ['admin']);
    expect((await change(admin.cookie, viewer.memberId, 'owner')).problem().needed).toBe('the role owner');
    expect((await change(admin.cookie, owner.memberId, 'viewer')).problem().code).toBe('forbidden');
    expect((await remove(admin.cookie, owner.memberId)).status).toBe(403);
    const byKey = await api.send('PATCH', `/api/v1/members/${viewer.memberId}`, {
      key: key.key,
      body: { role: 'owner' },
    });
    expect(byKey.status).toBe(403);
    expect((await change(owner.cookie, viewer.memberId, 'owner')).status).toBe(200);
    expect((await change(owner.cookie, viewer.memberId, 'viewer')).status).toBe(200);
  });

  it('always have an owner among them', async () => {
    expect((await change(owner.cookie, owner.memberId, 'admin')).problem().code).toBe('last_owner');
    expect((await remove(owner.cookie, owner.memberId)).problem().code).toBe('last_owner');
    const { rows } = await sql`select role from members where id = ${owner.memberId}`.execute(api.system.db);
    expect(rows).toEqual([{ role: 'owner' }]);
  });

  it('still have one after two owners took the role from each other at once', async () => {
    const { workspaceId } = api.stranger;
    const [a, b] = [
      await makeMember(api, { role: 'owner', workspaceId }),
      await makeMember(api, { role: 'owner', workspaceId }),
    ];
    for (let rounds = 0; rounds < 10; rounds++) {
      const answers = await Promise.all([change(a.cookie, b.memberId, 'admin'), change(b.cookie, a.memberId, 'admin')]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      await sql`update members set role = 'owner' where workspace_id = ${workspaceId}`.execute(api.system.db);
    }
  });
});

describe('an invitation', () => {
  const password = 'a long enough password';
  const signUp = (invitation: string, email: string) =>
    api.send('POST', '/api/v1/auth/sign-up', { key: null, body: { name: 'Bob', email, password, invitation } });

  it('is a link that brings in one person, in the role that it says', async () => {
    const { url, token, role } = await api.client.members.invite({ role: 'operator' });
    expect([url.endsWith(`#invitation=${token}`), role]).toEqual([true, 'operator']);
    const joined = await signUp(token, 'bob@example.com');
    expect(joined.json).toMatchObject({
      workspaces: [{ id: api.tenant.workspaceId, role: 'operator', isActive: true }],
    });
    expect((await signUp(token, 'second@example.com')).problem().code).toBe('link_not_valid');
    const { rows } = await sql`select 1 from users where email = 'second@example.com'`.execute(api.system.db);
    expect(rows).toEqual([]);
  });

  it('is accepted by who has a user already, who then works there', async () => {
    const { token } = await api.client.members.invite({ role: 'viewer' });
    const somebody = await makeMember(api, { role: 'owner', workspaceId: api.stranger.workspaceId });
    const accept = () =>
      api.send('POST', '/api/v1/auth/accept-invitation', { cookie: somebody.cookie, body: { token } });
    expect((await accept()).json).toMatchObject({
      workspaces: [{ isActive: false }, { id: api.tenant.workspaceId, role: 'viewer', isActive: true }],
    });
    expect((await accept()).problem().code).toBe('link_not_valid');
  });

  it('for an e-mail is good for nobody else', async () => {
    const { token } = await api.client.members.invite({ role: 'viewer', email: 'carol@example.com' });
    expect((await signUp(token, 'mallory@example.com')).problem().code).toBe('link_not_valid');
    expect((await signUp(token, 'carol@example.com')).status).toBe(201);
  });

  it('stops working when it is withdrawn, and after seven days', async () => {
    const { token, id } = await api.client.members.invite({ role: 'viewer' });
    expect((await api.client.members.invitations()).data.map((each) => each.id)).toEqual([id]);
    await api.client.members.withdraw({ id });
    expect((await signUp(token, 'd@example.com')).problem().code).toBe('link_not_valid');
    const late = await api.client.members.invite({ role: 'viewer' });
    await sql`update invitations set expires_at = created_at where id = ${late.id}`.execute(api.system.db);
    expect((await signUp(late.token, 'd@example.com')).problem().code).toBe('link_not_valid');
    expect((await api.client.members.invitations()).data).toEqual([]);
  });

  it('makes nobody an owner unless an owner gives it', async () => {
    expect((await problemOf(api.client.members.invite({ role: 'owner' }))).status).toBe(403);
    const body = { role: 'owner' };
    expect((await api.send('POST', '/api/v1/invitations', { cookie: owner.cookie, body })).status).toBe(201);
  });

  it('is kept as a hash', async () => {
    const { token } = await api.client.members.invite({ role: 'viewer' });
    const { rows } = await sql<{ text: string }>`select invitations::text as text from invitations`.execute(
      api.system.db,
    );
    expect(rows.some(({ text }) => text.includes(token))).toBe(false);
  });
});

it('what is done to members is written down, before and after', async () => {
  const { memberId } = await makeMember(api, { role: 'viewer' });
  await change(owner.cookie, memberId, 'admin');
  await remove(owner.cookie, memberId);
  const { data } = await api.client.audit.list({ limit: 2 });
  expect(data).toMatchObject([
    { action: 'member.removed', target: memberId, before: { role: 'admin' }, after: null },
    { action: 'member.role_changed', target: memberId, before: { role: 'viewer' }, after: { role: 'admin' } },
  ]);
  expect(data[0]?.actor).toMatchObject({ kind: 'member', id: owner.userId });
});
