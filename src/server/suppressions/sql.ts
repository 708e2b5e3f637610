import { sql } from 'kysely';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';

/** Which of these numbers must not be called. */
export async function listSuppressed(db: Runner, workspaceId: string, phones: string[]): Promise<Set<string>> {
  if (phones.length === 0) return new Set();
  const { rows } = await sql<{ phone: string }>`
    select phone from suppressions where workspace_id = ${workspaceId} and phone = any(${phones}::text[])
  `.execute(db);
  return new Set(rows.map(({ phone }) => phone));
}

export type NewSuppression = { phone: string; reason: string; source: SuppressionSource; actor: string };
export type SuppressionSource = 'hand' | 'api' | 'file' | 'call';

/** Puts numbers on the list; those that are there keep their reason. Returns the new ones. */
export async function insertSuppressions(
  trx: Runner,
  { workspaceId, suppressions, now }: { workspaceId: string; suppressions: NewSuppression[]; now: Date },
): Promise<string[]> {
  const { rows } = await sql<{ phone: string }>`
    insert into suppressions (workspace_id, phone, reason, source, actor, created_at)
    select ${workspaceId}, n.phone, n.reason, n.source, n.actor, ${now}
    from unnest(
      ${suppressions.map(({ phone }) => phone)}::text[], ${suppressions.map(({ reason }) => reason)}::text[],
      ${suppressions.map(({ source }) => source)}::text[], ${suppressions.map(({ actor }) => actor)}::text[]
    ) as n (phone, reason, source, actor)
    -- In one order everywhere: two that add the same numbers would wait for each other's rows else.
    order by n.phone
    on conflict (workspace_id, phone) do nothing
    returning phone
  `.execute(trx);
  if (rows.length > 0) await bumpVersion(trx, workspaceId);
  return rows.map(({ phone }) => phone);
}

/** Last in its transaction: dials of the whole workspace read this row. */
async function bumpVersion(trx: Runner, workspaceId: string): Promise<void> {
  await sql`update workspaces set suppression_version = suppression_version + 1 where id = ${workspaceId}`.execute(trx);
}

/** Says from when on it is promised that no call is placed to these numbers. */
export async function acknowledgeSuppressions(
  db: Runner,
  { workspaceId, phones, now }: { workspaceId: string; phones: string[]; now: Date },
): Promise<void> {
  await sql`
    update suppressions set acknowledged_at = ${now}
    where workspace_id = ${workspaceId} and phone = any(${phones}::text[]) and acknowledged_at is null
  `.execute(db);
}

/** Numbers on the list since before then of which that is not promised yet. */
export async function listUnacknowledged(
  db: Runner,
  { before, limit }: { before: Date; limit: number },
): Promise<{ workspaceId: string; phone: string }[]> {
  const { rows } = await sql<{ workspaceId: string; phone: string }>`
    select workspace_id as "workspaceId", phone from suppressions
    where acknowledged_at is null and created_at <= ${before}
    order by created_at
    limit ${limit}
  `.execute(db);
  return rows;
}

export type SuppressionRow = {
  id: string;
  phone: string;
  reason: string;
  source: string;
  actor: string;
  createdAt: Date;
  createdKey: string;
};

const columns = sql`id, phone, reason, source, actor, created_at as "createdAt", created_at::text as "createdKey"`;

export type SuppressionFilter = { workspaceId: string; q: string | null; source: string | null };

/** The newest first, after the key of the last one seen. */
export async function listSuppressions(
  db: Runner,
  { workspaceId, q, source }: SuppressionFilter,
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<SuppressionRow[]> {
  const { rows } = await sql<SuppressionRow>`
    select ${columns} from suppressions
    where workspace_id = ${workspaceId}
      and (${q}::text is null or phone like ${q} or reason ilike ${q})
      and (${source}::text is null or source = ${source})
      and ${after ? sql`(created_at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by created_at desc, id desc
    limit ${limit}
  `.execute(db);
  return rows;
}

/** Takes a number off the list. Returns what stood there. */
export async function deleteSuppression(trx: Runner, workspaceId: string, id: string): Promise<SuppressionRow> {
  const { rows } = await sql<SuppressionRow>`
    delete from suppressions where workspace_id = ${workspaceId} and id = ${id} returning ${columns}
  `.execute(trx);
  if (!rows[0]) throw new NotFound('suppression', id);
  await bumpVersion(trx, workspaceId);
  return rows[0];
}
