import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';

export type Workspace = { name: string; timeZone: string; defaultCountry: string };

export async function getWorkspace(db: Runner, id: string): Promise<Workspace> {
  const { rows } = await sql<Workspace>`
    select name, time_zone as "timeZone", default_country as "defaultCountry" from workspaces where id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', id);
  return rows[0];
}

export type SlotsNow = { inUse: number; max: number };

export async function getSystemSlots(db: Runner): Promise<SlotsNow> {
  const { rows } = await sql<SlotsNow>`select in_use as "inUse", max from system_slots`.execute(db);
  return rows[0] ?? { inUse: 0, max: 0 };
}

export async function getWorkspaceSlots(db: Runner, workspaceId: string): Promise<SlotsNow> {
  const { rows } = await sql<SlotsNow>`
    select in_use as "inUse", max from workspace_slots where workspace_id = ${workspaceId}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', workspaceId);
  return rows[0];
}

/** The caller holds the allocator's lock: no claim counts by two limits. */
export async function setWorkspaceLimit(trx: Runner, workspaceId: string, max: number): Promise<void> {
  await sql`update workspace_slots set max = ${max} where workspace_id = ${workspaceId}`.execute(trx);
}

/** The caller holds the allocator's lock. */
export async function setSystemLimit(trx: Runner, max: number): Promise<void> {
  await sql`update system_slots set max = ${max}`.execute(trx);
}
