import type { PageKey } from '#server/database/page.ts';
import { writeCell } from '#server/imports/error-file.ts';
import type { System } from '#server/system.ts';
import { listSuppressions } from './sql.ts';
import type { SuppressionFilter } from './sql.ts';

const rowsAtOnce = 1000;
const header = ['phone', 'reason', 'source', 'actor', 'since'];

/** The list as CSV in pieces, the newest first; it can be uploaded again. */
export async function* exportSuppressions(system: System, filter: SuppressionFilter): AsyncGenerator<string> {
  yield `\ufeff${line(header)}`;
  for (let after: PageKey | null = null; ;) {
    const rows = await listSuppressions(system.db, filter, { after, limit: rowsAtOnce });
    yield rows.map((row) => line([row.phone, row.reason, row.source, row.actor, row.createdAt.toISOString()])).join('');
    const last = rows.at(-1);
    if (rows.length < rowsAtOnce || !last) return;
    after = [last.createdKey, last.id];
  }
}

function line(cells: string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}
