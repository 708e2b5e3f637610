import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createApp } from '#server/app.ts';
import { hashOf } from '#server/http/actor.ts';
import { TestApp, inject } from '#test/support/app.ts';
import { cookieOf, makeMember } from '#test/support/people.ts';
import { hashPassword, isPassword } from './password.ts';
import { forgetExpired, replaceSetUpLink } from './sql.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const password = 'a long enough password';
const post = (path: string, body?: unknown, cookie?: string) =>
  api.send('POST', `/api/v1${path}`, { body, key: null, ...(cookie === undefined ? {} : { cookie }) });
const get = (path: string, cookie: string) => api.send('GET', `/api/v1${path}`, { cookie });

async function signUp(email: string, more: object = {}) {
  const answer = await post('/auth/sign-up', { name: 'Ada', email, password, ...more });
  return { ...answer, cookie: cookieOf(answer.headers['set-cookie']) };
}

describe('signing up and in', () => {
  it('makes a user with a workspace that can be used at once', async () => {
    const { status, json, cookie, headers } = await signUp('ada@example.com', { workspaceName: 'Analytical' });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      user: { name: 'Ada', email: 'ada@example.com', hasPassword: true, isSystemAdmin: false },
      workspaces: [{ name: 'Analytical', role: 'owner', isActive: true }],
    });
    expect(String(headers['set-cookie'])).toMatch(/^carillon\.session_token=.*HttpOnly.*SameSite=Lax/);
    const agents = await get('/agents', cookie);
    expect(agents.json).toMatchObject({ data: [{ name: 'Demo agent' }] });
    expect((await post('/campaigns', {}, cookie)).status).toBe(201);
    expect((await get('/campaigns', cookie)).json).toMatchObject({ data: [{ status: 'draft' }] });
  });

  it('is refused for an e-mail that somebody has, in any case of letters', async () => {
    const answer = await signUp('ADA@example.com');
    expect([answer.status, answer.problem().code]).toEqual([409, 'email_taken']);
  });

  it.each([
    ['/password', { password: 'short' }],
    ['/email', { email: 'nobody' }],
    ['/name', { name: ' ' }],
  ])('is refused for what is wrong in %s', async (pointer, wrong) => {
    const answer = await signUp('b@example.com', wrong);
    expect([answer.status, answer.problem().errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('answers a wrong password and an unknown e-mail in the same words', async () => {
    const answers = await Promise.all(
      [
        { email: 'ada@example.com', password: 'not this one, no' },
        { email: 'nobody@example.com', password },
      ].map(async (body) => ({ ...(await post('/auth/sign-in', body)).problem(), requestId: '' })),
    );
    expect(answers[0]).toMatchObject({ status: 401, code: 'wrong_credentials' });
    expect(answers[0]).toEqual(answers[1]);
  });

  it('opens a session by password, and closes it for good', async () => {
    const answer = await post('/auth/sign-in', { email: 'Ada@example.com', password });
    const cookie = cookieOf(answer.headers['set-cookie']);
    expect((await get('/auth/session', cookie)).json).toMatchObject({ user: { name: 'Ada' } });
    expect((await post('/auth/sign-out', undefined, cookie)).status).toBe(204);
    expect((await get('/auth/session', cookie)).status).toBe(401);
  });

  it('can be closed to strangers', async () => {
    const app = await createApp({ ...api.options, isSignUpOpen: false });
    const body = { name: 'Eve', email: 'eve@example.com', password };
    const answer = await inject(app, { method: 'POST', url: '/api/v1/auth/sign-up', body });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'sign_up_closed']);
    const entrance = await app.inject({ method: 'GET', url: '/api/v1/auth/entrance' });
    expect(entrance.json()).toEqual({ isSignUpOpen: false });
    await app.close();
  });

  it('is not slowed down for those who know their password, however many share an address', async () => {
    const limits = { rates: { reads: null, writes: null }, tries: { ofAddress: 3, withEmail: 2 } };
    const app = await createApp({ ...api.options, limits });
    const body = { email: 'ada@example.com', password };
    for (let tries = 0; tries < 6; tries++)
      expect((await inject(app, { method: 'POST', url: '/api/v1/auth/sign-in', body })).statusCode).toBe(200);
    await app.close();
  });

  it('counts by the address that a trusted proxy names, and believes nobody else', async () => {
    const limits = { rates: { reads: null, writes: null }, tries: { ofAddress: 1, withEmail: 5 } };
    const tryFrom = async (proxies: number) => {
      const app = await createApp({ ...api.options, limits, proxies });
      const statuses: number[] = [];
      for (const address of ['203.0.113.1', '203.0.113.2']) {
        const headers = { 'x-forwarded-for': address };
        const body = { email: 'ada@example.com', password: 'not this one, no' };
        statuses.push((await inject(app, { method: 'POST', url: '/api/v1/auth/sign-in', body, headers })).statusCode);
      }
      await app.close();
      return statuses;
    };
    expect(await tryFrom(1)).toEqual([401, 401]);
    expect(await tryFrom(0)).toEqual([401, 429]);
  });

  it('is slowed down: five tries for an e-mail, then a wait that the answer names', async () => {
    const limits = { rates: { reads: null, writes: null }, tries: { ofAddress: 20, withEmail: 5 } };
    const app = await createApp({ ...api.options, limits });
    const body = { email: 'ada@example.com', password: 'not this one, no' };
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++)
      statuses.push((await inject(app, { method: 'POST', url: '/api/v1/auth/sign-in', body })).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const right = await inject(app, { method: 'POST', url: '/api/v1/auth/sign-in', body: { ...body, password } });
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    await app.close();
  });
});

