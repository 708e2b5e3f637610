import { writeRow } from '#domain/csv.ts';
import type { System } from '#server/system.ts';
import { listBook } from './book-sql.ts';
import type { BookFilter, BookRow } from './book-sql.ts';

const rowsAtOnce = 1000;
const header = [
  ...['phone', 'name', 'email', 'company', 'timezone', 'notes', 'tags', 'custom'],
  ...['successful_calls', 'not_connected_calls', 'last_conversation', 'last_summary', 'suppressed', 'created_at'],
];

/** Contacts as a CSV file in pieces, with a mark for Excel's sake; read a page at a time, as fast as it is taken. */
export async function* exportContacts(system: System, filter: BookFilter): AsyncGenerator<string> {
  yield `\ufeff${writeRow(header)}`;
  for (let last: string | undefined; ;) {
    const after = last === undefined ? null : ['', last];
    const rows = await listBook(system, filter, { sort: 'createdAt', after, limit: rowsAtOnce });
    if (rows.length > 0) yield rows.slice(0, rowsAtOnce).map(writeContact).join('');
    if (rows.length <= rowsAtOnce) return;
    last = rows[rowsAtOnce - 1]?.id;
  }
}

function writeContact(row: BookRow): string {
  const { phone, name, email, company, givenZone, notes, tags, custom } = row;
  return writeRow([
    ...[phone, name, email, company, givenZone, notes].map((text) => text ?? ''),
    tags.join(', '),
    Object.keys(custom).length === 0 ? '' : JSON.stringify(custom),
    String(row.successfulCalls),
    String(row.notConnectedCalls),
    row.lastConversationAt?.toISOString() ?? '',
    row.lastSummary ?? '',
    row.suppressed ? 'yes' : 'no',
    row.createdAt.toISOString(),
  ]);
}
