import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';

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
