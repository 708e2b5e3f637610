import type { Import, ImportResult } from '#contract/imports.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { System } from '#server/system.ts';
import { errorFile } from './error-file.ts';
import { countProblems, getImportRow, listImportRows, listProblems } from './sql.ts';
import type { ImportRow } from './sql.ts';
import { importSummary } from './summary.ts';
import type { ProblemCount } from './summary.ts';

type Asker = { workspaceId: string };

const errorsShown = 100;

export async function getImport(system: System, { workspaceId }: Asker, { id }: { id: string }): Promise<Import> {
  return describeImport(system, await getImportRow(system.db, workspaceId, id));
}

export async function listImports(
  system: System,
  { workspaceId }: Asker,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const list = ['imports', workspaceId];
  const [after] = readCursor(cursor, list) ?? [];
  const rows = await listImportRows(system.db, {
    workspaceId,
    after: after === undefined ? null : String(after),
    limit: limit + 1,
  });
  const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  const counts = await countProblems(
    system.db,
    workspaceId,
    data.map((row) => row.id),
  );
  return { data: data.map((row) => toImport(row, counts.get(row.id) ?? [], [])), page };
}

export async function getErrorFile(
  system: System,
  { workspaceId }: Asker,
  { id }: { id: string },
): Promise<AsyncIterable<string>> {
  await getImportRow(system.db, workspaceId, id);
  return errorFile(system, workspaceId, id);
}

/** An import as the API shows it, with its first problems. */
export async function describeImport(system: System, row: ImportRow): Promise<Import> {
  const counts = await countProblems(system.db, row.workspaceId, [row.id]);
  const problems = await listProblems(system.db, row, { after: 0, limit: errorsShown });
  const errors = problems.map(({ row: number, code, reason }) => ({ row: number, code, reason }));
  return toImport(row, counts.get(row.id) ?? [], errors);
}

function toImport(row: ImportRow, counts: ProblemCount[], errors: ImportResult['errors']): Import {
  const { id, imported, updated, skipped, failed } = row;
  return {
    id,
    importId: id,
    campaignId: row.campaignId,
    fileName: row.fileName,
    status: row.status,
    country: row.country,
    rowsRead: row.rowsRead,
    imported,
    updated,
    skipped,
    failed,
    summary: row.problem ?? importSummary(row, counts),
    errors,
    errorsUrl: counts.length === 0 ? null : `/api/v1/imports/${id}/errors.csv`,
    columns: Object.fromEntries(
      (row.columns ?? []).flatMap(({ field, name }) => (field === null ? [] : [[field, name]])),
    ),
    problemCode: row.problemCode,
    problem: row.problem,
    createdAt: row.createdAt,
    finishedAt: row.finishedAt,
  };
}
