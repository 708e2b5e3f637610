import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import type { ProblemCount } from './summary.ts';

export type ProblemRow = { row: number; ending: 'skipped' | 'failed'; code: string; reason: string; cells: string[] };

type Key = { workspaceId: string; id: string };

/** `problems`: [{row_number, ending, code, reason, cells}] as JSON. A row has one problem, the last that was found. */
export async function insertProblems(trx: Runner, { workspaceId, id }: Key, problems: string): Promise<void> {
  await sql`
    insert into import_problems (workspace_id, import_id, row_number, ending, code, reason, cells)
    select ${workspaceId}, ${id}, row_number, ending, code, reason, cells
    from json_to_recordset(${problems}::json) as given (row_number int, ending text, code text, reason text, cells text[])
    on conflict (workspace_id, import_id, row_number) do update set
      ending = excluded.ending, code = excluded.code, reason = excluded.reason, cells = excluded.cells
  `.execute(trx);
}

type Wanted = { after: number; limit: number; code?: string | undefined };

export async function listProblems(
  db: Runner,
  { workspaceId, id }: Key,
  { after, limit, code }: Wanted,
): Promise<ProblemRow[]> {
  const { rows } = await sql<ProblemRow>`
    select row_number as row, ending, code, reason, cells from import_problems
    where workspace_id = ${workspaceId}
      and import_id = ${id}
      and row_number > ${after}
      and (${code ?? null}::text is null or code = any(string_to_array(${code ?? null}::text, ',')))
    order by row_number
    limit ${limit}
  `.execute(db);
  return rows;
}

/** The problems of these rows, as far as they have any. */
export async function findProblems(db: Runner, { workspaceId, id }: Key, rowNumbers: number[]): Promise<ProblemRow[]> {
  const { rows } = await sql<ProblemRow>`
    select row_number as row, ending, code, reason, cells from import_problems
    where workspace_id = ${workspaceId} and import_id = ${id} and row_number = any(${rowNumbers}::int[])
    order by row_number
  `.execute(db);
  return rows;
}

/** All problems of an import, or those of some rows. */
export async function removeProblems(trx: Runner, { workspaceId, id }: Key, rowNumbers?: number[]): Promise<void> {
  const some = rowNumbers === undefined ? sql`` : sql`and row_number = any(${rowNumbers}::int[])`;
  await sql`
    delete from import_problems where workspace_id = ${workspaceId} and import_id = ${id} ${some}
  `.execute(trx);
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
