import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realNow } from '#server/clock.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { sealAccounts } from '#server/provider-accounts/seal.ts';
import { formOf } from '#server/providers/account-forms.ts';
import { openAccount } from '#server/providers/accounts.ts';
import { endSandbox, loadSandboxClock } from '#server/sandbox/clock.ts';
import { startSimulator } from '#simulator/simulator.ts';
import type { Simulator } from '#simulator/simulator.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';
import { hintsOf, readCredentials } from './credentials.ts';
import { warningsFor } from './present.ts';
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

describe('an account of the real world', () => {
  it.each([
    ['simulator', 'http://127.0.0.1:5173', null],
    ['twilio', 'https://calls.example.com', null],
    ['twilio', 'http://calls.example.com', 'not https'],
    ['bolna', 'https://127.0.0.1:5173', "can't reach"],
    ['bolna', 'http://localhost:5173', "can't reach"],
    ['exotel', 'https://10.1.2.3', "can't reach"],
    ['exotel', 'https://[::1]', "can't reach"],
    ['exotel', 'https://172.15.0.1', null],
    ['exotel', 'https://192.168.7.7', "can't reach"],
  ])('of %s is warned of when webhooks go to %s', (provider, publicUrl, warning) => {
    const warnings = warningsFor(provider, publicUrl);
    if (warning === null) expect(warnings).toEqual([]);
    else expect(warnings).toMatchObject([expect.stringContaining(warning)]);
  });

  it('shows of a secret its last four characters, of a short one none, and all of what is no secret', () => {
    const credentials = { accountSid: 'AC0123456789', authToken: '0123456789abcdef', apiKeySecret: 'short' };
    expect(hintsOf(formOf('twilio'), credentials)).toEqual({
      accountSid: 'AC0123456789',
      authToken: '••••cdef',
      apiKeySecret: '••••',
    });
  });

  it('asks for all that its provider needs, at once, and takes nothing else', () => {
    const read = () => readCredentials(formOf('exotel'), { apiKey: 'x', colour: 'red' });
    expect(read).toThrow(
      expect.objectContaining({
        errors: [
          expect.objectContaining({ pointer: '/credentials/colour', code: 'unknown_field' }),
          expect.objectContaining({ pointer: '/credentials/accountSid', code: 'required' }),
          expect.objectContaining({ pointer: '/credentials/apiToken', code: 'required' }),
        ],
      }),
    );
  });

  it('ends the sandbox for good, but not while simulated calls are in progress on a clock that is ahead', async () => {
    const own = await TestApp.open(new Date('2199-03-02T15:00:00Z'));
    try {
      const end = () => own.system.db.transaction().execute((trx) => endSandbox(trx, own.system));
      const { db, clock } = own.system;
      await makeCampaign(db, own.tenant, { at: clock.now(), people: somePeople(1), window: 'all day' });
      const { data } = await own.client.campaigns.list();
      await own.client.campaigns.start({ id: data[0]?.id ?? '' });
      await stage(own.system);
      expect(await claim(own.system)).toHaveLength(1);
      await expect(end()).rejects.toThrow('Simulated calls are in progress');
      expect(clock.now().getUTCFullYear()).toBe(2199);
      await sql`
        update calls set holds_slot = false, status = 'ended', ended_at = claimed_at, disposition = 'not_placed'
      `.execute(db);
      await end();
      expect(Math.abs(clock.now().getTime() - realNow().getTime())).toBeLessThan(5000);
      const change = own.client.sandbox.setClock({ speed: 60 });
      expect(await problemOf(change)).toMatchObject({ status: 409, code: 'real_time' });
      const clockNow = await loadSandboxClock(db);
      expect(clockNow.setting.speed).toBe(1);
      await end();
    } finally {
      await own.close();
    }
  });
});
