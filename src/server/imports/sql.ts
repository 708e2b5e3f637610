import { sql } from 'kysely';
import type { ImportStatus } from '#domain/import-status.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import type { Column, Mapping } from './columns/map-columns.ts';
import type { Layout } from './table/read-table.ts';

export type ImportRow = {
  workspaceId: string;
  id: string;
  campaignId: string | null;
  fileName: string;
  status: ImportStatus;
  country: string;
  columns: Column[] | null;
  header: string[] | null;
  layout: Omit<Layout, 'columns'> | null;
  /** What somebody chose, now or for a file like this one (`mappingFrom` names that). */
  mapping: Mapping;
  mappingFrom: string | null;
  stopsAtReview: boolean;
  filePath: string | null;
  rowsRead: number;
  ready: number;
  imported: number;
  updated: number;
  skipped: number;
  failed: number;
  repaired: number;
  problemCode: string | null;
  problem: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

type Key = { workspaceId: string; id: string };

const columns = sql`
  workspace_id as "workspaceId", id, campaign_id as "campaignId", file_name as "fileName", status, country, columns,
  header, layout, mapping, mapping_from as "mappingFrom", stops_at_review as "stopsAtReview", file_path as "filePath",
  rows_read as "rowsRead", ready, imported, updated, skipped, failed, repaired, problem_code as "problemCode", problem,
  created_at as "createdAt", finished_at as "finishedAt"
`;

/** What an inspection found, or found anew after a change. */
export type Found = Pick<ImportRow, 'country' | 'mapping' | 'mappingFrom' | 'problemCode' | 'problem'> & {
  status: ImportStatus;
  layout: Layout;
};

export type NewImport = Pick<
  ImportRow,
  'workspaceId' | 'id' | 'campaignId' | 'fileName' | 'createdAt' | 'stopsAtReview'
> &
  Found & { filePath: string; digest: string; keptUntil: Date };

export async function insertImport(db: Runner, given: NewImport): Promise<void> {
  const { columns: found, ...layout } = given.layout;
  await sql`
    insert into imports (workspace_id, id, campaign_id, file_name, status, country, columns, header, layout, mapping,
      mapping_from, stops_at_review, file_path, file_digest, file_kept_until, problem_code, problem, created_at)
    values (${given.workspaceId}, ${given.id}, ${given.campaignId}, ${given.fileName}, ${given.status}, ${given.country},
      ${JSON.stringify(found)}::jsonb, ${found.map((column) => column.header)}::text[], ${JSON.stringify(layout)}::jsonb,
      ${JSON.stringify(given.mapping)}::jsonb, ${given.mappingFrom}, ${given.stopsAtReview}, ${given.filePath},
      decode(${given.digest}, 'hex'), ${given.keptUntil}, ${given.problemCode}, ${given.problem}, ${given.createdAt})
  `.execute(db);
}

/** Begins again with other columns or another country; false when the import waits no more. */
export async function restartImport(db: Runner, { workspaceId, id }: Key, given: Found): Promise<boolean> {
  const { columns: found, ...layout } = given.layout;
  const { numAffectedRows } = await sql`
    update imports set status = ${given.status}, country = ${given.country}, columns = ${JSON.stringify(found)}::jsonb,
      header = ${found.map((column) => column.header)}::text[], layout = ${JSON.stringify(layout)}::jsonb,
      mapping = ${JSON.stringify(given.mapping)}::jsonb, mapping_from = ${given.mappingFrom},
      problem_code = ${given.problemCode}, problem = ${given.problem}, rows_read = 0, ready = 0, skipped = 0, failed = 0, repaired = 0
    where workspace_id = ${workspaceId} and id = ${id} and status in ('review', 'ready')
  `.execute(db);
  return numAffectedRows === 1n;
}

/** Turns an import that waits into one that is written, from its first row or from where it was cut off. */
export async function beginCommit(
  db: Runner,
  { workspaceId, id }: Key,
  { isResumed, campaignId }: { isResumed: boolean; campaignId: string | null },
): Promise<boolean> {
  const from = isResumed ? sql`status = 'failed' and problem_code = 'interrupted'` : sql`status in ('review', 'ready')`;
  const counts = isResumed ? sql`` : sql`, rows_read = 0, ready = 0, skipped = 0, failed = 0, repaired = 0`;
  const { numAffectedRows } = await sql`
    update imports set status = 'committing', problem_code = null, problem = null, finished_at = null,
      campaign_id = ${campaignId} ${counts}
    where workspace_id = ${workspaceId} and id = ${id} and ${from}
  `.execute(db);
  return numAffectedRows === 1n;
}

export async function getImportRow(db: Runner, workspaceId: string, id: string): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from imports where workspace_id = ${workspaceId} and id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('import', id);
  return rows[0];
}

