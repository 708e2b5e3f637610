import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createLog } from '#server/log.ts';
import { claim } from '#server/dialer/claim.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp } from '#test/support/app.ts';
import { createDatabase, createEmptyDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { makeCampaign, makeWorkspace, somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './pool.ts';
import { openScopes } from './scope.ts';
import type { Scopes } from './scope.ts';

const at = new Date('2026-03-02T15:00:00Z');
const log = createLog('silent');

/** Where there may be no wall: nothing in it is a workspace's. */
const ofTheInstallation = [
  'installation_secrets',
  'invariant_checks',
  'restore_hold',
  'sandbox_clock',
  'sessions',
  'set_up_links',
  'system_slots',
  'user_accounts',
  'verifications',
];

let database: TestDatabase;
let scopes: Scopes;
let one: MadeWorkspace;
let two: MadeWorkspace;

beforeAll(async () => {
  database = await createDatabase();
  scopes = openScopes({ url: database.url, log, size: 2 });
  one = await makeWorkspace(database.db, { at });
  two = await makeWorkspace(database.db, { at });
  await makeCampaign(database.db, one, { at, people: somePeople(3) });
  await makeCampaign(database.db, two, { at, people: somePeople(5) });
});
afterAll(async () => {
  await scopes.close();
  await database.close();
});

type Table = { name: string; hasWorkspace: boolean; isWalled: boolean; policies: string[] };

async function tables(): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as "isWalled",
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id') as "hasWorkspace",
      array(select polname::text from pg_policy p where p.polrelid = c.oid order by 1) as policies
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    order by 1
  `.execute(database.db);
  return rows;
}

describe('the second wall', () => {
  it("stands before every table that is not the installation's, with a policy for the workspace and one for the system", async () => {
    const found = await tables();
    expect(found.filter(({ hasWorkspace }) => hasWorkspace).length).toBeGreaterThan(20);
    const open = found.filter(({ isWalled, policies }) => !isWalled || policies.join() !== 'of_system,of_workspace');
    expect(open.map(({ name }) => name)).toEqual(ofTheInstallation);
    expect(found.filter(({ name, hasWorkspace }) => hasWorkspace && ofTheInstallation.includes(name))).toEqual([]);
  });

  it('keeps views and functions that look at everything from the API', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
        and has_table_privilege('carillon_api', oid, 'select')
      union all
      select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
    `.execute(database.db);
    expect(rows).toEqual([]);
  });

  it('shows a query without a where clause the rows of its workspace alone, in every table', async () => {
    for (const { name } of (await tables()).filter(({ hasWorkspace }) => hasWorkspace)) {
      const { rows } = await sql<{ id: string }>`select distinct workspace_id as id from ${sql.table(name)}`.execute(
        scopes.inWorkspace(one.workspaceId),
      );
      expect(rows.filter(({ id }) => id !== one.workspaceId)).toEqual([]);
    }
    const { rows } = await sql`
      select (select count(*) from contacts) as contacts, (select count(*) from enrollments) as enrollments,
        (select count(*) from workspaces) as workspaces
    `.execute(scopes.inWorkspace(two.workspaceId));
    expect(rows).toEqual([{ contacts: 5, enrollments: 5, workspaces: 1 }]);
  });

  it('lets nobody write, move or delete rows of another workspace', async () => {
    const db = scopes.inWorkspace(one.workspaceId);
    const insert = sql`
      insert into suppressions (workspace_id, phone, reason, source, created_at)
      values (${two.workspaceId}, '+12125550100', 'asked', 'test', ${at})
    `.execute(db);
    await expect(insert).rejects.toMatchObject({ code: '42501' });
    await expect(sql`update contacts set workspace_id = ${two.workspaceId}`.execute(db)).rejects.toMatchObject({
      code: '42501',
    });
    await sql`update contacts set name = 'Mine'`.execute(db);
    await sql`delete from activity`.execute(db);
    const { rows } = await sql`select count(*) as n from contacts where name = 'Mine'`.execute(database.db);
    expect(rows).toEqual([{ n: 3 }]);
  });

  it('shows nothing to a connection that is set to no workspace, and can not be left', async () => {
    const db = openDatabase({ url: database.url, log, size: 1, settings: { role: 'carillon_api' } });
    expect((await sql`select 1 from contacts`.execute(db)).rows).toEqual([]);
    await sql`reset role`.execute(db);
    expect((await sql`select 1 from contacts`.execute(db)).rows).toEqual([]);
    await expect(sql`alter table contacts disable row level security`.execute(db)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(sql`select password from user_accounts`.execute(db)).rejects.toMatchObject({ code: '42501' });
    await db.destroy();
  });

  it('follows the workspace when connections go from one to the other, also after a transaction that failed', async () => {
    const counted = async (workspace: MadeWorkspace) => {
      const db = scopes.inWorkspace(workspace.workspaceId);
      await db
        .transaction()
        .execute(async (trx) => {
          await sql`select 1 from contacts`.execute(trx);
          throw new Error('rolled back');
        })
        .catch(() => {});
      const { rows } = await sql<{ n: number }>`select count(*) as n from contacts`.execute(db);
      return rows[0]?.n;
    };
    const counts = await Promise.all(Array.from({ length: 40 }, (_, index) => counted(index % 2 === 0 ? one : two)));
    expect(counts).toEqual(counts.map((_, index) => (index % 2 === 0 ? 3 : 5)));
  });
});

