import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { looksLikePhone } from '#server/imports/table/dialect.ts';
import { rowsMax } from '#server/imports/table/limits.ts';
import { Unreadable } from '#server/imports/table/unreadable.ts';
import { recordText } from './cell-text.ts';
import type { Workbook } from './sheets.ts';

export type WorkbookFormat = 'xlsx' | 'xls';

/** The sheet that was read, and all there are. */
export type ReadSheet = { format: WorkbookFormat; sheet: string; sheets: string[] };

const rowsLookedAt = 200;
const charsAtOnce = 256 * 1024;
/** Rows above the data of a sheet that holds nothing there. */
const emptyRowsMax = 100_000;

/** Whether a file is a workbook, by its first bytes; null for anything else. */
export async function workbookFormat(path: string): Promise<WorkbookFormat | null> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const beginning = buffer.toString('hex');
    if (beginning === '504b0304' || beginning === '504b0506') return 'xlsx';
    return beginning === 'd0cf11e0' ? 'xls' : null;
  } finally {
    await file.close();
  }
}

/**
 * Writes the first sheet with people in it, or the one that is named, to `target` as text with commas, a record for
 * each row of the sheet: from there on a workbook is read as any other file.
 */
export async function writeSheetAsText(
  { path, format, target }: { path: string; format: WorkbookFormat; target: string },
  wanted?: string,
): Promise<ReadSheet> {
  // Loading what reads workbooks takes 50 ms, a third of what a thread needs to begin: other files do without.
  const { openXls, openXlsx } = await import('./sheets.ts');
  const workbook = await (format === 'xlsx' ? openXlsx(path) : openXls(path));
  const sheet = wanted === undefined ? await findPeople(workbook) : workbook.names.indexOf(wanted);
  if (sheet === -1) {
    const message = `There is no sheet "${wanted}". Sheets found: ${workbook.names.join(', ')}.`;
    throw new Unreadable('unknown_sheet', message);
  }
  await write(workbook, sheet, target);
  return { format, sheet: workbook.names[sheet] ?? '', sheets: workbook.names };
}

/** The first sheet with something like a phone number in it, else the first. */
async function findPeople(workbook: Workbook): Promise<number> {
  if (workbook.names.length === 1) return 0;
  for (const sheet of workbook.names.keys()) {
    for await (const { cells } of workbook.rows(sheet, rowsLookedAt)) if (cells.some(looksLikePhone)) return sheet;
  }
  return 0;
}

async function write(workbook: Workbook, sheet: number, target: string): Promise<void> {
  // Whoever reads what was there before goes on with that.
  const unfinished = `${target}.new`;
  const file = openSync(unfinished, 'w', 0o600);
  try {
    let [text, next, rows] = ['', 1, 0];
    for await (const { row, cells } of workbook.rows(sheet)) {
      if (row < next || row - next > emptyRowsMax) throw strangeRow(row);
      text += '\n'.repeat(row - next) + recordText(cells);
      next = row + 1;
      rows += 1;
      if (rows > rowsMax + rowsLookedAt) throw tooManyRows();
      if (text.length < charsAtOnce) continue;
      writeSync(file, text);
      text = '';
    }
    writeSync(file, text);
    renameSync(unfinished, target);
  } finally {
    closeSync(file);
    rmSync(unfinished, { force: true });
  }
}

function tooManyRows(): Unreadable {
  return new Unreadable('too_many_rows', 'The sheet has more than 1,000,000 rows. Split it into parts.');
}

function strangeRow(row: number): Unreadable {
  const told = row.toLocaleString('en');
  return new Unreadable(
    'archive_rejected',
    `The sheet's rows are out of order at row ${told}. Save it again, or as CSV.`,
  );
}
