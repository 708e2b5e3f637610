import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { inOneGo } from './pool.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.close());

test('counts, sums and their arrays arrive as numbers', async () => {
  const { rows } = await sql`
    select count(*) as n, sum(2.5) as s, array[1::bigint, null] as list, 1.5::numeric as half`.execute(database.db);
  expect(rows).toEqual([{ n: 1, s: 2.5, list: [1, null], half: 1.5 }]);
});

test('a connection that is killed, idle or in a transaction, does not end the process', async () => {
  const other = await createDatabase();
  const lost = other.db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = (select current_database()) and pid <> pg_backend_pid()`.execute(other.db);
    await sql`select 1`.execute(trx);
  });
  await expect(lost).rejects.toThrow();
  expect((await sql`select 1 as one`.execute(other.db)).rows).toEqual([{ one: 1 }]);
  await other.close();
});

test('a statement sent along with a lock sees what was committed before the lock was had', async () => {
  const { db } = database;
  await sql`create table noted (n int)`.execute(db);
  const lock = sql`select pg_advisory_xact_lock(1)`;
  let together: Promise<unknown> | undefined;
  await db.transaction().execute(async (first) => {
    await lock.execute(first);
    together = db
      .transaction()
      .execute((trx) => inOneGo<[unknown, { n: number }]>(trx, [lock, sql<{ n: number }>`select n from noted`]))
      .then(([, { rows }]) => rows);
    await untilSomebodyWaits();
    await sql`insert into noted values (${7})`.execute(first);
  });
  expect(await together).toEqual([{ n: 7 }]);
});

test('of statements sent in one go, and of those before them, nothing is kept when one fails', async () => {
  const { db } = database;
  await sql`create table kept (n int unique)`.execute(db);
  const insert = (n: number) => sql`insert into kept values (${n})`;
  const failing = db.transaction().execute(async (trx) => {
    await insert(1).execute(trx);
    await inOneGo<unknown[]>(trx, [insert(2), insert(1), insert(3)]);
  });
  await expect(failing).rejects.toThrow(/kept_n_key/);
  expect((await sql`select n from kept`.execute(db)).rows).toEqual([]);
  await db.transaction().execute((trx) => inOneGo<unknown[]>(trx, [insert(4), insert(5)]));
  expect((await sql`select n from kept order by n`.execute(db)).rows).toEqual([{ n: 4 }, { n: 5 }]);
});

test('a transaction whose first statement fails leaves nothing, and its connection is good for the next', async () => {
  const failing = database.db.transaction().execute(async (trx) => {
    await sql`select 1 / ${0}::int`.execute(trx);
  });
  await expect(failing).rejects.toThrow(/division by zero/);
  expect((await sql`select 1 as one`.execute(database.db)).rows).toEqual([{ one: 1 }]);
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0
    `.execute(database.db);
    if (rows.length > 0) return;
  }
}
