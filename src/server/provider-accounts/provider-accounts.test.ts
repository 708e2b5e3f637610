import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealAccounts } from '#server/provider-accounts/seal.ts';
import { openAccount } from '#server/providers/accounts.ts';
import { startSimulator } from '#simulator/simulator.ts';
import type { Simulator } from '#simulator/simulator.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';
import { getAccount } from './sql.ts';

let api: TestApp;
let simulator: Simulator;

beforeAll(async () => {
  api = await TestApp.open();
  simulator = await startSimulator({ clock: api.system.clock, seed: 1, settings: {} });
});
afterAll(async () => {
  await simulator.close();
  await api.close();
});
beforeEach(() => {
  api.system.simulatorUrl = simulator.url;
});

const add = (wishes: object = {}) => api.client.providerAccounts.create({ provider: 'simulator', ...wishes });

describe('an account', () => {
  it('that the provider takes is kept with what the provider says and the usual limits', async () => {
    const made = await add({ name: 'Test line' });
    expect(made).toMatchObject({
      name: 'Test line',
      provider: 'simulator',
      callsAtOnce: 50,
      callsPerSecond: null,
      activeCalls: 0,
      status: 'open',
      check: { state: 'well', at: expect.any(Date) },
      warnings: [],
    });
    expect(await api.client.providerAccounts.get({ id: made.id })).toEqual(made);
    const { data } = await api.client.providerAccounts.list();
    expect(data.map(({ id }) => id)).toEqual([api.tenant.accountId, made.id]);
  });

  it('whose provider can not be reached is kept only when somebody insists', async () => {
    api.system.simulatorUrl = 'http://127.0.0.1:1';
    expect(await problemOf(add())).toMatchObject({ status: 503, code: 'provider_unreachable' });
    expect(await add({ force: true })).toMatchObject({ check: { state: 'unreached' } });
  });

  it.each([
    [{ provider: 'pigeon' }, '/provider', 'unknown_provider'],
    [{ credentials: { apiKey: 'x' } }, '/credentials/apiKey', 'unknown_field'],
    [{ baseUrl: 'http://169.254.169.254' }, '/baseUrl', 'address_not_allowed'],
    [{ callsAtOnce: -1 }, '/callsAtOnce', undefined],
    [{ callsPerSecond: 0 }, '/callsPerSecond', undefined],
  ])('with %o is refused, naming the field', async (wishes, pointer, code) => {
    const { errors, status } = await problemOf(add(wishes));
    expect(status).toBe(422);
    expect(errors?.[0]).toMatchObject({ pointer, ...(code ? { code } : {}) });
  });

  it('is changed by name: limits at once, a version that was seen, nothing that was not named', async () => {
    const { id, version } = await add();
    const changed = await api.client.providerAccounts.change({ id, callsAtOnce: 7, callsPerSecond: 2.5 });
    expect(changed).toMatchObject({ name: 'Simulator', callsAtOnce: 7, callsPerSecond: 2.5, version: version + 1 });
    const stale = api.client.providerAccounts.change({ id, name: 'Late', ifMatch: `"${version}"` });
    expect(await problemOf(stale)).toMatchObject({ status: 412, code: 'version_conflict' });
    expect(await api.client.providerAccounts.change({ id, callsPerSecond: null })).toMatchObject({
      callsAtOnce: 7,
      callsPerSecond: null,
    });
    expect(api.published).toContain('accounts');
  });

  it('is asked about on demand', async () => {
    const { id } = await add();
    api.system.simulatorUrl = 'http://127.0.0.1:1';
    expect((await api.client.providerAccounts.check({ id })).check).toMatchObject({ state: 'unreached' });
  });

  it('in use is not deleted, and says by what; else it is gone with its secrets', async () => {
    const { id } = await add();
    const agent = await api.client.agents.create({ name: 'Ann', providerAccountId: id });
    await makeCampaign(
      api.system.db,
      { ...api.tenant, accountId: id, agentId: agent.id },
      { at: api.system.clock.now() },
    );
    const { code, errors } = await problemOf(api.client.providerAccounts.delete({ id }));
    expect(code).toBe('account_in_use');
    expect(errors?.map(({ message }) => message)).toEqual(['Recall', 'Ann']);
    await sql`update campaigns set status = 'cancelled' where provider_account_id = ${id}`.execute(api.system.db);
    await api.client.agents.delete({ id: agent.id });
    await api.client.providerAccounts.delete({ id });
    expect(await problemOf(api.client.providerAccounts.get({ id }))).toMatchObject({ status: 404 });
    const { rows } = await sql`
      select credentials, key_id, hook_token, hints from provider_accounts where id = ${id}
    `.execute(api.system.db);
    expect(rows).toEqual([{ credentials: null, key_id: null, hook_token: null, hints: {} }]);
    const again = api.client.agents.create({ name: 'Bob', providerAccountId: id });
    expect((await problemOf(again)).errors).toMatchObject([{ code: 'account_not_found' }]);
  });
});