describe('the cookie of a session', () => {
  it('is not taken from another site, and changes nothing without saying where it comes from', async () => {
    const { cookie } = await makeMember(api, { role: 'owner' });
    const send = (headers: Record<string, string>) =>
      inject(api.app, { method: 'POST', url: '/api/v1/campaigns', headers: { cookie, ...headers }, body: {} });
    expect((await send({ origin: 'https://evil.example' })).json().code).toBe('wrong_origin');
    expect((await send({})).json().code).toBe('wrong_origin');
    expect((await send({ 'sec-fetch-site': 'cross-site' })).json().code).toBe('wrong_origin');
    expect((await send({ 'sec-fetch-site': 'same-origin' })).statusCode).toBe(201);
    expect((await send({ origin: 'http://localhost:80', host: 'localhost:80' })).statusCode).toBe(201);
  });

  it('is refused when it was altered', async () => {
    const { cookie } = await makeMember(api, { role: 'owner' });
    expect((await get('/auth/session', `${cookie.slice(0, -12)}AAAAAAAAAAAA`)).status).toBe(401);
    expect((await get('/auth/session', 'other=1')).status).toBe(401);
  });

  it('is Secure where the installation is reached by https', async () => {
    const { createIdentity } = await import('./identity.ts');
    const identity = createIdentity({ db: api.system.db, secret: 'x'.repeat(32), publicUrl: 'https://calls.example' });
    const { userId } = await makeMember(api, { role: 'owner' });
    const { cookies } = await identity.open({ userId, workspaceId: null }, new Headers());
    expect(cookies[0]).toMatch(/^__Secure-carillon.*Secure/);
  });
});

describe("the first start's token", () => {
  it('lets the owner in once, without a form, to set a password then', async () => {
    const token = 'the token of the first start';
    await replaceSetUpLink(api.system.db, hashOf(token), new Date());
    const answer = await post('/auth/set-up', { token });
    const cookie = cookieOf(answer.headers['set-cookie']);
    expect(answer.json).toMatchObject({
      user: { name: 'You', isSystemAdmin: true, hasPassword: false },
      workspaces: [{ role: 'owner', isActive: true }],
    });
    expect((await post('/auth/set-up', { token })).problem().code).toBe('link_not_valid');
    expect((await get('/admin/workspaces', cookie)).status).toBe(200);
    const changed = await api.send('PATCH', '/api/v1/auth/me', {
      cookie,
      body: { name: 'Grace', email: 'grace@example.com', newPassword: password },
    });
    expect(changed.json).toMatchObject({ user: { name: 'Grace', hasPassword: true } });
    expect((await post('/auth/sign-in', { email: 'grace@example.com', password })).status).toBe(200);
  });

  it('is worth nothing when it is made up', async () => {
    expect((await post('/auth/set-up', { token: 'x'.repeat(43) })).problem().code).toBe('link_not_valid');
  });
});

