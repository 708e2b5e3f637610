import { readPhone } from '#domain/phone.ts';
import { isZone } from '#domain/zone.ts';
import { headerScore } from './column-words.ts';
import type { Field } from './column-words.ts';
import { Unreadable } from '#server/imports/table/unreadable.ts';

export type Column = {
  index: number;
  /** As it stands in the file; '' where it has none. */
  header: string;
  /** Under which its cells are kept as custom data: the header, made unique. */
  name: string;
  field: Field | null;
  /** How sure it is that the field is right, from 0 to 1; 0 for a column without one. */
  confidence: number;
  /** The share of the rows looked at that have something in it. */
  filled: number;
  /** The first few different cells. */
  samples: string[];
};

/** Fields and the header (or the name we gave) of the column each is to come from; null for a field of no column. */
export type Mapping = Partial<Record<Field, string | null>>;

export type Table = {
  /** The cells of the header, or null where the file has none. */
  header: readonly string[] | null;
  rows: readonly (readonly string[])[];
  width: number;
  country: string;
  mapping?: Mapping | undefined;
  /** Whether somebody chose this mapping for this file, or for one like it. */
  isRemembered?: boolean | undefined;
};

const rowsSampled = 200;
const headerLengthMax = 200;

/**
 * What each column of a table is: by what `mapping` says, else by its header and its cells. Only a phone column is
 * needed; `missingPhone` says what to tell where none is found.
 */
export function mapColumns(table: Table): Column[] {
  const columns = nameColumns(table);
  const mapping = table.mapping ?? {};
  applyMapping(columns, mapping, table.isRemembered ? remembered : given);
  const judge = new ColumnJudge(table);
  for (const field of order) {
    if (mapping[field] !== undefined) continue;
    const free = columns.filter((column) => column.field === null);
    const best = free
      .map((column) => ({ column, score: judge.score(column, field) }))
      .toSorted((a, b) => b.score - a.score)[0];
    if (best === undefined || best.score < needed[field]) continue;
    best.column.field = field;
    best.column.confidence = judge.confidence(best.column, field);
  }
  dropHalfNames(columns);
  for (const column of columns) judge.describe(column);
  return columns;
}

const [given, remembered] = [1, 0.99];

/** The phone first: it decides; the name last, as its words are the vaguest. */
const order: Field[] = [
  'phone',
  'email',
  'timeZone',
  'priority',
  'nextAction',
  'notes',
  'company',
  'firstName',
  'lastName',
  'name',
];

const needed: Record<Field, number> = {
  phone: 0.2,
  email: 0.5,
  timeZone: 0.5,
  priority: 0.5,
  nextAction: 0.9,
  notes: 0.9,
  company: 0.9,
  firstName: 0.9,
  lastName: 0.9,
  name: 0.6,
};

class ColumnJudge {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** From 0 to 1: half the header, half the cells where cells can be checked; else the header alone. */
  score(column: Column, field: Field): number {
    const byHeader = headerScore(column.header, field);
    switch (field) {
      case 'phone':
        return this.#phoneScore(column, byHeader);
      case 'email':
        return this.#either(column, byHeader, isEmail);
      case 'timeZone':
        return this.#either(column, byHeader, (cell) => cell !== 'UTC' && isZone(cell));
      case 'priority':
        return byHeader === 0 || this.#share(column, isPriority) < 0.5 ? 0 : byHeader;
      case 'name':
        return this.#table.header === null ? this.#nameScore(column) : byHeader;
      default:
        return byHeader;
    }
  }

  /** For people to look at: cells that agree make up for a header that says nothing, never for one of two candidates. */
  confidence(column: Column, field: Field): number {
    const byHeader = headerScore(column.header, field);
    const checked = checks[field];
    if (checked === undefined) return round(Math.min(0.97, this.score(column, field)));
    const share = this.#share(column, (cell) => checked(cell, this.#table.country));
    const both = 0.5 * byHeader + 0.5 * share;
    return round(Math.max(both, field === 'phone' && byHeader >= 0.85 ? 0.6 : 0, 0.9 * share));
  }

