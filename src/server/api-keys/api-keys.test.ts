import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createClient } from '#client/client.ts';
import { TestApp } from '#test/support/app.ts';
import { makeMember, makeScopedKey } from '#test/support/people.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const as = (key: string) => createClient({ url: api.url, key });

describe('an API key', () => {
  it('is shown once, and works at once with the scopes that it has', async () => {
    const made = await api.client.apiKeys.create({ name: 'CRM', scopes: ['campaigns:write', 'calls:read'] });
    expect(made.key.startsWith(`${made.prefix}_`)).toBe(true);
    await as(made.key).campaigns.create({});
    await as(made.key).calls.list();
    expect((await problemOf(as(made.key).agents.list())).code).toBe('forbidden');
    const { data } = await api.client.apiKeys.list();
    const listed = data.find(({ id }) => id === made.id);
    expect(listed).toMatchObject({ name: 'CRM', scopes: ['campaigns:write', 'calls:read'], createdBy: 'the test' });
    expect(JSON.stringify(data)).not.toContain(made.key);
    const { rows } = await sql<{ text: string }>`select api_keys::text as text from api_keys`.execute(api.system.db);
    expect(rows.some(({ text }) => text.includes(made.key.slice(-43)))).toBe(false);
  });

  it('shows when it was last used', async () => {
    const { key, id } = await makeScopedKey(api, ['viewer']);
    const lastUsed = async () => (await api.client.apiKeys.list()).data.find((each) => each.id === id)?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await as(key).agents.list();
    expect(await lastUsed()).toBeInstanceOf(Date);
  });

  it('is refused from the next request on once it was revoked; revoking again changes nothing', async () => {
    const { key, id } = await api.client.apiKeys.create({ name: 'Old', scopes: ['viewer'] });
    await as(key).agents.list();
    await api.client.apiKeys.revoke({ id });
    expect((await problemOf(as(key).agents.list())).code).toBe('unauthorized');
    await api.client.apiKeys.revoke({ id });
    const { data } = await api.client.audit.list({ action: 'api_key.revoked' });
    expect(data.filter(({ target }) => target === id)).toHaveLength(1);
  });

  it('ends when it was to end', async () => {
    const { key, id } = await api.client.apiKeys.create({
      name: 'Short',
      scopes: ['viewer'],
      expiresAt: '2999-01-01T00:00:00Z',
    });
    await as(key).agents.list();
    await sql`update api_keys set expires_at = created_at where id = ${id}`.execute(api.system.db);
    expect((await problemOf(as(key).agents.list())).code).toBe('unauthorized');
  });

  it.each([
    ['/scopes', { name: 'x', scopes: [] }],
    ['/scopes/0', { name: 'x', scopes: ['everything'] }],
    ['/scopes/0', { name: 'x', scopes: ['owner'] }],
    ['/name', { name: '', scopes: ['viewer'] }],
    ['/expiresAt', { name: 'x', scopes: ['viewer'], expiresAt: '2001-01-01T00:00:00Z' }],
  ])('is not made with a wrong %s', async (pointer, body) => {
    const answer = await api.send('POST', '/api/v1/api-keys', { body });
    expect([answer.status, answer.problem().errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('is made by admins, never with the rights of the system', async () => {
    const { cookie } = await makeMember(api, { role: 'admin' });
    const body = { name: 'Mine', scopes: ['admin'] };
    const made = await api.send('POST', '/api/v1/api-keys', { cookie, body });
    expect(made.json).toMatchObject({ isSystemAdmin: false, createdBy: 'The admin' });
    const { key } = made.json as { key: string };
    expect((await problemOf(as(key).admin.workspaces())).code).toBe('forbidden');
    expect((await problemOf(as(key).workspaces.create({ name: 'x' }))).code).toBe('forbidden');
  });

  it('is never taken from the address', async () => {
    const { key } = await makeScopedKey(api, ['admin']);
    for (const name of ['key', 'api_key', 'access_token', 'token'])
      expect((await api.send('GET', `/api/v1/agents?${name}=${key}`, { key: null })).status).toBe(401);
  });
});
