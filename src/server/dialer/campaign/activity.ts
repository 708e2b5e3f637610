import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import type { DB } from '#server/database/tables.ts';

export type ActivityEntry = {
  workspaceId: string;
  campaignId: string;
  at: Date;
  /** Who did it: a key's or member's name, or `system`. */
  actor: string;
  kind: string;
  /** Of the settings, after a change of them. */
  version?: number;
  detail?: unknown;
};

/** Says in the campaign's activity who changed what, in the transaction that changes it. */
export async function noteActivity(trx: Transaction<DB>, entry: ActivityEntry): Promise<void> {
  await sql`
    insert into activity (workspace_id, id, campaign_id, at, actor, kind, version, detail)
    values (${entry.workspaceId}, ${randomUUIDv7()}, ${entry.campaignId}, ${entry.at}, ${entry.actor}, ${entry.kind},
      ${entry.version ?? null}, ${JSON.stringify(entry.detail ?? {})})
  `.execute(trx);
}

export type ActivityRow = {
  id: string;
  at: Date;
  actor: string;
  kind: string;
  version: number | null;
  detail: Record<string, unknown>;
};

/** What happened to a campaign, the newest first; one row more than `limit`, to know whether there are more. */
export async function listActivity(
  db: Runner,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: string },
  page: { after: PageKey | null; limit: number },
): Promise<ActivityRow[]> {
  const { rows } = await sql<ActivityRow>`
    select id, at, actor, kind, version, detail
    from activity
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
      and ${page.after ? sql`id < ${page.after[0]}::uuid` : sql`true`}
    order by id desc
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}

export type SettingsChanged = { actor: string; detail: Record<string, { before: unknown; after: unknown }> };

/** The changes of a campaign's settings after a version of them, the latest first, ten at most. */
export async function listChangesSince(
  db: Runner,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: string },
  version: number,
): Promise<SettingsChanged[]> {
  const { rows } = await sql<SettingsChanged>`
    select actor, detail from activity
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and kind = 'changed' and version > ${version}
    order by id desc
    limit 10
  `.execute(db);
  return rows;
}