it('the audit log only grows, for whoever has no right to change tables', async () => {
  const api = await TestApp.open();
  await api.client.apiKeys.create({ name: 'x', scopes: ['viewer'] });
  const asApi = api.options.inWorkspace(api.tenant.workspaceId);
  for (const db of [api.system.db, asApi]) {
    await expect(sql`update audit_log set action = 'nothing'`.execute(db)).rejects.toMatchObject({ code: '42501' });
    await expect(sql`delete from audit_log`.execute(db)).rejects.toMatchObject({ code: '42501' });
    await expect(sql`truncate audit_log`.execute(db)).rejects.toMatchObject({ code: '42501' });
  }
  expect((await api.client.audit.list()).data).toHaveLength(1);
  await api.close();
});

describe('a database whose owner is no superuser', () => {
  const owner = `owner_${randomUUID().replaceAll('-', '')}`;
  let url: string;
  let empty: TestDatabase;

  beforeAll(async () => {
    empty = await createEmptyDatabase();
    const { pathname } = new URL(empty.url);
    await sql
      .raw(`create role ${owner} login password 'secret'; alter database ${pathname.slice(1)} owner to ${owner}`)
      .execute(empty.db);
    url = Object.assign(new URL(empty.url), { username: owner, password: 'secret' }).href;
  });
  afterAll(async () => {
    await empty.close();
    await sql.raw(`drop role ${owner}`).execute(database.db);
  });

  it('says what an administrator has to do where the owner may not make the role of the API', async () => {
    const db = openDatabase({ url, log, size: 2 });
    const what = `create role carillon_api nologin; grant carillon_api to ${owner};`;
    await expect(migrate(db, url)).rejects.toThrow(what);
    await db.destroy();
  });

  it('has the same wall, and a dialer that sees everything', async () => {
    await sql.raw(`grant carillon_api to ${owner}`).execute(database.db);
    const db = openDatabase({ url, log, size: 4 });
    await migrate(db, url);
    const own = openScopes({ url, log, size: 2 });
    const [a, b] = [await makeWorkspace(db, { at }), await makeWorkspace(db, { at })];
    const people = somePeople(2);
    const campaigns = [await makeCampaign(db, a, { at, people }), await makeCampaign(db, b, { at, people })];
    const api = await TestApp.open(at);
    const system = { ...api.system, db };
    for (const [index, { workspaceId }] of [a, b].entries()) {
      const scoped = { ...system, db: own.inWorkspace(workspaceId) };
      await startCampaign(scoped, { workspaceId, campaignId: campaigns[index] ?? '', actor: 'test' });
    }
    await stage(system);
    expect(await claim(system)).toHaveLength(4);
    const { rows } = await sql`select count(*) as n from calls`.execute(own.inWorkspace(a.workspaceId));
    expect(rows).toEqual([{ n: 2 }]);
    expect((await sql`select count(*) as n from calls`.execute(db)).rows).toEqual([{ n: 4 }]);
    await api.close();
    await own.close();
    await db.destroy();
  });
});
