import type { Config } from '../config.ts';
import { startEmbedded } from '../database/embedded.ts';
import { migrate } from '../database/migrate.ts';
import { checkDatabase, openDatabase } from '../database/pool.ts';
import type { Database } from '../database/pool.ts';
import { openScopes } from '../database/scope.ts';
import type { Scopes } from '../database/scope.ts';
import type { Log } from '../log.ts';
import type { Undo } from './undo.ts';

export type Connected = { db: Database; scopes: Scopes; databaseUrl: string; endNow(): void };

/** The database of the installation, migrated: the embedded PostgreSQL, or the one that DATABASE_URL names. */
export async function connect(config: Config, { log, undo }: { log: Log; undo: Undo }): Promise<Connected> {
  const embedded = config.databaseUrl
    ? undefined
    : await startEmbedded({ folder: config.dataDir, account: config.pgUser });
  if (embedded) undo.add('PostgreSQL', () => embedded.stop(), 15_000);
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  const db = openDatabase({ url: databaseUrl, log });
  undo.add('the database connections', () => db.destroy());
  if (!embedded) await checkDatabase(db);
  await migrate(db, databaseUrl);
  const scopes = openScopes({ url: databaseUrl, log, name: 'carillon api', size: 12 });
  undo.add('the connections of the API', () => scopes.close());
  return { db, scopes, databaseUrl, endNow: () => embedded?.endNow() };
}
