import { writeRow } from '#domain/csv.ts';
import type { System } from '#server/system.ts';
import { suggestionFor } from './row-problem.ts';
import { getImportRow } from '#server/imports/sql.ts';
import { listProblems } from './sql.ts';
import type { ProblemRow } from './sql.ts';

const rowsAtOnce = 1000;
const added = ['_row', '_problem_code', '_problem', '_suggestion'];

/**
 * The rows that brought nobody as a CSV file in pieces: their original cells, then row, code, reason and what to do.
 * With a mark for Excel's sake; cells that a spreadsheet would run as a formula carry an apostrophe.
 */
export async function* errorFile(system: System, workspaceId: string, importId: string): AsyncGenerator<string> {
  const { header } = await getImportRow(system.db, workspaceId, importId);
  const width = header?.length ?? 0;
  yield `\ufeff${writeRow([...(header ?? []), ...added])}`;
  for (let after = 0; ;) {
    const problems = await listProblems(system.db, { workspaceId, id: importId }, { after, limit: rowsAtOnce });
    if (problems.length > 0) yield problems.map((problem) => writeProblem(problem, width)).join('');
    if (problems.length < rowsAtOnce) return;
    after = problems.at(-1)?.row ?? after;
  }
}

/** Cells beyond the header would push the added ones out of their columns: they go into the last one of the row. */
function writeProblem({ row, code, reason, cells }: ProblemRow, width: number): string {
  const own = Array.from({ length: width }, (_none, index) => cells[index] ?? '');
  const extra = cells.slice(width).filter((cell) => cell.trim() !== '');
  const problem = extra.length === 0 ? reason : `${reason}: ${extra.join(' | ')}`;
  return writeRow([...own, String(row), code, problem, suggestionFor(code)]);
}
