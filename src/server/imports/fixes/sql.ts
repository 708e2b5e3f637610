import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import type { Mapping } from '#server/imports/columns/map-columns.ts';
import type { RowFix } from '#server/imports/reading/file-reader.ts';

type Key = { workspaceId: string; id: string };

/** What a later commit reads instead of the file's rows. */
export async function saveFixes(trx: Runner, { workspaceId, id }: Key, fixes: RowFix[]): Promise<void> {
  await sql`
    insert into import_fixes (workspace_id, import_id, row_number, cells, is_dropped)
    select ${workspaceId}, ${id}, row, cells, "isDropped"
    from json_to_recordset(${JSON.stringify(fixes)}::json) as given (row int, cells text[], "isDropped" boolean)
    on conflict (workspace_id, import_id, row_number) do update set
      cells = excluded.cells, is_dropped = excluded.is_dropped
  `.execute(trx);
}

export async function listFixes(db: Runner, { workspaceId, id }: Key): Promise<RowFix[]> {
  const { rows } = await sql<RowFix>`
    select row_number as row, cells, is_dropped as "isDropped" from import_fixes
    where workspace_id = ${workspaceId} and import_id = ${id}
  `.execute(db);
  return rows;
}

type BatchPeople = { rowsBefore: number; contactIds: string[]; enrollmentIds: string[] };

/** Who a batch brought, once. */
export async function insertBatchPeople(trx: Runner, { workspaceId, id }: Key, batch: BatchPeople): Promise<void> {
  await sql`
    insert into import_batches (workspace_id, import_id, rows_before, contact_ids, enrollment_ids)
    values (${workspaceId}, ${id}, ${batch.rowsBefore}, ${batch.contactIds}::uuid[], ${batch.enrollmentIds}::uuid[])
    on conflict (workspace_id, import_id, rows_before) do update set
      contact_ids = import_batches.contact_ids || excluded.contact_ids,
      enrollment_ids = import_batches.enrollment_ids || excluded.enrollment_ids
  `.execute(trx);
}

/** Which of these numbers came with the import already. */
export async function listNumbersImported(
  db: Runner,
  { workspaceId, id }: Key,
  phones: string[],
): Promise<Set<string>> {
  if (phones.length === 0) return new Set();
  const { rows } = await sql<{ phone: string }>`
    select c.phone from contacts c
    where c.workspace_id = ${workspaceId}
      and c.phone = any(${phones}::text[])
      and exists (
        select from import_batches b
        where b.workspace_id = ${workspaceId} and b.import_id = ${id} and c.id = any(b.contact_ids)
      )
  `.execute(db);
  return new Set(rows.map(({ phone }) => phone));
}

/** The enrollments that came with an import. */
export async function listEnrolled(db: Runner, { workspaceId, id }: Key): Promise<string[]> {
  const { rows } = await sql<{ enrollmentIds: string[] }>`
    select enrollment_ids as "enrollmentIds" from import_batches
    where workspace_id = ${workspaceId} and import_id = ${id}
    order by rows_before
  `.execute(db);
  return rows.flatMap(({ enrollmentIds }) => enrollmentIds);
}

export type RememberedMapping = { mapping: Mapping; fileName: string };

export async function findMapping(
  db: Runner,
  workspaceId: string,
  headersDigest: string,
): Promise<RememberedMapping | undefined> {
  const { rows } = await sql<RememberedMapping>`
    select mapping, file_name as "fileName" from import_mappings
    where workspace_id = ${workspaceId} and headers_digest = decode(${headersDigest}, 'hex')
  `.execute(db);
  return rows[0];
}

export async function rememberMapping(
  db: Runner,
  workspaceId: string,
  given: RememberedMapping & { headersDigest: string; now: Date },
): Promise<void> {
  await sql`
    insert into import_mappings (workspace_id, headers_digest, mapping, file_name, used_at)
    values (${workspaceId}, decode(${given.headersDigest}, 'hex'), ${JSON.stringify(given.mapping)}::jsonb,
      ${given.fileName}, ${given.now})
    on conflict (workspace_id, headers_digest) do update set
      mapping = excluded.mapping, file_name = excluded.file_name, used_at = excluded.used_at
  `.execute(db);
}
