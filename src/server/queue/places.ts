import { readCounts } from '#server/dialer/ledger/counts.ts';
import type { Runner } from '#server/database/pool.ts';
import { countBefore } from './line-sql.ts';
import type { QueueRow, Section } from './line-sql.ts';

const earlier: Record<Section, readonly Section[]> = {
  queued: [],
  waiting: ['queued'],
  pending: ['queued', 'waiting'],
};

/**
 * The place of each row in the line of its campaign, from 1, as things are now. Left out where more than `most` of its
 * section stand before it. The rows come in the order of their queue, so that one count a campaign, section and
 * kind of hours is enough.
 */
export async function placesOf(db: Runner, rows: QueueRow[], most: number): Promise<Map<string, number>> {
  const counts = await readCounts(db, [...new Set(rows.filter(isNotFirst).map((row) => row.campaignId))]);
  const places = new Map<string, number>();
  for (const [section, inSection] of Map.groupBy(rows, (row) => row.status)) {
    const lines = [...Map.groupBy(inSection, (row) => `${row.campaignId} ${row.isOpen}`).values()];
    const first = lines.flatMap(([row]) => (row ? [row] : []));
    const mostEach = Math.max(1000, Math.floor(most / first.length));
    const before = await countBefore(db, section, { rows: first, most: mostEach });
    for (const line of lines) {
      const [row] = line;
      const ahead = before.get(row?.enrollmentId ?? '') ?? 0;
      if (!row || ahead > mostEach) continue;
      const sections = earlier[section].reduce((sum, one) => sum + (counts.get(row.campaignId)?.[one] ?? 0), 0);
      line.forEach((each, index) => places.set(each.enrollmentId, sections + ahead + index + 1));
    }
  }
  return places;
}

function isNotFirst(row: QueueRow): boolean {
  return row.status !== 'queued';
}
