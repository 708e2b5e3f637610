import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testVault } from '#test/support/vault.ts';
import { createDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { firstRun } from './first-run.ts';
import { findKeyOwner } from '#server/http/actor.ts';
import { insertUser } from '#server/identity/sql.ts';

const now = new Date('2026-03-02T15:00:00Z');
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'carillon-first-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const start = () => firstRun(database.db, { dataFolder: folder, now, vault: testVault() });
const key = async () => `Bearer ${(await readFile(join(folder, 'api-key'), 'utf8')).trim()}`;

describe('the first run', () => {
  it('makes one sandbox with an agent and a key, however many processes start at once', async () => {
    const started = await Promise.all([start(), start(), start()]);
    expect(started.filter(({ isNew }) => isNew)).toHaveLength(1);
    const { rows } = await sql`
      select w.name, w.default_country as country, s.max as limit, i.max as system, a.name as agent, p.max as "accountLimit",
        p.calls_per_second as "callsPerSecond", pa.provider, pa.base_url as "baseUrl"
      from workspaces w
      join workspace_slots s on s.workspace_id = w.id
      cross join system_slots i
      join agents a on a.workspace_id = w.id
      join provider_accounts pa on pa.workspace_id = w.id
      join provider_account_slots p on p.provider_account_id = pa.id
    `.execute(database.db);
    expect(rows).toEqual([
      {
        name: 'Sandbox',
        country: 'US',
        limit: 2,
        system: 10,
        agent: 'Demo agent',
        accountLimit: 50,
        callsPerSecond: null,
        provider: 'simulator',
        baseUrl: null,
      },
    ]);
  });

  it('leaves a key that works, for the owner of the file alone', async () => {
    expect((await stat(join(folder, 'api-key'))).mode & 0o777).toBe(0o600);
    expect(await findKeyOwner(database.db, await key())).toMatchObject({ isSystemAdmin: true });
    const { rows } = await sql`select count(*) as n from api_keys`.execute(database.db);
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('keeps the key at the next start', async () => {
    const before = await key();
    expect((await start()).isNew).toBe(false);
    expect(await key()).toBe(before);
  });

  it('replaces a lost key file by a new key, and the old one stops working', async () => {
    const old = await key();
    await rm(join(folder, 'api-key'));
    await start();
    expect(await key()).not.toBe(old);
    await expect(findKeyOwner(database.db, old)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await findKeyOwner(database.db, await key())).toMatchObject({ isSystemAdmin: true });
  });
});

describe('the one-time token of a new installation', () => {
  const token = async () => (await readFile(join(folder, 'set-up-token'), 'utf8')).trim();

  it('stays the same until it is used, readable by its owner alone', async () => {
    const { setUpToken } = await start();
    expect(setUpToken).toBe(await token());
    expect((await start()).setUpToken).toBe(setUpToken);
    expect((await stat(join(folder, 'set-up-token'))).mode & 0o777).toBe(0o600);
    const { rows } = await sql<{ text: string }>`select set_up_links::text as text from set_up_links`.execute(
      database.db,
    );
    expect(rows.some(({ text }) => text.includes(setUpToken ?? ''))).toBe(false);
  });

  it('is replaced when its file is lost, and when it was used by somebody who has no password yet', async () => {
    const lost = await token();
    await rm(join(folder, 'set-up-token'));
    const { setUpToken: second } = await start();
    expect(second).not.toBe(lost);
    await sql`update set_up_links set used_at = ${now}`.execute(database.db);
    expect((await start()).setUpToken).not.toBe(second);
  });

  it('is no more once a system admin has a password', async () => {
    const user = { name: 'Ada', email: 'ada@example.com', passwordHash: 'of a password', isSystemAdmin: true };
    await insertUser(database.db, user, now);
    expect((await start()).setUpToken).toBeNull();
    await expect(token()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
