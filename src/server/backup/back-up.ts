import { rename, rm } from 'node:fs/promises';
import pg from 'pg';
import { ArchiveWriter } from './archive.ts';
import { copyOut } from './copy.ts';
import { quoted, readClock, readMigrations, readSequences, readTables } from './catalog.ts';

export type BackedUp = { tables: number; bytes: number };

/**
 * Writes everything that the database holds at one instant into a file, while the installation works on. What a crash
 * leaves has another name. `realAt` is now; on the installation's clock that may be another instant.
 */
export async function backUp(
  url: string,
  file: string,
  { version, realAt }: { version: string; realAt: Date },
): Promise<BackedUp> {
  const aside = `${file}.part`;
  await rm(aside, { force: true });
  const client = new pg.Client({ connectionString: url, application_name: 'carillon backup' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    const migrations = await readMigrations(client);
    const head = { format: 'carillon backup 1' as const, takenAt: await readClock(client, realAt), realAt, version };
    const archive = new ArchiveWriter(aside, { ...head, migrations });
    let [tables, bytes] = [0, 0];
    for (const named of await readTables(client)) {
      const statement = `copy public.${quoted(named.table)} (${named.columns.map(quoted).join(', ')}) to stdout`;
      bytes += await archive.table(named, (take) => copyOut(client, statement, take));
      tables += 1;
    }
    await archive.close(await readSequences(client));
    await client.query('commit');
    await rename(aside, file);
    return { tables, bytes };
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}