  /** What a column holds, in a few words. */
  describe(column: Column): void {
    const cells = this.#cells(column);
    const rows = Math.min(rowsSampled, this.#table.rows.length);
    column.filled = rows === 0 ? 0 : round(cells.length / rows);
    column.samples = [...new Set(cells)].slice(0, samplesShown).map((cell) => cell.slice(0, sampleLengthMax));
  }

  /** A header that surely names phones stands even above cells that can't be read: their rows then say why. */
  #phoneScore(column: Column, byHeader: number): number {
    const share = this.#share(column, (cell) => readPhone(cell, this.#table.country).ok);
    if (byHeader < 0.7 && share < 0.5) return 0;
    const isAlone = byHeader < 0.7 && /\b(?:id|zip|code|fax)\b/i.test(column.header);
    return isAlone ? 0 : 0.5 * byHeader + 0.5 * share + (byHeader === 1 ? 0.01 : 0);
  }

  #either(column: Column, byHeader: number, fits: (cell: string) => boolean): number {
    const share = this.#share(column, fits);
    return share >= 0.8 ? 0.5 + byHeader / 2 : byHeader * 0.9;
  }

  /** Without a header: words, mostly different from row to row. */
  #nameScore(column: Column): number {
    const cells = this.#cells(column);
    const distinct = new Set(cells).size;
    const isVaried = cells.length > 0 && distinct > cells.length / 2;
    return isVaried && this.#share(column, isName) >= 0.8 ? 0.6 : 0;
  }

  #share(column: Column, fits: (cell: string) => boolean): number {
    const cells = this.#cells(column);
    return cells.length === 0 ? 0 : cells.filter(fits).length / cells.length;
  }

  #cells(column: Column): string[] {
    const cells = this.#table.rows.slice(0, rowsSampled).map((row) => (row[column.index] ?? '').trim());
    return cells.filter((cell) => cell !== '');
  }
}

const [samplesShown, sampleLengthMax] = [3, 100];

const checks: Partial<Record<Field, (cell: string, country: string) => boolean>> = {
  phone: (cell, country) => readPhone(cell, country).ok,
  email: isEmail,
  timeZone: isZone,
  priority: isPriority,
};

function round(share: number): number {
  return Math.round(share * 100) / 100;
}

/** Whether this has the shape of an e-mail address. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(text);
}

/** A whole number, as a spreadsheet may write it. */
export function isPriority(text: string): boolean {
  return /^[-+]?\d{1,6}(?:\.0+)?$/.test(text);
}

function isName(text: string): boolean {
  return /^[\p{L}\p{M}][\p{L}\p{M}.'\u2019\- ]*$/u.test(text) && text.split(/\s+/).length <= 5;
}

function nameColumns({ header, width }: Table): Column[] {
  const taken = new Set<string>();
  return Array.from({ length: Math.max(width, header?.length ?? 0) }, (_none, index) => {
    const text = header === null ? letterOf(index) : (header[index] ?? '').trim();
    const name = makeUnique(text.slice(0, headerLengthMax) || `column_${index + 1}`, taken);
    taken.add(name);
    return { index, header: text, name, field: null, confidence: 0, filled: 0, samples: [] };
  });
}

function makeUnique(name: string, taken: ReadonlySet<string>): string {
  let unique = name;
  for (let count = 2; taken.has(unique); count += 1) unique = `${name}_${count}`;
  return unique;
}

/** A, B, … Z, AA, AB: as spreadsheets call their columns. */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

function applyMapping(columns: Column[], mapping: Mapping, confidence: number): void {
  for (const field of order) {
    const header = mapping[field]?.trim();
    if (header === undefined) continue;
    const column = columns.find((candidate) => candidate.name === header || candidate.header === header);
    if (column === undefined) {
      throw new Unreadable('unknown_column', `There is no column "${header}" for ${field}. ${columnsFound(columns)}`);
    }
    if (column.field !== null)
      throw new Unreadable('column_used_twice', `"${header}" can't be both ${column.field} and ${field}. Choose one.`);
    column.field = field;
    column.confidence = confidence;
  }
}

/** With a column for whole names its parts are custom data like any other; a lone part is the name. */
function dropHalfNames(columns: Column[]): void {
  const parts = columns.filter(({ field }) => field === 'firstName' || field === 'lastName');
  const hasName = columns.some(({ field }) => field === 'name');
  if (hasName) for (const part of parts) Object.assign(part, { field: null, confidence: 0 });
}

/** What to say of a table without a column of phone numbers; null for one that has it. */
export function missingPhone(columns: readonly Column[]): string | null {
  if (columns.some(({ field }) => field === 'phone')) return null;
  const advice = 'Name the column of phone numbers "phone", or check the country of the numbers.';
  return `No column looks like phone numbers. ${columnsFound(columns)} ${advice}`;
}

function columnsFound(columns: readonly Column[]): string {
  return `Columns found: ${columns.map(({ name }) => name).join(', ')}.`;
}
