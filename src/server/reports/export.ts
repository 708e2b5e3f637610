import { writeRow } from '#domain/csv.ts';
import type { Database } from '#server/database/pool.ts';
import { listCallRows, listPeople } from './export-sql.ts';
import type { CallKey, CallRow, ExportFilter, PersonRow } from './export-sql.ts';

const rowsAtOnce = 1000;

type Column<Row> = [title: string, of: (row: Row) => string | number | boolean | Date | object | null];

const personColumns: Column<PersonRow>[] = [
  ['phone', (row) => row.phone],
  ['name', (row) => row.name],
  ['email', (row) => row.email],
  ['company', (row) => row.company],
  ['status', (row) => row.status],
  ['attempts', (row) => row.attempts],
  ['last_disposition', (row) => row.lastDisposition],
  ['due_at', (row) => row.dueAt],
  ['last_call_at', (row) => row.lastCallAt],
  ['talk_seconds', (row) => row.talkSeconds],
  ['goal_met', (row) => row.goalMet],
  ['summary', (row) => row.summary],
  ['next_action', (row) => row.nextAction],
  ['custom', (row) => (Object.keys(row.custom).length === 0 ? null : row.custom)],
];

const callColumns: Column<CallRow>[] = [
  ['call_id', (row) => row.id],
  ['phone', (row) => row.phone],
  ['name', (row) => row.name],
  ['from', (row) => row.from],
  ['attempt', (row) => row.attempt],
  ['status', (row) => row.status],
  ['disposition', (row) => row.disposition],
  ['reason', (row) => row.reason],
  ['placed_at', (row) => row.placedAt],
  ['answered_at', (row) => row.answeredAt],
  ['ended_at', (row) => row.endedAt],
  ['talk_seconds', (row) => row.talkSeconds],
  ['goal_met', (row) => row.goalMet],
  ['cost_cents', (row) => row.costCents],
  ['summary', (row) => row.summary],
  ['extracted', (row) => row.extracted],
  ['recording_url', (row) => row.recordingUrl],
  ['provider_call_id', (row) => row.providerCallId],
];

/** The people of a campaign as a CSV file in pieces, first in first; read a page at a time, as fast as it is taken. */
export async function* exportPeople(db: Database, filter: ExportFilter): AsyncGenerator<string> {
  yield headOf(personColumns);
  for (let after = 0; ;) {
    const rows = await listPeople(db, filter, { after, limit: rowsAtOnce });
    if (rows.length > 0) yield rows.map((row) => write(personColumns, row)).join('');
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.order ?? after;
  }
}

/** The calls of a campaign as a CSV file in pieces, the newest first. */
export async function* exportCalls(db: Database, filter: ExportFilter): AsyncGenerator<string> {
  yield headOf(callColumns);
  for (let after: CallKey | null = null; ;) {
    const rows: CallRow[] = await listCallRows(db, filter, { after, limit: rowsAtOnce });
    if (rows.length > 0) yield rows.map((row) => write(callColumns, row)).join('');
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1) ?? after;
  }
}

/** With a mark for Excel's sake, which takes it for another encoding else. */
function headOf<Row>(columns: Column<Row>[]): string {
  return `\ufeff${writeRow(columns.map(([title]) => title))}`;
}

function write<Row>(columns: Column<Row>[], row: Row): string {
  return writeRow(columns.map(([, of]) => textOf(of(row))));
}

function textOf(value: string | number | boolean | Date | object | null): string {
  if (value === null) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
