import { Invalid } from '#server/errors.ts';
import { findProblems } from '#server/imports/problems/sql.ts';
import { FileReader } from '#server/imports/reading/file-reader.ts';
import { withoutGuard } from '#server/imports/reading/read-people.ts';
import type { ImportRow } from '#server/imports/sql.ts';
import type { System } from '#server/system.ts';
import type { Mending } from './mend-rows.ts';

/** The rows of a corrected error file, in pieces: found again by `_row`, their cells by the original headers. */
export async function* readCorrections(system: System, row: ImportRow, path: string): AsyncGenerator<Mending[]> {
  const reader = new FileReader({ path });
  try {
    const { layout } = await reader.inspect({ country: row.country });
    const headers = layout.columns.map(({ header }) => header);
    const rowAt = headers.indexOf('_row');
    if (rowAt === -1) throw noErrorFile();
    const places = placesOf(row.header ?? [], headers);
    for await (const rows of reader.rows(layout)) {
      const corrected = rows.map(([, cells]) => ({
        row: Number((cells[rowAt] ?? '').trim()),
        cells: places.map((at) => withoutGuard((at === -1 ? '' : (cells[at] ?? '')).trim())),
      }));
      yield await compare(system, row, corrected);
    }
  } finally {
    await reader.close();
  }
}

function noErrorFile(): Invalid {
  const detail = 'The file has no column "_row". Send the error file of this import, with its cells corrected.';
  return new Invalid('not_an_error_file', detail);
}

/** Where each original column stands now: in its place, or wherever somebody moved it; -1 where it is gone. */
function placesOf(original: readonly string[], now: readonly string[]): number[] {
  return original.map((header, index) => (now[index] === header.trim() ? index : now.indexOf(header.trim())));
}

async function compare(
  system: System,
  row: ImportRow,
  corrected: { row: number; cells: string[] }[],
): Promise<Mending[]> {
  const numbers = corrected.map((each) => each.row).filter((number) => isRow(number));
  const problems = new Map(
    (await findProblems(system.db, row, numbers)).map((problem) => [problem.row, problem.cells]),
  );
  return corrected.map((each) => {
    const before = problems.get(each.row) ?? [];
    const isChanged = each.cells.some((cell, index) => cell !== (before[index] ?? '').trim());
    return { ...each, row: isRow(each.row) ? each.row : 0, isDropped: false, isChanged };
  });
}

function isRow(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number < 2 ** 31;
}
