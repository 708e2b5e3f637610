import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { AuditEntry } from '#contract/audit.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { realNow } from '#server/clock.ts';
import type { Asking } from '#server/http/actor.ts';

export type Entry = {
  /** Such as `member.role_changed`. */
  action: string;
  /** What it was done to: an id, or a word. */
  target?: string;
  before?: object;
  after?: object;
  /** The workspace in which it is shown; the asker's when not given, none for what belongs to the installation. */
  workspaceId?: string | null;
};

/** Writes down what somebody did, in the transaction that does it. `at` is real time. Numbers of people do not belong here. */
export async function record(trx: Runner, asker: Asking, entry: Entry): Promise<void> {
  const own = 'workspaceId' in asker ? asker.workspaceId : null;
  const workspaceId = entry.workspaceId === undefined ? own : entry.workspaceId;
  await sql`
    insert into audit_log (id, workspace_id, at, action, actor_kind, actor_id, actor_name, target, before, after, request_id, ip)
    values (${randomUUIDv7()}, ${workspaceId}, ${realNow()}, ${entry.action}, ${asker.kind}, ${idOf(asker)}, ${asker.name},
      ${entry.target ?? null}, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb, ${asker.from?.requestId ?? null},
      ${asker.from?.ip ?? null})
  `.execute(trx);
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function idOf(asker: Asking): string | null {
  if (asker.kind === 'member') return asker.userId;
  return asker.kind === 'api_key' ? asker.keyId : null;
}

/** Of a workspace, or of all when it is null: the newest first, one row more than `limit`. */
export async function listEntries(
  db: Runner,
  { workspaceId, action }: { workspaceId: string | null; action: string | null },
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    select id, workspace_id as "workspaceId", at, action, jsonb_build_object('kind', actor_kind, 'id', actor_id, 'name', actor_name) as actor, target,
      before, after, request_id as "requestId", ip
    from audit_log
    where ${workspaceId === null ? sql`true` : sql`workspace_id = ${workspaceId}`}
      and (${action}::text is null or action = ${action})
      and (${after?.[0] ?? null}::uuid is null or id < ${after?.[0] ?? null}::uuid)
    order by id desc
    limit ${limit + 1}
  `.execute(db);
  return rows;
}
