import pg from 'pg';
import { migrate, unknownMigrations } from '#server/database/migrate.ts';
import { openDatabase } from '#server/database/pool.ts';
import { holdAfterRestore } from '#server/dialer/restored/hold.ts';
import type { Log } from '#server/log.ts';
import { ArchiveReader, BrokenArchive } from './archive.ts';
import type { ArchivedTable } from './archive.ts';
import { quoted, readClock, readTables } from './catalog.ts';
import { copyIn } from './copy.ts';

export type Restored = { tables: number; takenAt: Date; realAt: Date };

export class NotRestored extends Error {}

/**
 * Fills an empty database from a file: migrated to where the file was, filled in one transaction, then migrated to now.
 * Nobody is called until the providers have been asked about everybody who may have been called since the backup.
 */
export async function restore(
  url: string,
  file: string,
  { realAt, log }: { realAt: Date; log: Log },
): Promise<Restored> {
  const archive = await ArchiveReader.open(file);
  const unknown = await unknownMigrations(archive.head.migrations);
  if (unknown.length > 0) {
    throw new NotRestored(
      `The backup has had the migration ${unknown[0]}, which this version does not know. Install Carillon ${archive.head.version} or newer.`,
    );
  }
  const last = archive.head.migrations.at(-1)?.name;
  const db = openDatabase({ url, log, size: 2, name: 'carillon restore' });
  try {
    await refuseFilled(url);
    await migrate(db, url, last === undefined ? {} : { upTo: last });
    const tables = await fill(url, archive, realAt);
    await migrate(db, url);
    return { tables, takenAt: archive.head.takenAt, realAt: archive.head.realAt };
  } finally {
    await db.destroy();
  }
}

async function refuseFilled(url: string): Promise<void> {
  await connected(url, async (client) => {
    const { rows } = await client.query<{ isThere: boolean }>(
      `select to_regclass('public.workspaces') is not null as "isThere"`,
    );
    if (!rows[0]?.isThere) return;
    const { rowCount } = await client.query('select from public.workspaces limit 1');
    if (rowCount === 0) return;
    throw new NotRestored(
      'The database is not empty, and a backup is restored into an empty one. Set DATABASE_URL to a new database, or ' +
        'CARILLON_DATA_DIR to a new folder.',
    );
  });
}

/** All or nothing: a damaged file leaves the database as it was. */
async function fill(url: string, archive: ArchiveReader, realAt: Date): Promise<number> {
  return connected(url, async (client) => {
    await client.query('begin');
    const present = await readTables(client);
    // Triggers tell of what happens; what a backup holds has happened, and been told.
    for (const { table } of present) await client.query(`alter table public.${quoted(table)} disable trigger user`);
    // What migrations put in is in the backup as well.
    for (const { table } of present.toReversed()) await client.query(`delete from public.${quoted(table)}`);
    let tables = 0;
    for await (const archived of archive.tables()) {
      await fillTable(client, archived);
      tables += 1;
    }
    for (const { name, value } of archive.sequences) {
      await client.query('select setval($1::regclass, $2::bigint)', [`public.${quoted(name)}`, value]);
    }
    await holdAfterRestore(client, { takenAt: archive.head.takenAt, now: await readClock(client, realAt) });
    for (const { table } of present) await client.query(`alter table public.${quoted(table)} enable trigger user`);
    // Without figures of its own the planner reads whole tables for each claim until autovacuum comes by.
    await client.query('analyze');
    await client.query('commit');
    return tables;
  });
}

async function fillTable(client: pg.Client, { table, columns, rows }: ArchivedTable): Promise<void> {
  const failure: { cause?: unknown } = {};
  const statement = `copy public.${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`;
  try {
    await copyIn(client, statement, remembering(rows, failure));
  } catch (error) {
    // The database says only that it was told to stop; the file says why.
    throw failure.cause instanceof BrokenArchive ? failure.cause : error;
  }
}

async function* remembering(rows: AsyncIterable<Buffer>, failure: { cause?: unknown }): AsyncGenerator<Buffer> {
  try {
    yield* rows;
  } catch (cause) {
    failure.cause = cause;
    throw cause;
  }
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'carillon restore' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