describe('the webhook URL', () => {
  it('leads to the account, is shown to admins alone, and is nowhere else', async () => {
    const made = await add();
    const { url, steps } = await api.client.providerAccounts.webhook({ id: made.id });
    const token = url.split('/').at(-1) ?? '';
    expect(url).toBe(`${api.system.publicUrl}/hooks/simulator/${token}`);
    expect(steps).not.toEqual([]);
    expect(JSON.stringify(made)).not.toContain(token);
    const hook = await api.send('POST', `/hooks/simulator/${token}`, { key: null, body: {} });
    expect(hook.problem().code).toBe('bad_signature');
  });
});

describe('agents of the provider', () => {
  it('can not be listed where the provider has no list, which is said', async () => {
    const problem = await problemOf(api.client.providerAccounts.agents({ id: api.tenant.accountId }));
    expect(problem).toMatchObject({ status: 409, code: 'agents_not_listed' });
  });
});

describe('new keys', () => {
  it('seal every account anew, whatever it was sealed with, and each still opens', async () => {
    const { id } = await add();
    const before = await getAccount(api.system.db, api.tenant.workspaceId, id);
    const { keyId, accounts } = await api.client.providerAccounts.rotateKeys();
    expect(keyId).not.toBe(before.account.keyId);
    expect(accounts).toBeGreaterThan(1);
    const after = await getAccount(api.system.db, api.tenant.workspaceId, id);
    expect(after.account.keyId).toBe(keyId);
    expect(openAccount(api.system, after.account)).toEqual(openAccount(api.system, before.account));
    const { rows } = await sql`
      select 1 from provider_accounts where deleted_at is null and (hook_token is not null or key_id <> ${keyId})
    `.execute(api.system.db);
    expect(rows).toEqual([]);
    expect(await sealAccounts(api.system.db, api.system.vault, 'all')).toBe(0);
  });
});

describe('a caller id', () => {
  it('is added in any spelling, once for an account, and renamed', async () => {
    const { id: providerAccountId } = await add();
    const wish = { providerAccountId, phone: '(202) 555-0143', label: 'Front desk' };
    const made = await api.client.phoneNumbers.create(wish);
    expect(made).toMatchObject({ phone: '+12025550143', label: 'Front desk', providerAccountId });
    expect(await problemOf(api.client.phoneNumbers.create(wish))).toMatchObject({ code: 'number_exists' });
    await api.client.phoneNumbers.change({ id: made.id, label: 'Desk' });
    const { data } = await api.client.phoneNumbers.list({ providerAccountId });
    expect(data).toEqual([{ ...made, label: 'Desk' }]);
  });

  it.each(['12', '+1 900 555 0100', 'nobody'])('that is %s is refused', async (phone) => {
    const problem = await problemOf(api.client.phoneNumbers.create({ providerAccountId: api.tenant.accountId, phone }));
    expect(problem.errors?.[0]?.pointer).toBe('/phone');
  });

  it("of another workspace's account is refused as of one that nobody has", async () => {
    const wish = { providerAccountId: api.stranger.accountId, phone: '+12025550144' };
    expect((await problemOf(api.client.phoneNumbers.create(wish))).errors).toMatchObject([
      { code: 'account_not_found' },
    ]);
  });

  it('that a campaign calls from stays until the campaign is over', async () => {
    const made = await api.client.phoneNumbers.create({
      providerAccountId: api.tenant.accountId,
      phone: '+12025550145',
    });
    const campaign = await api.client.campaigns.create({ name: 'From here', fromNumberIds: [made.id] });
    expect(await problemOf(api.client.phoneNumbers.delete({ id: made.id }))).toMatchObject({
      code: 'number_in_use',
      errors: [{ message: 'From here' }],
    });
    await api.client.campaigns.cancel({ id: campaign.id });
    await api.client.phoneNumbers.delete({ id: made.id });
    expect(await problemOf(api.client.phoneNumbers.get({ id: made.id }))).toMatchObject({ status: 404 });
  });
});
