import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import pg from 'pg';
import type { Database } from './pool.ts';

const ourFolder = fileURLToPath(new URL('../../../migrations', import.meta.url));

type File = { name: string; text: string; checksum: string };

export type MigrateOptions = {
  folder?: string;
  /** The last one to run; the newest when not given. */
  upTo?: string;
};

/** Brings the database up to the newest migration. Any number of processes may do so at once: each file runs once. */
export async function migrate(
  db: Database,
  url: string,
  { folder = ourFolder, upTo }: MigrateOptions = {},
): Promise<void> {
  const files = await readFiles(folder);
  await alone(url, async () => {
    await refuseStrangers(db, files);
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => Object.fromEntries(files.map((file) => [file.name, migration(file)])) },
      migrationTableSchema: 'migrations',
      migrationTableName: 'applied',
      migrationLockTableName: 'lock',
    });
    const { error, results } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
    const failed = results?.find((result) => result.status === 'Error');
    if (error)
      throw new Error(`Migration ${failed?.migrationName ?? 'of the database'} failed: ${said(error)}`, {
        cause: error,
      });
    await wallWorkspaces(db);
  });
}

export type Applied = { name: string; checksum: string };

/** Those of them that this version does not have, or has with another text. */
export async function unknownMigrations(applied: Applied[]): Promise<string[]> {
  const files = new Map((await readFiles(ourFolder)).map(({ name, checksum }) => [name, checksum]));
  return applied.filter(({ name, checksum }) => files.get(name) !== checksum).map(({ name }) => name);
}

/** Those of this version's that are not among them. */
export async function pendingMigrations(applied: Applied[]): Promise<string[]> {
  const names = new Set(applied.map(({ name }) => name));
  return (await readFiles(ourFolder)).filter(({ name }) => !names.has(name)).map(({ name }) => name);
}

/** What the newest migrations made is walled too; folders of other files than ours may have no wall at all. */
async function wallWorkspaces(db: Database): Promise<void> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regprocedure('wall_workspaces()') is not null as "isThere"
  `.execute(db);
  if (rows[0]?.isThere) await sql`select wall_workspaces()`.execute(db);
}

async function readFiles(folder: string): Promise<File[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
      return { name: name.slice(0, -'.sql'.length), text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

function migration(file: File): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await sql.raw(file.text).execute(db);
      await sql`insert into migrations.checksums (name, checksum) values (${file.name}, ${file.checksum})`.execute(db);
    },
  };
}

/** A database made by other files than ours is left alone: one was edited after it ran, or a newer version was here. */
async function refuseStrangers(db: Database, files: File[]): Promise<void> {
  await sql`create schema if not exists migrations`.execute(db);
  await sql`create table if not exists migrations.checksums (name text primary key, checksum text not null)`.execute(
    db,
  );
  const { rows } = await sql<{ name: string; checksum: string }>`
    select name, checksum from migrations.checksums order by name`.execute(db);
  for (const row of rows) {
    const file = files.find((candidate) => candidate.name === row.name);
    if (!file) {
      throw new Error(
        `The database has had the migration ${row.name}, which this version does not know. Install a newer Carillon.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new Error(
        `migrations/${row.name}.sql was changed after it ran. Restore it and write the change as a new migration.`,
      );
    }
  }
}

const lockKey = 4_307_102;

/** Kysely's own lock is taken after its tables are made; this one covers those and the checksums too. */
async function alone(url: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'carillon migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await work();
  } finally {
    await client.end();
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
