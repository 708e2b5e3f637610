import { readFile } from 'node:fs/promises';
import { readXls, streamXlsxRows } from 'hucre/xlsx';
import { Unreadable } from '#server/imports/table/unreadable.ts';
import { damaged, encrypted, inspectArchive } from './archive.ts';
import { cellText } from './cell-text.ts';

export type SheetRow = {
  /** As the spreadsheet counts it, from 1. */
  row: number;
  cells: string[];
};

/** A workbook on disk; its sheets are read one after the other, each from its first row. */
export type Workbook = {
  names: string[];
  rows(sheet: number, rowsMax?: number): AsyncGenerator<SheetRow>;
};

/** A zip archive that is a workbook (xlsx); parts are unpacked as they are read. */
export async function openXlsx(path: string): Promise<Workbook> {
  const names = inspectArchive(path);
  const bytes = await readFile(path);
  return {
    names,
    async *rows(sheet, rowsMax) {
      const options = rowsMax === undefined ? { sheet } : { sheet, maxRows: rowsMax };
      try {
        for await (const { index, values } of streamXlsxRows(bytes, options)) {
          yield { row: index + 1, cells: values.map(cellText) };
        }
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
}

/** A workbook of Excel 97-2003 (xls), at most 65,536 rows a sheet. */
export async function openXls(path: string): Promise<Workbook> {
  const bytes = await readFile(path);
  // Protected workbooks of today hide in the same container as old ones; the names in it are UTF-16.
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le')) || hasFilePass(bytes)) throw encrypted();
  const { sheets } = await readXls(bytes).catch((error: unknown) => {
    throw refusalOf(error);
  });
  return {
    names: sheets.map(({ name }) => name),
    async *rows(sheet, rowsMax) {
      const rows = sheets[sheet]?.rows.slice(0, rowsMax) ?? [];
      for (const [index, values] of rows.entries()) yield { row: index + 1, cells: Array.from(values ?? [], cellText) };
    },
  };
}

const filePassRecord = 0x2f;

function refusalOf(error: unknown): Unreadable {
  return error instanceof Unreadable ? error : damaged();
}

/** An xls file with a password names its cipher right after its first record. */
function hasFilePass(bytes: Buffer): boolean {
  const first = bytes.indexOf(Buffer.from([0x09, 0x08, 0x10, 0x00, 0x00, 0x06]));
  return first !== -1 && bytes.length > first + 22 && bytes.readUInt16LE(first + 20) === filePassRecord;
}
