import { sql } from 'kysely';
import type { ApiKey } from '#contract/api-keys.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';

const columns = sql`
  id, name, 'carillon_' || prefix as prefix, scopes, is_system_admin as "isSystemAdmin", created_at as "createdAt",
  created_by as "createdBy", expires_at as "expiresAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"
`;

/** The newest first; one row more than `limit`. */
export async function listKeys(
  db: Runner,
  workspaceId: string,
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<ApiKey[]> {
  const { rows } = await sql<ApiKey>`
    select ${columns} from api_keys
    where workspace_id = ${workspaceId} and (${after?.[0] ?? null}::uuid is null or id < ${after?.[0] ?? null}::uuid)
    order by id desc
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

export type NewKey = {
  workspaceId: string;
  id: string;
  name: string;
  prefix: string;
  hash: Buffer;
  scopes: readonly string[];
  isSystemAdmin: boolean;
  createdBy: string | null;
  expiresAt: Date | null;
  now: Date;
};

export async function insertKey(trx: Runner, key: NewKey): Promise<ApiKey> {
  const { rows } = await sql<ApiKey>`
    insert into api_keys (workspace_id, id, name, prefix, hash, scopes, is_system_admin, created_by, expires_at, created_at)
    values (${key.workspaceId}, ${key.id}, ${key.name}, ${key.prefix}, ${key.hash}, ${[...key.scopes]}, ${key.isSystemAdmin},
      ${key.createdBy}, ${key.expiresAt}, ${key.now})
    returning ${columns}
  `.execute(trx);
  if (!rows[0]) throw new Error(`the key ${key.id} was not written`);
  return rows[0];
}

/** Returns whether it was in use until now. */
export async function revokeKey(
  trx: Runner,
  { workspaceId, id, now }: { workspaceId: string; id: string; now: Date },
): Promise<boolean> {
  const { rows } = await sql<{ was: Date | null }>`
    select revoked_at as was from api_keys where workspace_id = ${workspaceId} and id = ${id} for update
  `.execute(trx);
  if (!rows[0]) throw new NotFound('API key', id);
  if (rows[0].was !== null) return false;
  await sql`
    update api_keys set revoked_at = ${now} where workspace_id = ${workspaceId} and id = ${id}
  `.execute(trx);
  return true;
}

export async function revokeKeysNamed(trx: Runner, name: string, now: Date): Promise<void> {
  await sql`update api_keys set revoked_at = ${now} where name = ${name} and revoked_at is null`.execute(trx);
}
