import { commonWidth, looksLikePhone } from './dialect.ts';

const rowsTried = 30;

/**
 * Which of a table's first rows names its columns, as an index; -1 where none does. Title lines above are passed over:
 * a header names a phone column, or is as wide as the table, all words, and above the first row with a phone number.
 */
export function findHeader(rows: readonly (readonly string[])[], namesPhone: (cell: string) => boolean): number {
  const width = commonWidth(rows);
  const first = rows.slice(0, rowsTried);
  const named = first.findIndex((cells) => isNamed(cells, width) && cells.some(namesPhone));
  if (named !== -1) return named;
  const firstPhone = first.findIndex((cells) => cells.some(looksLikePhone));
  if (firstPhone === -1) return first.findIndex((cells) => isHeader(cells, width));
  const above = first.slice(0, firstPhone);
  return width === 1
    ? above.findLastIndex((cells) => isHeader(cells, width))
    : above.findIndex((cells) => isHeader(cells, width));
}

function isNamed(cells: readonly string[], width: number): boolean {
  return countFilled(cells) >= Math.min(2, width) && !cells.some(looksLikePhone);
}

function isHeader(cells: readonly string[], width: number): boolean {
  const isWide = width <= 1 ? countFilled(cells) === 1 : countFilled(cells) >= Math.max(2, Math.ceil(width * 0.6));
  return isWide && cells.every(isWords);
}

function countFilled(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

/** Not what stands in a row of data: a phone number, another number, a date, an address of a mailbox. */
function isWords(cell: string): boolean {
  const text = cell.trim();
  return !looksLikePhone(text) && !/^[-+]?[\d.,\s/:%-]+$/.test(text) && !/^\S+@\S+\.\S+$/.test(text);
}
