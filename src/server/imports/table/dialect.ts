import { RecordReader } from './record-reader.ts';
import type { TableRecord } from './record-reader.ts';
import { Unreadable } from './unreadable.ts';

const candidates = [',', ';', '\t', '|', '^'];
const rowsCompared = 200;

/** The beginning of a text, up to the end of a line. */
export type Sample = { text: string; isWhole: boolean };

type Dialect = { delimiter: string; fit: number; hasPhones: boolean };

/**
 * The delimiter under which the rows of a sample agree best on their number of cells; '' for one value a line. Where
 * two fit equally well nobody can tell, and a wrong choice would call wrong numbers: that is refused.
 */
export function findDelimiter(sample: Sample): string {
  const hint = /^\ufeff?sep=([^\r\n])[\r\n]/i.exec(sample.text)?.[1];
  if (hint !== undefined) return hint;
  const [best, next] = candidates.map((delimiter) => judge(sample, delimiter)).toSorted((a, b) => b.fit - a.fit);
  if (best === undefined || best.fit <= judgeLines(sample)) return '';
  if (next !== undefined && best.hasPhones && next.hasPhones && best.fit === next.fit) {
    const names = [best, next].map(({ delimiter }) => (delimiter === '\t' ? 'tab' : delimiter)).join(' and ');
    throw new Unreadable(
      'ambiguous_dialect',
      `Cells seem to be separated by both ${names}. Save the file as CSV with one of them.`,
    );
  }
  return best.delimiter;
}

/** From 0 to 2: the share of rows that are as wide as most, and whether a column holds phone numbers. */
function judge(sample: Sample, delimiter: string): Dialect {
  const rows = readRows(sample, delimiter);
  const width = commonWidth(rows);
  const isSplit = width > 1;
  const like = rows.filter((cells) => cells.length === width);
  const hasPhones = isSplit && hasPhoneColumn(like, width);
  const agreement = rows.length === 0 ? 0 : like.length / rows.length;
  return { delimiter, fit: isSplit ? agreement + (hasPhones ? 1 : 0) : 0, hasPhones };
}

function judgeLines(sample: Sample): number {
  const lines = readRows(sample, '');
  return lines.filter(([line = '']) => looksLikePhone(line)).length > lines.length / 2 ? 1 : 0;
}

function readRows(sample: Sample, delimiter: string): string[][] {
  return readSample(sample, delimiter)
    .slice(0, rowsCompared)
    .map((record) => record.cells);
}

/** The sound rows of a sample that are not blank; the last one only if the sample is the whole text. */
export function readSample({ text, isWhole }: Sample, delimiter: string): TableRecord[] {
  const reader = new RecordReader(delimiter);
  const records = [...reader.push(text), ...(isWhole ? reader.end() : [])];
  return records.filter((record) => record.broken === undefined && !isBlank(record) && !isHint(record));
}

export function isBlank({ cells }: TableRecord): boolean {
  return cells.every((cell) => cell === '' || cell.trim() === '');
}

/** What Excel writes first to name its delimiter. */
export function isHint({ row, cells }: TableRecord): boolean {
  return row === 1 && /^sep=.?$/i.test(cells[0] ?? '');
}

/** How many cells most rows have; the wider where two are as common. */
export function commonWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const cells of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [widest] = [...counts].toSorted(([a, n], [b, m]) => m - n || b - a);
  return widest?.[0] ?? 0;
}

function hasPhoneColumn(rows: string[][], width: number): boolean {
  for (let column = 0; column < width; column += 1) {
    const cells = rows.map((row) => row[column] ?? '').filter((cell) => cell.trim() !== '');
    if (cells.filter(looksLikePhone).length >= Math.max(1, cells.length / 2)) return true;
  }
  return false;
}

/** A quick look, without a country: digits in the usual dress of a phone number, a spreadsheet's damage included. */
export function looksLikePhone(cell: string): boolean {
  const text = cell.trim();
  if (!/^['"=]*(?:tel:)?[+(\d\uff0b][\d\s().\-\u2010-\u2015/]{5,}(?:e\+?\d+)?"?$/i.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  return digits >= 7 && digits <= 16 && !/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(text);
}
