import type { Import, ImportLayout, ImportResult } from '#contract/imports.ts';
import { importActions } from '#domain/import-status.ts';
import type { System } from '#server/system.ts';
import { countProblems, listProblems } from './problems/sql.ts';
import { importSummary } from './problems/summary.ts';
import type { ProblemCount } from './problems/summary.ts';
import type { ImportRow } from './sql.ts';

const errorsShown = 100;

/** An import as the API shows it, with its first problems. */
export async function describeImport(system: System, row: ImportRow): Promise<Import> {
  const counts = await countProblems(system.db, row.workspaceId, [row.id]);
  const problems = await listProblems(system.db, row, { after: 0, limit: errorsShown });
  const errors = problems.map(({ row: number, code, reason }) => ({ row: number, code, reason }));
  return toImport(row, counts.get(row.id) ?? [], errors);
}

/** Imports of a list, without their problems and sample rows. */
export async function describeImports(system: System, workspaceId: string, rows: ImportRow[]): Promise<Import[]> {
  const counts = await countProblems(
    system.db,
    workspaceId,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const { layout, ...rest } = toImport(row, counts.get(row.id) ?? [], []);
    return { ...rest, layout: layout && { ...layout, sample: [] } };
  });
}

function toImport(row: ImportRow, counts: ProblemCount[], errors: ImportResult['errors']): Import {
  const { id, imported, updated, skipped, failed, repaired, status } = row;
  return {
    id,
    importId: id,
    campaignId: row.campaignId,
    fileName: row.fileName,
    status,
    allowedActions: importActions(status).filter((action) => status !== 'failed' || isResumable(row, action)),
    country: row.country,
    rowsRead: row.rowsRead,
    ready: row.ready,
    imported,
    updated,
    skipped,
    failed,
    repaired,
    layout: layoutOf(row),
    mappingFrom: row.mappingFrom,
    problemCounts: counts.map(({ ending, code, count }) => ({ ending, code, count })),
    summary: row.problem ?? (status === 'review' ? notSure : importSummary(row, counts)),
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

const notSure = 'Which column holds the phone numbers is not sure: choose it, or commit what was found';

function isResumable({ problemCode, filePath }: ImportRow, action: string): boolean {
  return action === 'commit' && problemCode === 'interrupted' && filePath !== null;
}

function layoutOf({ layout, columns }: ImportRow): ImportLayout | null {
  if (layout === null) return null;
  const { workbook, encoding, delimiter, headerRow, rows, sample } = layout;
  return {
    format: workbook?.format ?? 'text',
    encoding,
    delimiter,
    headerRow,
    sheet: workbook?.sheet ?? null,
    sheets: workbook?.sheets ?? [],
    rows,
    columns: (columns ?? []).map(({ header, name, field, confidence, filled, samples }) => {
      return { header, name, field, confidence, filled, samples };
    }),
    sample,
  };
}
