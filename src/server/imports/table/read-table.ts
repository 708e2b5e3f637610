import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { namesPhone } from '#server/imports/columns/column-words.ts';
import { mapColumns, missingPhone } from '#server/imports/columns/map-columns.ts';
import type { Column, Mapping } from '#server/imports/columns/map-columns.ts';
import { commonWidth, findDelimiter, isBlank, isHint, readSample } from './dialect.ts';
import type { Sample } from './dialect.ts';
import { findEncoding } from './encoding.ts';
import { findHeader } from './header-row.ts';
import { columnsMax, rowsMax, sampleBytes, sampleRows } from './limits.ts';
import { RecordReader } from './record-reader.ts';
import type { TableRecord } from './record-reader.ts';
import { Unreadable } from './unreadable.ts';
import type { UnreadableCode } from './unreadable.ts';
import { workbookFormat, writeSheetAsText } from '#server/imports/workbook/sheet-to-text.ts';
import type { ReadSheet } from '#server/imports/workbook/sheet-to-text.ts';

/** How a file is to be read. */
export type Layout = {
  /** A name that TextDecoder knows. */
  encoding: string;
  /** '' for one value a line. */
  delimiter: string;
  /** The row that names the columns, counted from 1; 0 where none does. What stands above it is no data. */
  headerRow: number;
  columns: Column[];
  /** Rows of data in the file. */
  rows: number;
  /** The sheet the rows are from, which lies beside the file as text; null for a file that is text itself. */
  workbook: ReadSheet | null;
  /** The first rows, for people to look at. */
  sample: { row: number; cells: string[] }[];
  /** Why somebody should look before people are called. */
  doubt: { code: UnreadableCode; message: string } | null;
};

type TextLayout = Pick<Layout, 'encoding' | 'delimiter' | 'headerRow'>;

/** What is known of a file before it is looked at; `isRemembered`: the mapping was chosen for a file like it. */
export type Hints = {
  country: string;
  mapping?: Mapping | undefined;
  isRemembered?: boolean | undefined;
  sheet?: string | undefined;
};

const chunkBytes = 128 * 1024;
const [rowsShown, charsShown] = [20, 100];

/** Finds out how a file is to be read, and reads it once to count; refuses what can't be imported as a whole. */
export async function inspectTable(path: string, hints: Hints): Promise<Layout> {
  const format = await workbookFormat(path);
  if (format === null) return { ...(await inspectText(path, hints)), workbook: null };
  const target = sheetPath(path);
  const workbook = await writeSheetAsText({ path, format, target }, hints.sheet);
  return { ...(await inspectText(target, hints, sheetDialect)), workbook };
}

function cutShort(cell: string): string {
  return cell.length > charsShown ? `${cell.slice(0, charsShown)}…` : cell;
}

/** Where the sheet of a workbook lies as text. */
export function sheetPath(path: string): string {
  return `${path}.sheet`;
}

const sheetDialect = { encoding: 'utf-8', delimiter: ',' };

async function inspectText(path: string, hints: Hints, known?: typeof sheetDialect): Promise<Omit<Layout, 'workbook'>> {
  const encoding = known?.encoding ?? (await findEncoding(path));
  const text = await takeSample(path, encoding);
  const delimiter = known?.delimiter ?? findDelimiter(text);
  const { header, below } = splitAtHeader(readSample(text, delimiter).slice(0, sampleRows));
  const layout = { encoding, delimiter, headerRow: header === null ? 0 : header.row };
  return { ...layout, ...(await inspectRows(path, { hints, layout, header: header && header.cells, below })) };
}

type Sampled = { hints: Hints; layout: TextLayout; header: string[] | null; below: TableRecord[] };

async function inspectRows(path: string, { hints, layout, header, below }: Sampled) {
  const rows = below.map((record) => record.cells);
  const width = Math.max(header?.length ?? 0, commonWidth(rows));
  refuseTooWide(width);
  if (rows.length === 0) await countRows(path, layout);
  const columns = mapColumns({ ...hints, header, rows, width });
  const counted = await countRows(path, layout);
  const message = missingPhone(columns);
  const doubt = message === null ? counted.doubt : { code: 'no_phone_column' as const, message };
  const sample = below.slice(0, rowsShown).map(({ row, cells }) => ({ row, cells: cells.map(cutShort) }));
  return { columns, sample, rows: counted.rows, doubt };
}

function splitAtHeader(records: TableRecord[]): { header: TableRecord | null; below: TableRecord[] } {
  const at = findHeader(
    records.map((record) => record.cells),
    namesPhone,
  );
  return { header: records[at] ?? null, below: records.slice(at + 1) };
}

/** The records of a file below its header, in pieces, without blank rows. */
export function readTable(path: string, layout: Layout): AsyncGenerator<TableRecord[]> {
  return readText(layout.workbook === null ? path : sheetPath(path), layout);
}

async function* readText(path: string, layout: TextLayout): AsyncGenerator<TableRecord[]> {
  const decoder = new TextDecoder(layout.encoding);
  const reader = new RecordReader(layout.delimiter);
  const isData = (record: TableRecord) => record.row > layout.headerRow && !isBlank(record) && !isHint(record);
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    yield reader.push(decoder.decode(chunk, { stream: true })).filter(isData);
  }
  yield [...reader.push(decoder.decode()), ...reader.end()].filter(isData);
}

async function takeSample(path: string, encoding: string): Promise<Sample> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    const text = new TextDecoder(encoding).decode(buffer.subarray(0, bytesRead)).replaceAll('\0', '');
    const isWhole = bytesRead < sampleBytes;
    return { text: isWhole ? text : text.slice(0, endOfLastLine(text)), isWhole };
  } finally {
    await file.close();
  }
}

function endOfLastLine(text: string): number {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r', text.length - 2)) + 1;
  if (end > 0) return end;
  const message = `The first line is longer than ${text.length.toLocaleString('en')} characters. Put each person on a line of their own.`;
  throw new Unreadable('record_too_large', message);
}

function refuseTooWide(width: number): void {
  if (width <= columnsMax) return;
  throw new Unreadable(
    'too_many_columns',
    `The file has ${width} columns; the most is ${columnsMax}. Remove those not needed.`,
  );
}

const brokenToDoubt = 10;

async function countRows(path: string, layout: TextLayout): Promise<Pick<Layout, 'rows' | 'doubt'>> {
  let rows = 0;
  const broken: number[] = [];
  for await (const records of readText(path, layout)) {
    rows += records.length;
    for (const record of records) if (record.broken) broken.push(record.line);
  }
  const told = rows.toLocaleString('en');
  if (rows === 0) throw new Unreadable('no_rows', emptyMessage(layout.headerRow));
  if (rows > rowsMax)
    throw new Unreadable('too_many_rows', `The file has ${told} rows; the most is 1,000,000. Split it into parts.`);
  if (broken.length < brokenToDoubt || broken.length <= rows * 0.2) return { rows, doubt: null };
  const message = `${broken.length.toLocaleString('en')} of ${told} rows open a quotation mark and never close it, the first in line ${broken[0]}. Save the file as CSV again, or commit the rows that are sound.`;
  return { rows, doubt: { code: 'too_many_errors', message } };
}

function emptyMessage(headerRow: number): string {
  if (headerRow === 0) return 'The file has no rows. Choose one with at least one person.';
  return 'The file has a header but no rows. Add one row for each person.';
}
