import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { DB } from '#server/database/tables.ts';

export type ActivityEntry = {
  workspaceId: string;
  campaignId: string;
  at: Date;
  /** Who did it: a key's or member's name, or `system`. */
  actor: string;
  kind: string;
  detail?: unknown;
};

/** Says in the campaign's activity who changed what, in the transaction that changes it. */
export async function noteActivity(trx: Transaction<DB>, entry: ActivityEntry): Promise<void> {
  await sql`
    insert into activity (workspace_id, id, campaign_id, at, actor, kind, detail)
    values (${entry.workspaceId}, ${randomUUIDv7()}, ${entry.campaignId}, ${entry.at}, ${entry.actor}, ${entry.kind},
      ${JSON.stringify(entry.detail ?? {})})
  `.execute(trx);
}
