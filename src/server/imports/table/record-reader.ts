import { recordCharsMax } from './limits.ts';

export type TableRecord = {
  /** Its place as a spreadsheet counts rows, from 1; blank lines count. */
  row: number;
  /** The line of the file on which it begins, from 1. */
  line: number;
  cells: string[];
  /** Why it can't be trusted; `cells` then holds the beginning of its first line. */
  broken?: 'unclosed_quote' | 'record_too_large';
};

/** A quoted cell or record that the text at hand does not finish, or that nothing ever will. */
type Unfinished = 'incomplete' | 'unclosed_quote' | 'record_too_large';
type Cell = { text: string; end: number };
type Cells = { cells: string[]; end: number };

const shownOfBroken = 4096;
const lineBreaks = /\r\n|\n|\r/g;

/**
 * Delimited text in pieces → records, the same for every way of cutting it. Line ends may be mixed. A quotation mark
 * that is never closed costs its first line, not the rest of the file; stray ones inside a cell are text.
 */
export class RecordReader {
  readonly #delimiter: string;
  readonly #charsMax: number;
  #text = '';
  /** Where the record begins that is being read. */
  #start = 0;
  #isLast = false;
  /** Inside a line that was given up as too long, until its end. */
  #isSkipping = false;
  #row = 0;
  #line = 1;
  /** Where the next of each mark lies, looked up once and passed over many times; the length when there is none. */
  #nextQuote = 0;
  #nextLf = 0;
  #nextCr = 0;

  /** `delimiter`: one character; '' for one cell a line. */
  constructor(delimiter: string, charsMax = recordCharsMax) {
    this.#delimiter = delimiter;
    this.#charsMax = charsMax;
  }

  push(text: string): TableRecord[] {
    return this.#read(text.includes('\0') ? text.replaceAll('\0', '') : text);
  }

  /** The records that only the end of the text finishes. */
  end(): TableRecord[] {
    this.#isLast = true;
    return this.#read('');
  }

  #read(more: string): TableRecord[] {
    this.#text += more;
    this.#nextQuote = this.#nextLf = this.#nextCr = -1;
    const records: TableRecord[] = [];
    let at = this.#isSkipping ? this.#skip(0) : 0;
    while (at < this.#text.length) {
      const end = this.#readRecord(at, records);
      if (end === null) break;
      at = end;
    }
    this.#text = this.#text.slice(at);
    return records;
  }

  #readRecord(at: number, records: TableRecord[]): number | null {
    this.#lookAhead(at);
    const lineEnd = Math.min(this.#nextLf, this.#nextCr);
    this.#start = at;
    const isPlain = this.#nextQuote >= lineEnd;
    const read = isPlain ? this.#readPlainRecord(at, lineEnd) : this.#readQuotedRecord(at);
    if (read === 'incomplete') return null;
    if (typeof read === 'string') return this.#breakOff(read, lineEnd, records);
    if (this.#isTooLarge(read.end)) return this.#breakOff('record_too_large', lineEnd, records);
    records.push(this.#record(read.cells));
    this.#line += isPlain ? 1 : (this.#text.slice(at, read.end).match(lineBreaks)?.length ?? 0);
    return read.end;
  }

  #readPlainRecord(at: number, lineEnd: number): Cells | Unfinished {
    const end = this.#afterBreak(lineEnd);
    if (end === null) return this.#unfinished();
    const line = this.#text.slice(at, lineEnd);
    return { cells: this.#delimiter === '' ? [line] : line.split(this.#delimiter), end };
  }

  #readQuotedRecord(at: number): Cells | Unfinished {
    const cells: string[] = [];
    for (let from = at; ;) {
      const cell = this.#readCell(from);
      if (typeof cell === 'string') return cell;
      cells.push(cell.text);
      if (this.#text[cell.end] !== this.#delimiter) {
        const end = this.#afterBreak(cell.end);
        return end === null ? this.#unfinished() : { cells, end };
      }
      from = cell.end + 1;
    }
  }

  #readCell(from: number): Cell | Unfinished {
    const start = skipSpaces(this.#text, from);
    return this.#text[start] === '"' ? this.#readQuotedCell(from, start) : this.#readPlainCell(from, from);
  }

  #readQuotedCell(from: number, quote: number): Cell | Unfinished {
    const text = this.#text;
    for (let at = quote + 1; ;) {
      const close = text.indexOf('"', at);
      const after = skipSpaces(text, close + 1);
      if (close === -1 || (after === text.length && !this.#isLast)) return this.#unfinished();
      if (text[close + 1] === '"') {
        at = close + 2;
        continue;
      }
      if (this.#endsCell(after)) return { text: text.slice(quote + 1, close).replaceAll('""', '"'), end: after };
      // Text after the closing mark: on one line a stray mark, on several the beginning of another quoted cell.
      if (/[\r\n]/.test(text.slice(quote, close)))
        return this.#isTooLarge(after) ? 'record_too_large' : 'unclosed_quote';
      return this.#readPlainCell(from, close);
    }
  }

  /** A cell whose marks mean nothing, known to go on until `known` at least. */
  #readPlainCell(from: number, known: number): Cell | Unfinished {
    let end = known;
    while (!this.#endsCell(end)) end += 1;
    return end === this.#text.length && !this.#isLast ? this.#unfinished() : { text: this.#text.slice(from, end), end };
  }

  #unfinished(): Unfinished {
    if (this.#isTooLarge(this.#text.length)) return 'record_too_large';
    return this.#isLast ? 'unclosed_quote' : 'incomplete';
  }

  #endsCell(at: number): boolean {
    const mark = this.#text[at];
    return mark === undefined || mark === '\n' || mark === '\r' || mark === this.#delimiter;
  }

  /** What is asked here must not depend on how much text is at hand: a record is measured to its end, or as far as known. */
  #isTooLarge(end: number): boolean {
    return Math.min(end, this.#text.length) - this.#start > this.#charsMax;
  }

  /** Gives up the first line of the record and goes on after it. */
  #breakOff(broken: 'unclosed_quote' | 'record_too_large', lineEnd: number, records: TableRecord[]): number {
    const shown = Math.min(lineEnd, this.#start + Math.min(shownOfBroken, this.#charsMax));
    records.push({ ...this.#record([this.#text.slice(this.#start, shown)]), broken });
    return this.#skip(lineEnd);
  }

  #skip(from: number): number {
    this.#lookAhead(from);
    const lineEnd = Math.min(this.#nextLf, this.#nextCr);
    const end = this.#afterBreak(lineEnd);
    this.#isSkipping = end === null || (lineEnd === this.#text.length && !this.#isLast);
    if (this.#isSkipping) return lineEnd;
    this.#line += 1;
    return end ?? lineEnd;
  }

  #lookAhead(at: number): void {
    if (this.#nextQuote < at) this.#nextQuote = this.#find('"', at);
    if (this.#nextLf < at) this.#nextLf = this.#find('\n', at);
    if (this.#nextCr < at) this.#nextCr = this.#find('\r', at);
  }

  #find(mark: string, from: number): number {
    const at = this.#text.indexOf(mark, from);
    return at === -1 ? this.#text.length : at;
  }

  /** Where the next line begins; null when only more text can tell. */
  #afterBreak(at: number): number | null {
    const isDecided = this.#isLast || at + 1 < this.#text.length || this.#text[at] === '\n';
    if (!isDecided) return null;
    return this.#text[at] === '\r' && this.#text[at + 1] === '\n' ? at + 2 : at + 1;
  }

  #record(cells: string[]): TableRecord {
    this.#row += 1;
    return { row: this.#row, line: this.#line, cells };
  }
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}
