import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import type { Column } from './columns/map-columns.ts';
import type { ProblemCount } from './summary.ts';

export type ImportRow = {
  workspaceId: string;
  id: string;
  campaignId: string | null;
  fileName: string;
  status: 'reading' | 'done' | 'failed';
  country: string;
  columns: Column[] | null;
  header: string[] | null;
  rowsRead: number;
  imported: number;
  updated: number;
  skipped: number;
  failed: number;
  problemCode: string | null;
  problem: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

export type ProblemRow = { row: number; ending: 'skipped' | 'failed'; code: string; reason: string; cells: string[] };

const columns = sql`
  workspace_id as "workspaceId", id, campaign_id as "campaignId", file_name as "fileName", status, country, columns,
  header, rows_read as "rowsRead", imported, updated, skipped, failed, problem_code as "problemCode", problem,
  created_at as "createdAt", finished_at as "finishedAt"
`;

export type NewImport = Pick<ImportRow, 'workspaceId' | 'id' | 'campaignId' | 'fileName' | 'country' | 'createdAt'> & {
  columns: Column[];
};

export async function insertImport(db: Runner, given: NewImport): Promise<void> {
  await sql`
    insert into imports (workspace_id, id, campaign_id, file_name, status, country, columns, header, created_at)
    values (${given.workspaceId}, ${given.id}, ${given.campaignId}, ${given.fileName}, 'reading', ${given.country},
      ${JSON.stringify(given.columns)}::jsonb, ${given.columns.map((column) => column.header)}::text[], ${given.createdAt})
  `.execute(db);
}

export async function getImportRow(db: Runner, workspaceId: string, id: string): Promise<ImportRow> {
  const { rows } = await sql<ImportRow>`
    select ${columns} from imports where workspace_id = ${workspaceId} and id = ${id}
  `.execute(db);
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

/** Every import that was being read, of all workspaces. */
export async function listUnfinished(db: Runner): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`select ${columns} from imports where status = 'reading' order by id`.execute(
    db,
  );
  return rows;
}

/** The import's row, held until the end of the transaction: its batches are written one after the other. */
export async function lockImport(
  trx: Runner,
  workspaceId: string,
  id: string,
): Promise<Pick<ImportRow, 'status' | 'rowsRead'>> {
  const { rows } = await sql<Pick<ImportRow, 'status' | 'rowsRead'>>`
    select status, rows_read as "rowsRead" from imports where workspace_id = ${workspaceId} and id = ${id} for update
  `.execute(trx);
  if (!rows[0]) throw new NotFound('import', id);
  return rows[0];
}

type Progress = { imported: number; updated: number; skipped: number; failed: number };

export async function addProgress(
  trx: Runner,
  { workspaceId, id }: { workspaceId: string; id: string },
  more: Progress,
): Promise<void> {
  await sql`
    update imports set
      rows_read = rows_read + ${more.imported + more.updated + more.skipped + more.failed},
      imported = imported + ${more.imported},
      updated = updated + ${more.updated},
      skipped = skipped + ${more.skipped},
      failed = failed + ${more.failed}
    where workspace_id = ${workspaceId} and id = ${id}
  `.execute(trx);
}

/** `problems`: [{row_number, ending, code, reason, cells}] as JSON. */
export async function insertProblems(
  trx: Runner,
  { workspaceId, id }: { workspaceId: string; id: string },
  problems: string,
): Promise<void> {
  await sql`
    insert into import_problems (workspace_id, import_id, row_number, ending, code, reason, cells)
    select ${workspaceId}, ${id}, row_number, ending, code, reason, cells
    from json_to_recordset(${problems}::json) as given (row_number int, ending text, code text, reason text, cells text[])
  `.execute(trx);
}

export async function finishImport(db: Runner, { workspaceId, id }: ImportRow, now: Date): Promise<void> {
  await sql`
    update imports set status = 'done', finished_at = ${now}
    where workspace_id = ${workspaceId} and id = ${id} and status = 'reading'
  `.execute(db);
}

export async function failImport(
  db: Runner,
  { workspaceId, id }: { workspaceId: string; id: string },
  { code, message, now }: { code: string; message: string; now: Date },
): Promise<void> {
  await sql`
    update imports set status = 'failed', problem_code = ${code}, problem = ${message}, finished_at = ${now}
    where workspace_id = ${workspaceId} and id = ${id} and status = 'reading'
  `.execute(db);
}

export async function listProblems(
  db: Runner,
  { workspaceId, id }: { workspaceId: string; id: string },
  { after, limit }: { after: number; limit: number },
): Promise<ProblemRow[]> {
  const { rows } = await sql<ProblemRow>`
    select row_number as row, ending, code, reason, cells from import_problems
    where workspace_id = ${workspaceId} and import_id = ${id} and row_number > ${after}
    order by row_number
    limit ${limit}
  `.execute(db);
  return rows;
}

/** How often each problem came in each of these imports. */
export async function countProblems(
  db: Runner,
  workspaceId: string,
  ids: string[],
): Promise<Map<string, ProblemCount[]>> {
  const { rows } = await sql<ProblemCount & { id: string }>`
    select import_id as id, ending, code, count(*) as count from import_problems
    where workspace_id = ${workspaceId} and import_id = any(${ids}::uuid[])
    group by import_id, ending, code
  `.execute(db);
  return Map.groupBy(rows, (row) => row.id);
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
