import { rm } from 'node:fs/promises';
import { readPhone } from '#domain/phone.ts';
import { Invalid } from '#server/errors.ts';
import { FileReader } from '#server/imports/reading/file-reader.ts';
import { sheetPath } from '#server/imports/table/read-table.ts';
import { Unreadable } from '#server/imports/table/unreadable.ts';

export type NumbersRead = {
  phones: string[];
  failed: number;
  /** The first of those that failed, by row. */
  errors: { pointer: string; code: string; reason: string }[];
};

const errorsShown = 100;

/**
 * The numbers of a file, from the column that holds phones; whatever else stands in it is left out. It is read in a thread
 * of its own, and comes in pieces: others are answered between them.
 */
export async function readNumbers(path: string, country: string): Promise<NumbersRead> {
  const reader = new FileReader({ path });
  try {
    const { layout } = await reader.inspect({ country });
    if (layout.doubt?.code === 'no_phone_column') throw new Unreadable(layout.doubt.code, layout.doubt.message);
    const column = layout.columns.find(({ field }) => field === 'phone')?.index ?? 0;
    const numbers: NumbersRead = { phones: [], failed: 0, errors: [] };
    for await (const rows of reader.rows(layout)) {
      for (const [row, cells] of rows) note(numbers, row, readPhone((cells[column] ?? '').trim(), country));
    }
    return numbers;
  } catch (error) {
    throw error instanceof Unreadable ? new Invalid(error.code, error.message, { cause: error }) : error;
  } finally {
    await reader.close();
    await rm(sheetPath(path), { force: true });
  }
}

function note(numbers: NumbersRead, row: number, read: ReturnType<typeof readPhone>): void {
  if (read.ok) return void numbers.phones.push(read.phone);
  numbers.failed += 1;
  if (numbers.errors.length < errorsShown)
    numbers.errors.push({ pointer: `/rows/${row}`, code: read.code, reason: read.reason });
}
