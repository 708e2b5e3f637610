import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';

export type AuditEntry = {
  workspaceId: string;
  at: Date;
  /** Who did it: a key's or member's name, or `system`. */
  actor: string;
  kind: string;
  detail: Record<string, unknown>;
};

/** Says for good who changed the rules that a workspace calls by, in the transaction that changes them. */
export async function noteAudit(trx: Runner, entry: AuditEntry): Promise<void> {
  await sql`
    insert into workspace_activity (workspace_id, id, at, actor, kind, detail)
    values (${entry.workspaceId}, ${randomUUIDv7()}, ${entry.at}, ${entry.actor}, ${entry.kind},
      ${JSON.stringify(entry.detail)})
  `.execute(trx);
}