describe('sessions', () => {
  it('are listed and closed by their owner alone', async () => {
    const { cookie } = await signUp('s@example.com');
    const second = cookieOf((await post('/auth/sign-in', { email: 's@example.com', password })).headers['set-cookie']);
    const listed = await get('/auth/sessions', cookie);
    const { data } = listed.json as { data: { id: string; isThis: boolean; ip: string }[] };
    expect(data.map(({ isThis, ip }) => [isThis, ip])).toEqual([
      [false, '127.0.0.1'],
      [true, '127.0.0.1'],
    ]);
    const other = await makeMember(api, { role: 'owner' });
    const id = data[0]?.id;
    expect((await api.send('DELETE', `/api/v1/auth/sessions/${id}`, { cookie: other.cookie })).status).toBe(404);
    expect((await api.send('DELETE', `/api/v1/auth/sessions/${id}`, { cookie })).status).toBe(204);
    expect((await get('/auth/session', second)).status).toBe(401);
  });

  it('are closed by a new password, but for the one that set it', async () => {
    const { cookie } = await signUp('p@example.com');
    const second = cookieOf((await post('/auth/sign-in', { email: 'p@example.com', password })).headers['set-cookie']);
    const change = (body: object) => api.send('PATCH', '/api/v1/auth/me', { cookie, body });
    expect((await change({ newPassword: 'another long password' })).problem().errors?.[0]?.code).toBe('wrong_password');
    expect((await change({ newPassword: 'another long password', currentPassword: password })).status).toBe(200);
    expect((await get('/auth/session', second)).status).toBe(401);
    expect((await get('/auth/session', cookie)).status).toBe(200);
  });

  it('end after twelve hours in which nothing was done with them', async () => {
    const { cookie, userId } = await makeMember(api, { role: 'owner' });
    const idleFor = (hours: number) =>
      sql`update sessions set updated_at = ${new Date(Date.now() - hours * 3_600_000)} where user_id = ${userId}`.execute(
        api.system.db,
      );
    await idleFor(11.9);
    expect((await get('/auth/session', cookie)).status).toBe(200);
    const { rows } = await sql<{ at: Date }>`select updated_at as at from sessions where user_id = ${userId}`.execute(
      api.system.db,
    );
    expect(Date.now() - (rows[0]?.at.getTime() ?? 0)).toBeLessThan(60_000);
    await idleFor(12.1);
    expect((await get('/auth/session', cookie)).status).toBe(401);
  });

  it('that are over are forgotten, with codes that nobody used', async () => {
    const [over, open] = [await makeMember(api, { role: 'owner' }), await makeMember(api, { role: 'owner' })];
    const { db } = api.system;
    await sql`update sessions set expires_at = created_at where user_id = ${over.userId}`.execute(db);
    const [past, ahead] = [new Date(Date.now() - 1000), new Date(Date.now() + 60_000)];
    for (const at of [past, ahead]) {
      await sql`
        insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
        values (gen_random_uuid(), 'code', 'x', ${at}, ${past}, ${past})
      `.execute(db);
    }
    await forgetExpired(db, new Date());
    const { rows } = await sql<{ n: number; codes: number }>`
      select count(*) as n, (select count(*) from verifications where identifier = 'code') as codes
      from sessions where user_id in (${over.userId}, ${open.userId})
    `.execute(db);
    expect(rows).toEqual([{ n: 1, codes: 1 }]);
  });

  it('end after seven days', async () => {
    const { cookie, userId } = await makeMember(api, { role: 'owner' });
    await sql`update sessions set expires_at = created_at where user_id = ${userId}`.execute(api.system.db);
    expect((await get('/auth/session', cookie)).status).toBe(401);
  });
});

describe('workspaces', () => {
  it('are made, switched to, and never those of others', async () => {
    const { cookie } = await signUp('w@example.com', { workspaceName: 'One' });
    const made = await post('/workspaces', { name: 'Two' }, cookie);
    const { workspaces } = made.json as { workspaces: { id: string; name: string; isActive: boolean }[] };
    expect(workspaces).toMatchObject([
      { name: 'One', isActive: false },
      { name: 'Two', isActive: true },
    ]);
    const [one] = workspaces;
    expect((await post(`/workspaces/${one?.id}/switch`, undefined, cookie)).status).toBe(200);
    expect((await get('/auth/session', cookie)).json).toMatchObject({
      workspaces: [{ isActive: true }, { isActive: false }],
    });
    expect((await post(`/workspaces/${api.tenant.workspaceId}/switch`, undefined, cookie)).status).toBe(404);
  });

  it('are closed to whoever was taken out of them, at the next request', async () => {
    const { cookie, memberId } = await makeMember(api, { role: 'operator' });
    expect((await get('/campaigns', cookie)).status).toBe(200);
    await api.client.members.remove({ id: memberId });
    expect((await get('/campaigns', cookie)).problem().code).toBe('no_workspace');
    expect((await get('/auth/session', cookie)).json).toMatchObject({ workspaces: [] });
  });
});

it('passwords are kept as hashes that only they fit', async () => {
  const hash = await hashPassword(password);
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword(password, hash)).toBe(true);
  expect(await isPassword(`${password} `, hash)).toBe(false);
  expect(await isPassword(password, 'plain')).toBe(false);
  expect(await hashPassword(password)).not.toBe(hash);
});
