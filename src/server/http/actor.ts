import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Permission } from '#contract/endpoint.ts';
import type { Runner } from '#server/database/pool.ts';
import { Forbidden } from '#server/errors.ts';
import { refusals } from './problem.ts';

/** Who asks. A key may do in its workspace what an admin may. */
export type Actor = {
  kind: 'api_key';
  workspaceId: string;
  keyId: string;
  name: string;
  isSystemAdmin: boolean;
};

const bearer = /^Bearer +(carillon_[A-Za-z0-9]{1,32}_[A-Za-z0-9_-]{20,100}) *$/i;

/** The owner of the key in an Authorization header. Missing, wrong and revoked keys are refused in the same words. */
export async function findActor(db: Runner, authorization: string | undefined): Promise<Actor> {
  const token = bearer.exec(authorization ?? '')?.[1];
  if (token === undefined) throw refusals.unauthorized();
  const { rows } = await sql<Omit<Actor, 'kind'>>`
    select workspace_id as "workspaceId", id as "keyId", name, is_system_admin as "isSystemAdmin"
    from api_keys where hash = ${hashOf(token)} and revoked_at is null
  `.execute(db);
  if (!rows[0]) throw refusals.unauthorized();
  return { kind: 'api_key', ...rows[0] };
}

/** What is stored of a key. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Refuses an actor who is less than the endpoint asks for. */
export function checkPermission(actor: Actor, permission: Permission): void {
  if (permission !== 'system_admin' || actor.isSystemAdmin) return;
  const detail =
    'This needs the permission system_admin, which this key does not have. Ask whoever runs the installation.';
  throw new Forbidden('forbidden', detail);
}
