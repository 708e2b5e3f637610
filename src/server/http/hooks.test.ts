import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createApp } from '#server/app.ts';
import { openDatabase } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';
import { TestApp } from '#test/support/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

function send(
  body: string | Buffer,
  { token = api.tenant.hookToken, signature = signed(body), provider = 'simulator' } = {},
) {
  const headers = { 'content-type': 'application/json', 'x-simulator-signature': signature };
  return api.send('POST', `/hooks/${provider}/${token}`, { payload: body, headers, key: null });
}

function signed(body: string | Buffer): string {
  const at = api.system.clock.now().getTime();
  return `t=${at},v1=${createHmac('sha256', api.tenant.hookToken).update(`${at}.`).update(body).digest('hex')}`;
}

const event = JSON.stringify({
  eventId: 'e1',
  callId: 'c1',
  reference: 'r1',
  status: 'ringing',
  at: '2026-03-02T15:00:00Z',
});

describe('webhooks', () => {
  it('are kept byte for byte, once', async () => {
    expect((await send(event)).status).toBe(200);
    expect((await send(event)).status).toBe(200);
    const { rows } = await sql<{ body: Buffer }>`select body from webhook_inbox`.execute(api.system.db);
    expect(rows.map(({ body }) => body.toString())).toEqual([event]);
  });

  it('may hold what JSON columns refuse', async () => {
    const odd = JSON.stringify({ eventId: 'e2', callId: 'c1', status: 'ringing', summary: 'a\u0000b\ud800' });
    expect((await send(odd)).status).toBe(200);
  });

  it.each([
    ['another token', { token: 'nobody' }, 404, 'not_found'],
    ['another provider', { provider: 'twilio' }, 404, 'not_found'],
    ['no signature', { signature: '' }, 401, 'bad_signature'],
    ['a wrong signature', { signature: `t=1,v1=${'0'.repeat(64)}` }, 401, 'bad_signature'],
  ] as const)('with %s are refused and not kept', async (_what, how, status, code) => {
    const before = await sql`select id from webhook_inbox`.execute(api.system.db);
    const answer = await send('{"eventId":"e9"}', how);
    expect([answer.status, answer.problem().code]).toEqual([status, code]);
    expect(await sql`select id from webhook_inbox`.execute(api.system.db)).toEqual(before);
  });

  it('are refused above 256 KiB', async () => {
    const answer = await send(Buffer.alloc(256 * 1024 + 1, 32));
    expect(answer.problem()).toMatchObject({ status: 413, code: 'payload_too_large', limit: 262_144 });
  });

  it('come by POST alone', async () => {
    const answer = await api.send('GET', `/hooks/simulator/${api.tenant.hookToken}`, { key: null });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('health', () => {
  it('says that the process lives, and whether it can work', async () => {
    expect(await api.client.operations.health()).toEqual({ status: 'ok' });
    const ready = await api.client.operations.ready();
    expect(ready).toMatchObject({
      ready: true,
      checks: { database: { ok: true }, dialer: { ok: true } },
      simulator: null,
    });
    expect(ready.checks.migrations.detail).toMatch(/^at \d{4}_/);
    expect((await api.send('GET', '/openapi.json', { key: null })).json).toMatchObject({ openapi: '3.1.0' });
  });
});

it('while the database is away, all is answered with 503 and when to come back', async () => {
  const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log: createLog('silent') });
  const system = { ...api.system, db, log: createLog('silent') };
  const app = await createApp({ ...api.options, system });
  const authorization = `Bearer ${api.tenant.key}`;
  for (const [method, url] of [
    ['POST', `/hooks/simulator/${api.tenant.hookToken}`],
    ['GET', '/api/v1/campaigns'],
  ] as const) {
    const answer = await app.inject({ method, url, headers: { authorization } });
    expect(answer.json()).toMatchObject({ status: 503, code: 'database_unavailable' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5']);
  }
  const ready = await app.inject('/readyz');
  expect(ready.statusCode).toBe(503);
  expect(ready.json()).toMatchObject({ ready: false, checks: { database: { ok: false }, dialer: { ok: true } } });
  expect((await app.inject('/healthz')).statusCode).toBe(200);
  await app.close();
  await db.destroy();
});
