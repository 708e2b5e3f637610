import { writeRow } from '#domain/csv.ts';
import type { PageKey } from '#server/database/page.ts';
import type { System } from '#server/system.ts';
import { listSuppressions } from './sql.ts';
import type { SuppressionFilter } from './sql.ts';

const rowsAtOnce = 1000;
const header = ['phone', 'reason', 'source', 'actor', 'since'];

/** The list as CSV in pieces, the newest first; it can be uploaded again. */
export async function* exportSuppressions(system: System, filter: SuppressionFilter): AsyncGenerator<string> {
  yield `\ufeff${writeRow(header)}`;
  for (let after: PageKey | null = null; ;) {
    const rows = await listSuppressions(system.db, filter, { after, limit: rowsAtOnce });
    yield rows
      .map((row) => writeRow([row.phone, row.reason, row.source, row.actor, row.createdAt.toISOString()]))
      .join('');
    const last = rows.at(-1);
    if (rows.length < rowsAtOnce || !last) return;
    after = [last.createdKey, last.id];
  }
}
