import { readPhone } from '#domain/phone.ts';
import { explainUnknownZone, isZone, zonesOf } from '#domain/zone.ts';
import type { Field } from '#server/imports/columns/column-words.ts';
import { isEmail, isPriority } from '#server/imports/columns/map-columns.ts';
import type { Column } from '#server/imports/columns/map-columns.ts';
import type { RowProblem } from '#server/imports/problems/row-problem.ts';
import { SeenNumbers } from './seen-numbers.ts';
import { cellBytesMax } from '#server/imports/table/limits.ts';
import type { TableRecord } from '#server/imports/table/record-reader.ts';

/** A row that is somebody, named as `contacts/sql.ts` reads it. */
export type PersonRow = {
  n: number;
  id: string;
  phone: string;
  name: string | null;
  email: string | null;
  company: string | null;
  notes: string | null;
  time_zone: string | null;
  zones: string[];
  custom: Record<string, string>;
  explicit: number;
  next_action: string | null;
};

/** `repaired`: a spreadsheet had taken digits or a plus away, and they were put back. */
export type RowRead = { ok: true; person: PersonRow; repaired: boolean } | { ok: false; problem: RowProblem };

type Reading = { columns: readonly Column[]; country: string; importId: string; forCampaign: boolean };
type Values = Partial<Record<Field, string>>;
type Zone = { time_zone: string | null; zones: string[] };
type Read = { phone: string; zone: Zone; values: Values; custom: Record<string, string> };

/** Turns the rows of one file into people, in the file's order: a number counts the first time it comes. */
export class PeopleReader {
  readonly #columns: readonly Column[];
  readonly #country: string;
  readonly #importId: string;
  readonly #forCampaign: boolean;
  readonly #seen = new SeenNumbers();

  /** `forCampaign`: priority and next action have a place; else they are custom data like any other column. */
  constructor({ columns, country, importId, forCampaign }: Reading) {
    this.#columns = columns;
    this.#country = country;
    this.#importId = importId;
    this.#forCampaign = forCampaign;
  }

  read(record: TableRecord): RowRead {
    const broken = this.#checkShape(record);
    if (broken !== null) return failed(broken.code, broken.reason);
    const { custom, ...values } = this.#readCells(record.cells);
    const phone = readPhone(values.phone ?? '', this.#country);
    if (!phone.ok) return failed(phone.code, phone.reason);
    const zone = readZone(values.timeZone, phone.phone);
    if (typeof zone === 'string') return failed('bad_timezone', zone);
    const first = this.#seen.note(phone.phone, record.row);
    if (first === null)
      return {
        ok: true,
        person: this.#person(record.row, { phone: phone.phone, zone, values, custom }),
        repaired: phone.repaired,
      };
    const reason = `Row ${first} has ${phone.phone} already`;
    return { ok: false, problem: { ending: 'skipped', code: 'duplicate_in_file', reason } };
  }

  #person(row: number, { phone, zone, values, custom }: Read): PersonRow {
    return {
      n: row,
      id: idOf(this.#importId, row),
      phone,
      name: values.name ?? joinName(values),
      email: values.email ?? null,
      company: values.company ?? null,
      notes: values.notes ?? null,
      ...zone,
      custom,
      explicit: values.priority === undefined ? 0 : Number(values.priority),
      next_action: values.nextAction ?? null,
    };
  }

  #checkShape({
    cells,
    broken,
  }: TableRecord): { code: 'row_shape' | 'too_long' | 'record_too_large'; reason: string } | null {
    if (broken === 'record_too_large')
      return { code: 'record_too_large', reason: 'The row has more than 1,048,576 characters' };
    if (broken === 'unclosed_quote')
      return { code: 'row_shape', reason: 'A quotation mark is opened and never closed' };
    const width = this.#columns.length;
    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      return { code: 'row_shape', reason: `The row has ${cells.length} cells, the header ${width}` };
    }
    const long = cells.findIndex((cell) => cell.length * 3 > cellBytesMax && Buffer.byteLength(cell) > cellBytesMax);
    if (long === -1) return null;
    const bytes = Buffer.byteLength(cells[long] ?? '').toLocaleString('en');
    return {
      code: 'too_long',
      reason: `The cell in column ${this.#columns[long]?.name} has ${bytes} bytes; the most is 8,192`,
    };
  }

  #readCells(cells: readonly string[]): Values & { custom: Record<string, string> } {
    const values: Values = {};
    const custom: [string, string][] = [];
    for (const column of this.#columns) {
      const text = withoutGuard((cells[column.index] ?? '').trim());
      if (text === '') continue;
      if (this.#isPlaced(column, text)) values[column.field] = text;
      if (column.field === null || isKeptAsWell(column.field) || values[column.field] === undefined)
        custom.push([column.name, text]);
    }
    return { ...values, custom: Object.fromEntries(custom) };
  }

  /** Whether a cell has a place of its own; what has the wrong shape for it is kept as custom data. */
  #isPlaced(column: Column, text: string): column is Column & { field: Field } {
    switch (column.field) {
      case null:
        return false;
      case 'email':
        return isEmail(text);
      case 'priority':
        return this.#forCampaign && isPriority(text);
      case 'nextAction':
        return this.#forCampaign;
      default:
        return true;
    }
  }
}

/** The import's id with the row in its last 32 bits: read again after a crash, a row is the same new contact. */
function idOf(importId: string, row: number): string {
  return importId.slice(0, -8) + row.toString(16).padStart(8, '0');
}

function isKeptAsWell(field: Field): boolean {
  return field === 'firstName' || field === 'lastName';
}

function failed(code: RowProblem['code'], reason: string): RowRead {
  return { ok: false, problem: { ending: 'failed', code, reason } };
}

/** Takes off the apostrophe that keeps spreadsheets from running a cell as a formula. */
export function withoutGuard(text: string): string {
  return text.charCodeAt(0) === 39 && /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

/** The zone that is given, else all of the number's; a sentence where there is none. */
function readZone(given: string | undefined, phone: string): Zone | string {
  if (given !== undefined) return isZone(given) ? { time_zone: given, zones: [given] } : explainUnknownZone(given);
  const zones = zonesOf(phone);
  return zones.length > 0
    ? { time_zone: null, zones }
    : `No time zone is known for ${phone}: add one in a column time_zone`;
}

function joinName({ firstName, lastName }: Values): string | null {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return name === '' ? null : name;
}
