import type { QueueItem } from '#contract/enrollments.ts';
import { findNextDue, requireCampaign } from '#server/campaigns/sql.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import type { Handlers } from '#server/http/mount.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { PageKey } from '#server/database/page.ts';
import { getWorkspaceSlots } from '#server/settings/sql.ts';
import type { System } from '#server/system.ts';
import { countUpTo, listEnrollments, listLiveCampaigns, listSection } from './sql.ts';
import type { QueueRow, QueueScope, Section } from './sql.ts';

const sections: readonly Section[] = ['queued', 'waiting', 'pending'];

type QueueQuery = { limit: number; cursor?: string | undefined; status?: Section | undefined };

export const queueHandlers: Handlers['queue'] = {
  list: (system, { workspaceId }, query) => readQueue(system, { workspaceId, campaignId: null }, query),

  async statistics(system, { workspaceId }) {
    const slots = await getWorkspaceSlots(system.db, workspaceId);
    const live = await listLiveCampaigns(system.db, workspaceId);
    const ids = live.map(({ id }) => id);
    const [counts, due] = [await readCounts(system.db, ids), await findNextDue(system.db, ids)];
    const campaigns = live.map(({ id, name, active, limit }) => {
      const { queued = 0, waiting = 0, pending = 0 } = counts.get(id) ?? {};
      return { id, name, active, limit, waiting: queued, delayed: waiting, pending };
    });
    const sum = (name: 'waiting' | 'delayed' | 'pending') => campaigns.reduce((total, each) => total + each[name], 0);
    const next = [...due.values()].toSorted((a, b) => a.getTime() - b.getTime());
    return {
      waiting: sum('waiting'),
      delayed: sum('delayed'),
      pending: sum('pending'),
      active: slots.inUse,
      limit: slots.max,
      available: Math.max(0, slots.max - slots.inUse),
      nextDueAt: next[0] ?? null,
      campaigns,
    };
  },
};

export const enrollmentHandlers: Pick<Handlers['campaigns'], 'contacts' | 'queue'> = {
  async contacts(system, { workspaceId }, { id, limit, cursor, status }) {
    await requireCampaign(system.db, workspaceId, id);
    const list = ['enrollments', id, status ?? null];
    const filter = { workspaceId, campaignId: id, status: status ?? null };
    const rows = await listEnrollments(system.db, filter, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.order] });
  },

  async queue(system, { workspaceId }, { id, ...query }) {
    await requireCampaign(system.db, workspaceId, id);
    return readQueue(system, { workspaceId, campaignId: id }, query);
  },
};

/** Those ready now, then those due later, then those of campaigns not started; a page may span all three. */
async function readQueue(system: System, scope: QueueScope, { limit, cursor, status }: QueueQuery) {
  const list = ['queue', scope.campaignId, status ?? null];
  const key = readCursor(cursor, list);
  const all = status ? [status] : sections;
  const rows = await readSections(system, scope, { all, key, most: limit + 1 });
  const before = await placesBefore(system, scope, { all, key });
  const { data, page } = pageFrom(rows, { limit, list, keyOf });
  return { data: data.map((row, index) => place(row, before + index + 1)), page };
}

type Sections = { all: readonly Section[]; key: PageKey | null };

async function readSections(
  system: System,
  scope: QueueScope,
  { all, key, most }: Sections & { most: number },
): Promise<QueueRow[]> {
  const from = sectionOf(key);
  const rows: QueueRow[] = [];
  for (const section of all.slice(from ? all.indexOf(from) : 0)) {
    const after = key && section === from ? key.slice(1) : null;
    const limit = most - rows.length;
    if (limit > 0) rows.push(...(await listSection(system.db, scope, { section, after, limit })));
  }
  return rows;
}

function keyOf(row: QueueRow): PageKey {
  return [row.status, row.priority, row.order, ...(row.dueKey === null ? [] : [row.dueKey])];
}

function sectionOf(key: PageKey | null): Section | undefined {
  return sections.find((section) => section === key?.[0]);
}

/** How many stand before the page as things are now: the place shown is the true one, whatever moved meanwhile. */
async function placesBefore(system: System, scope: QueueScope, { all, key }: Sections): Promise<number> {
  const from = sectionOf(key);
  if (!key || !from) return 0;
  const whole = all.slice(0, all.indexOf(from));
  const counts =
    scope.campaignId === null ? await liveCounts(system, scope) : await readCounts(system.db, [scope.campaignId]);
  const earlier = [...counts.values()].flatMap((row) => whole.map((section) => row[section]));
  const here = await countUpTo(system.db, scope, { section: from, key: key.slice(1) });
  return earlier.reduce((total, each) => total + each, here);
}

async function liveCounts(system: System, { workspaceId }: QueueScope) {
  const live = await listLiveCampaigns(system.db, workspaceId);
  return readCounts(
    system.db,
    live.map(({ id }) => id),
  );
}

function place(row: QueueRow, position: number): QueueItem {
  return { ...row, position };
}
