import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { openPool } from './pool.ts';
import type { Database, PoolOptions } from './pool.ts';
import { prepareStatements } from './prepare.ts';
import type { DB } from './tables.ts';

/** The database as a workspace may see it: every statement finds and makes the rows of that workspace alone. */
export type Scopes = { inWorkspace(workspaceId: string): Database; close(): Promise<void> };

/** Connections of the role carillon_api, which row-level security holds; each is set to a workspace when it is taken. */
export function openScopes(options: PoolOptions): Scopes {
  const pool = openPool({ ...options, settings: { ...options.settings, role: 'carillon_api' } });
  const scopes = new WeakMap<pg.PoolClient, string>();
  const enter = async (client: pg.PoolClient, workspaceId: string) => {
    if (scopes.get(client) === workspaceId) return;
    scopes.delete(client);
    await client.query({
      name: 'enter workspace',
      text: "select set_config('carillon.workspace_id', $1, false)",
      values: [workspaceId],
    });
    scopes.set(client, workspaceId);
  };
  return {
    inWorkspace: (workspaceId) =>
      new Kysely<DB>({
        dialect: new PostgresDialect({ pool: prepareStatements(pool, (client) => enter(client, workspaceId)) }),
      }),
    close: () => pool.end(),
  };
}
