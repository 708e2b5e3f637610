import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Asker, Role } from '#domain/permissions.ts';
import type { Runner } from '#server/database/pool.ts';
import { realNow } from '#server/clock.ts';
import { refusals } from './problem.ts';

/** The request that somebody asks by. */
export type From = { requestId: string; ip: string; headers: Headers };

/** Somebody of whom nothing is known: signing in, signing up. */
export type Visitor = { kind: 'visitor'; name: string; from: From };

/** Somebody with a session; in no workspace after leaving the last one. */
export type Person = {
  kind: 'member';
  userId: string;
  sessionId: string;
  name: string;
  email: string;
  isSystemAdmin: boolean;
  workspaceId: string | null;
  role: Role | null;
  from: From;
};

export type MemberActor = Person & { workspaceId: string; role: Role };

export type KeyActor = {
  kind: 'api_key';
  keyId: string;
  name: string;
  isSystemAdmin: boolean;
  workspaceId: string;
  scopes: string[];
  from: From | null;
};

/** Carillon itself, where it does in a workspace what a member might. */
export type SystemActor = { kind: 'system'; name: 'system'; isSystemAdmin: true; workspaceId: string; from: null };

/** Who asks, in one workspace. */
export type Actor = (MemberActor | KeyActor | SystemActor) & Asker;

/** Anybody who asks for anything. */
export type Asking = Visitor | Person | Actor;

const bearer = /^Bearer +(carillon_[A-Za-z0-9]{1,32}_[A-Za-z0-9_-]{20,100}) *$/i;

/**
 * The owner of the key in an Authorization header. Missing, wrong, expired and revoked keys, and those of a closed
 * workspace, are refused in the same words.
 */
export async function findKeyOwner(
  db: Runner,
  authorization: string | undefined,
  from: From | null = null,
): Promise<KeyActor> {
  const token = bearer.exec(authorization ?? '')?.[1];
  if (token === undefined) throw refusals.unauthorized();
  const now = realNow();
  const { rows } = await sql<Omit<KeyActor, 'kind' | 'from'>>`
    with found as (
      select workspace_id, id, name, is_system_admin, scopes, last_used_at
      from api_keys
      where hash = ${hashOf(token)} and revoked_at is null and (expires_at is null or expires_at > ${now})
        and not exists (select from workspaces w where w.id = workspace_id and w.deleted_at is not null)
    ),
    -- Once a minute is enough to see whether a key is in use, and keeps reading from writing.
    noted as (
      update api_keys k set last_used_at = ${now}
      from found f
      where k.workspace_id = f.workspace_id and k.id = f.id
        and (f.last_used_at is null or f.last_used_at < ${now}::timestamptz - interval '1 minute')
    )
    select workspace_id as "workspaceId", id as "keyId", name, is_system_admin as "isSystemAdmin", scopes from found
  `.execute(db);
  if (!rows[0]) throw refusals.unauthorized();
  return { kind: 'api_key', ...rows[0], from };
}

/** What is stored of a key, and of every other secret that was made by chance. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