/** As getImportRow, held until the end of the transaction: whatever counts rows is done one after the other. */
export async function lockImport(trx: Runner, workspaceId: string, id: string): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from imports where workspace_id = ${workspaceId} and id = ${id} for update
  `.execute(trx);
  if (!rows[0]) throw new NotFound('import', id);
  return rows[0];
}

/** Newest first, after the id of the last one seen. */
export async function listImportRows(
  db: Runner,
  { workspaceId, after, limit }: { workspaceId: string; after: string | null; limit: number },
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from imports
    where workspace_id = ${workspaceId} and (${after}::uuid is null or id < ${after}::uuid)
    order by id desc
    limit ${limit}
  `.execute(db);
  return rows;
}

/** The youngest import of the same file to the same place that was neither undone nor given up. */
export async function findSameFile(
  db: Runner,
  { workspaceId, digest, campaignId }: { workspaceId: string; digest: string; campaignId: string | null },
): Promise<Pick<ImportRow, 'id' | 'fileName' | 'createdAt'> | undefined> {
  const { rows } = await sql<Pick<ImportRow, 'id' | 'fileName' | 'createdAt'>>`
    select id, file_name as "fileName", created_at as "createdAt" from imports
    where workspace_id = ${workspaceId}
      and file_digest = decode(${digest}, 'hex')
      and campaign_id is not distinct from ${campaignId}::uuid
      and status not in ('failed', 'undone')
    order by id desc
    limit 1
  `.execute(db);
  return rows[0];
}

/** Every import that a job should be at work on, of all workspaces. */
export async function listAtWork(db: Runner): Promise<Key[]> {
  const { rows } = await sql<Key>`
    select workspace_id as "workspaceId", id from imports where status in ('checking', 'committing') order by id
  `.execute(db);
  return rows;
}

export type Progress = Pick<ImportRow, 'ready' | 'imported' | 'updated' | 'skipped' | 'failed' | 'repaired'>;

export async function addProgress(trx: Runner, { workspaceId, id }: Key, more: Progress): Promise<void> {
  await sql`
    update imports set
      rows_read = rows_read + ${more.ready + more.imported + more.updated + more.skipped + more.failed},
      ready = ready + ${more.ready},
      imported = imported + ${more.imported},
      updated = updated + ${more.updated},
      skipped = skipped + ${more.skipped},
      failed = failed + ${more.failed},
      repaired = repaired + ${more.repaired}
    where workspace_id = ${workspaceId} and id = ${id}
  `.execute(trx);
}

/** `checking` becomes `ready`, `committing` becomes `done`. */
export async function finishImport(db: Runner, { workspaceId, id }: Key, at: { now: Date; keptUntil: Date }) {
  await sql`
    update imports set
      status = case status when 'checking' then 'ready' else 'done' end,
      finished_at = case status when 'checking' then null else ${at.now}::timestamptz end,
      file_kept_until = ${at.keptUntil}
    where workspace_id = ${workspaceId} and id = ${id} and status in ('checking', 'committing')
  `.execute(db);
}

export async function failImport(
  db: Runner,
  { workspaceId, id }: Key,
  { code, message, now }: { code: string; message: string; now: Date },
): Promise<void> {
  await sql`
    update imports set status = 'failed', problem_code = ${code}, problem = ${message}, finished_at = ${now}
    where workspace_id = ${workspaceId} and id = ${id} and status in ('checking', 'committing')
  `.execute(db);
}

export async function markUndone(trx: Runner, { workspaceId, id }: Key, now: Date): Promise<void> {
  await sql`
    update imports set status = 'undone', undone_at = ${now} where workspace_id = ${workspaceId} and id = ${id}
  `.execute(trx);
}

/** Files whose time is over, which are forgotten by this. */
export async function forgetFiles(db: Runner, now: Date): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    update imports i set file_path = null
    from (
      select workspace_id, id, file_path from imports
      where file_path is not null and file_kept_until < ${now} and status not in ('checking', 'committing')
      for update skip locked
    ) old
    where i.workspace_id = old.workspace_id and i.id = old.id
    returning old.file_path as path
  `.execute(db);
  return rows.map(({ path }) => path);
}

/** Those of these imports that still have their file. */
export async function listWithFile(db: Runner, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from imports where id = any(${ids}::uuid[]) and file_path is not null
  `.execute(db);
  return rows.map(({ id }) => id);
}

/** Who came with an import, batch by batch, in the file's order. */
export async function listBatchPeople(db: Runner, { workspaceId, id }: Key): Promise<string[][]> {
  const { rows } = await sql<{ contactIds: string[] }>`
    select contact_ids as "contactIds" from import_batches
    where workspace_id = ${workspaceId} and import_id = ${id}
    order by rows_before
  `.execute(db);
  return rows.map(({ contactIds }) => contactIds);
}

/** A large import changes what the planner should know: without this, claims took 60-90 ms instead of 1.7. */
export async function analyzePeople(db: Runner): Promise<void> {
  await sql`analyze contacts, enrollments, lanes, import_problems`.execute(db);
}

export async function getDefaultCountry(db: Runner, workspaceId: string): Promise<string> {
  const { rows } = await sql<{ country: string }>`
    select default_country as country from workspaces where id = ${workspaceId}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', workspaceId);
  return rows[0].country;
}
