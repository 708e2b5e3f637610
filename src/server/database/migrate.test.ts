import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmptyDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { migrate } from './migrate.ts';

let folder: string;
const opened: TestDatabase[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await writeFile(join(folder, '0001_first.sql'), 'create table first (id int);\ninsert into first values (1);');
});
afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
  await rm(folder, { recursive: true });
});

async function open(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  opened.push(database);
  return database;
}

test('four processes that start at once migrate exactly once', async () => {
  const { url, db } = await open();
  const program = fileURLToPath(new URL('../../../test/support/migrate-process.ts', import.meta.url));
  const children = [1, 2, 3, 4].map(() => spawn(process.execPath, [program, url, folder], { stdio: 'inherit' }));
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect((await sql`select count(*) as n from first`.execute(db)).rows).toEqual([{ n: 1 }]);
  expect((await sql`select name from migrations.checksums`.execute(db)).rows).toEqual([{ name: '0001_first' }]);
});

test('a new file is applied on top of what is there, and again changes nothing', async () => {
  const { url, db } = await open();
  await migrate(db, url, { folder });
  const more = await mkdtemp(join(tmpdir(), 'migrations-'));
  await copyFile(join(folder, '0001_first.sql'), join(more, '0001_first.sql'));
  await writeFile(join(more, '0002_second.sql'), 'create table second (id int)');
  await migrate(db, url, { folder: more });
  await migrate(db, url, { folder: more });
  expect((await sql`select count(*) as n from first, second`.execute(db)).rows).toEqual([{ n: 0 }]);
  await expect(migrate(db, url, { folder })).rejects.toThrow(
    /0002_second, which this version does not know.*newer Carillon/,
  );
  await rm(more, { recursive: true });
});

test('a file that was changed after it ran is refused', async () => {
  const { url, db } = await open();
  await migrate(db, url, { folder });
  const changed = await mkdtemp(join(tmpdir(), 'migrations-'));
  await writeFile(join(changed, '0001_first.sql'), 'create table first (id bigint)');
  await expect(migrate(db, url, { folder: changed })).rejects.toThrow(
    /0001_first.sql was changed after it ran. Restore it/,
  );
  await rm(changed, { recursive: true });
});

test('a migration that fails leaves nothing behind and names itself', async () => {
  const { url, db } = await open();
  const broken = await mkdtemp(join(tmpdir(), 'migrations-'));
  await writeFile(join(broken, '0001_broken.sql'), 'create table half (id int); select nonsense;');
  await expect(migrate(db, url, { folder: broken })).rejects.toThrow(
    /Migration 0001_broken failed: column "nonsense" does not exist/,
  );
  expect((await sql`select to_regclass('half') as half`.execute(db)).rows).toEqual([{ half: null }]);
  await rm(broken, { recursive: true });
});
