import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { namesPhone } from '#server/imports/columns/column-words.ts';
import { mapColumns } from '#server/imports/columns/map-columns.ts';
import type { Column, Mapping } from '#server/imports/columns/map-columns.ts';
import { commonWidth, findDelimiter, isBlank, isHint, readSample } from './dialect.ts';
import type { Sample } from './dialect.ts';
import { findEncoding } from './encoding.ts';
import { findHeader } from './header-row.ts';
import { columnsMax, rowsMax, sampleBytes, sampleRows } from './limits.ts';
import { RecordReader } from './record-reader.ts';
import type { TableRecord } from './record-reader.ts';
import { Unreadable } from './unreadable.ts';

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
};

const chunkBytes = 128 * 1024;

/** Finds out how a file is to be read, and reads it once to count; refuses what can't be imported as a whole. */
export async function inspectTable(path: string, country: string, mapping?: Mapping): Promise<Layout> {
  const encoding = await findEncoding(path);
  const sample = await takeSample(path, encoding);
  const delimiter = findDelimiter(sample);
  const records = readSample(sample, delimiter).slice(0, sampleRows);
  const at = findHeader(
    records.map((record) => record.cells),
    namesPhone,
  );
  const header = records[at] ?? null;
  const rows = records.slice(at + 1).map((record) => record.cells);
  const width = Math.max(header?.cells.length ?? 0, commonWidth(rows));
  refuseTooWide(width);
  const headerRow = header?.row ?? 0;
  if (rows.length === 0) await countRows(path, { encoding, delimiter, headerRow });
  const columns = mapColumns({ header: header?.cells ?? null, rows, width, country, mapping });
  return { encoding, delimiter, headerRow, columns, rows: await countRows(path, { encoding, delimiter, headerRow }) };
}

/** The records of a file below its header, in pieces, without blank rows. */
export async function* readTable(
  path: string,
  layout: Omit<Layout, 'columns' | 'rows'>,
): AsyncGenerator<TableRecord[]> {
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

const brokenToRefuse = 10;

async function countRows(path: string, layout: Omit<Layout, 'columns' | 'rows'>): Promise<number> {
  let rows = 0;
  const broken: number[] = [];
  for await (const records of readTable(path, layout)) {
    rows += records.length;
    for (const record of records) if (record.broken) broken.push(record.line);
  }
  const told = rows.toLocaleString('en');
  if (rows === 0) throw new Unreadable('no_rows', emptyMessage(layout.headerRow));
  if (rows > rowsMax)
    throw new Unreadable('too_many_rows', `The file has ${told} rows; the most is 1,000,000. Split it into parts.`);
  if (broken.length >= brokenToRefuse && broken.length > rows * 0.2) {
    const message = `${broken.length.toLocaleString('en')} of ${told} rows open a quotation mark and never close it, the first in line ${broken[0]}. Save the file as CSV again.`;
    throw new Unreadable('too_many_errors', message);
  }
  return rows;
}

function emptyMessage(headerRow: number): string {
  if (headerRow === 0) return 'The file has no rows. Choose one with at least one person.';
  return 'The file has a header but no rows. Add one row for each person.';
}
