import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureSessionSecret } from '#server/identity/sql.ts';
import { createLog } from '#server/log.ts';
import { insertAccount } from '#server/provider-accounts/sql.ts';
import { makeSecrets } from '#server/providers/accounts.ts';
import { discreet } from '#server/providers/discreet.ts';
import { provider } from '#server/providers/providers.ts';
import { startSimulator } from '#simulator/simulator.ts';
import type { Simulator } from '#simulator/simulator.ts';
import { TestApp } from '#test/support/app.ts';
import { dumpOf } from '#test/support/dump.ts';

/** I20: what is secret is in no table, no line of the log, and no answer but the one that is there to show it. */

let api: TestApp;
let simulator: Simulator;
const logged: string[] = [];
/** What every answer said, but for those that show a secret once. */
const answered: string[] = [];
const secrets: Record<string, string> = {};
const credential = `canary-${randomBytes(16).toString('hex')}`;

beforeAll(async () => {
  api = await TestApp.open();
  simulator = await startSimulator({ clock: api.system.clock, seed: 1, settings: {} });
  api.system.simulatorUrl = simulator.url;
  const stream = new PassThrough();
  stream.on('data', (line) => logged.push(String(line)));
  api.system.log = createLog('trace', stream);
  await live();
});
afterAll(async () => {
  await simulator.close();
  await api.close();
});

/** A life with secrets in it: of people, of programs, of providers; and things that go wrong with them. */
async function live(): Promise<void> {
  const { tenant, system } = api;
  const account = { id: randomUUIDv7(), workspaceId: tenant.workspaceId, provider: 'simulator', name: 'Canary' };
  const kept = makeSecrets({ apiKey: credential });
  const limits = { callsAtOnce: 5, callsPerSecond: null };
  const row = { ...account, ...limits, baseUrl: null, hints: {}, secrets: kept, now: system.clock.now() };
  await insertAccount(system.db, system.vault, row);
  Object.assign(secrets, { credential, 'webhook token': kept.hookToken });
  const key = await api.send('POST', '/api/v1/api-keys', {
    body: { name: 'Canary', scopes: ['admin'] },
    headers: { 'idempotency-key': 'canary' },
  });
  secrets['API key'] = String((key.json as { key: string }).key);
  const password = randomBytes(12).toString('hex');
  const signUp = { name: 'Ada', email: 'ada@example.com', password };
  const entered = await api.send('POST', '/api/v1/auth/sign-up', {
    key: null,
    body: signUp,
    headers: { origin: system.publicUrl },
  });
  const cookie = String([entered.headers['set-cookie']].flat()[0]);
  Object.assign(secrets, { password, session: decodeURIComponent(/=([^;]+)/.exec(cookie)?.[1] ?? '') });
  secrets['session secret'] = await ensureSessionSecret(system.db, system.vault, randomBytes(24).toString('base64url'));
  answered.push(entered.text);
  const path = `/api/v1/provider-accounts/${account.id}`;
  const mine = { key: secrets['API key'] };
  for (const [method, url, body] of [
    ['GET', path],
    ['GET', '/api/v1/provider-accounts'],
    ['POST', `${path}/check`],
    ['PATCH', path, { name: 'Renamed' }],
    ['PATCH', path, { credentials: { wrong: credential } }],
    ['POST', '/api/v1/provider-accounts', { provider: 'pigeon', credentials: { apiKey: credential } }],
    ['GET', `${path}/agents`],
    ['POST', '/api/v1/admin/rotate-keys'],
    ['GET', '/api/v1/api-keys'],
    ['GET', '/api/v1/audit'],
    ['GET', '/api/v1/auth/session'],
  ] as const)
    answered.push((await api.send(method, url, { ...mine, ...(body ? { body } : {}) })).text);
  api.system.simulatorUrl = 'http://127.0.0.1:1';
  answered.push((await api.send('POST', `${path}/check`)).text);
  const hook = `/hooks/simulator/${kept.hookToken}`;
  answered.push((await api.send('POST', hook, { key: null, body: { forged: true } })).text);
  answered.push((await api.send('GET', `${hook}?x=1`, { key: null })).text);
}

const names = ['credential', 'webhook token', 'API key', 'password', 'session', 'session secret'];

describe('of what is secret nothing is found', () => {
  it('where it was put in, so that the search could find it', async () => {
    expect(Object.keys(secrets).toSorted()).toEqual(names.toSorted());
    for (const secret of Object.values(secrets)) expect(secret.length).toBeGreaterThan(15);
    expect(answered.length).toBeGreaterThan(10);
    expect(await dumpOf(api.system.db)).toContain('ada@example.com');
  });

  it.each(names)('in any table: the %s', async (name) => {
    const lines = (await dumpOf(api.system.db)).split('\n').filter((line) => line.includes(secrets[name] ?? ''));
    expect(lines.map((line) => line.split(' ')[0])).toEqual([]);
  });

  it.each(names)('in any line of the log: the %s', (name) => {
    expect(logged.filter((line) => line.includes(secrets[name] ?? ''))).toEqual([]);
  });

  it.each(names)('in any answer: the %s', (name) => {
    expect(answered.filter((text) => text.includes(secrets[name] ?? ''))).toEqual([]);
  });
});

describe('a provider that says a secret back', () => {
  const account = {
    ...{ workspaceId: 'w', id: 'a', provider: 'simulator', baseUrl: 'http://127.0.0.1:1' },
    ...{ credentials: { apiKey: credential, region: 'in' }, hookToken: 'a-token-of-16-chars' },
  };
  const real = provider('simulator');
  const words = `The key ${credential} of a-token-of-16-chars is not known in this region.`;
  const hushed = 'The key •••• of •••• is not known in this region.';

  it('in a refusal is not quoted', async () => {
    const chatty = discreet({
      ...real,
      health: async () => ({ kind: 'refused', code: 'no', message: words }),
    });
    expect(await chatty.health?.(account)).toEqual({ kind: 'refused', code: 'no', message: hushed });
  });

  it('in an error is not quoted, not by its cause either', async () => {
    const failing = discreet({
      ...real,
      fetchCall: () => Promise.reject(new Error(words, { cause: new Error(words) })),
    });
    const error: unknown = await failing.fetchCall(account, 'x').catch((reason: unknown) => reason);
    expect(error).toEqual(new Error(hushed));
    expect(String((error as Error).stack)).not.toContain(credential);
    expect((error as Error).cause).toBeUndefined();
  });
});
