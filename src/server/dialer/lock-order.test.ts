import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { lockAllocator } from './ledger/allocator.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open(new Date('2026-03-02T15:00:00Z'));
});
afterAll(() => api.close());

let made = 0;

async function running(): Promise<string> {
  made += 100;
  const wishes = { at: api.system.clock.now(), people: somePeople(2, made), window: 'all day' as const };
  const id = await makeCampaign(api.system.db, api.tenant, wishes);
  await api.client.campaigns.start({ id });
  return id;
}

/** Somebody waits for the allocator's lock. */
async function untilWaiting(): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql`
      select 1 from pg_locks
      where locktype = 'advisory' and not granted and classid = 7119 and objid = 1
        and database = (select oid from pg_database where datname = current_database())
    `.execute(api.system.db);
    expect(rows).toHaveLength(1);
  });
}

type Act = (id: string) => Promise<unknown>;

const limitAccount = (callsAtOnce: number) =>
  api.client.providerAccounts.change({ id: api.tenant.accountId, callsAtOnce });

const acts: [string, Act][] = [
  ['a change of its limit', (id) => api.client.campaigns.change({ id, concurrentCallsLimit: 7 })],
  ['a pause', (id) => api.client.campaigns.pause({ id })],
  ['a cancellation', (id) => api.client.campaigns.cancel({ id })],
  ["a change of its account's limit", () => limitAccount(9)],
];

describe('who waits for the allocator', () => {
  // A claim inserts calls while it holds that lock, and a call refers to its campaign and its account.
  it.each(acts)('for %s lets a claim write calls of that campaign meanwhile', async (_what, act) => {
    const id = await running();
    let acting: Promise<unknown> = Promise.resolve();
    await api.system.db.transaction().execute(async (claiming) => {
      await lockAllocator(claiming);
      acting = act(id);
      await untilWaiting();
      await sql`select from campaigns where id = ${id} for key share nowait`.execute(claiming);
      const account = api.tenant.accountId;
      await sql`select from provider_accounts where id = ${account} for key share nowait`.execute(claiming);
    });
    await acting;
  });
});
