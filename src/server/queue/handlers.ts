import type { QueueItem } from '#contract/enrollments.ts';
import { arithmeticOfStored } from '#domain/priority.ts';
import { findNextDue, requireCampaign } from '#server/campaigns/sql.ts';
import { seek } from '#server/contacts/search.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import { leaveLine, moveInLine, returnToLine } from '#server/dialer/person/line.ts';
import type { PlaceRef } from '#server/dialer/person/line.ts';
import { NotFound } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { PageKey } from '#server/database/page.ts';
import { readScore } from '#server/forecasts/sql.ts';
import { foretellWait, knownWaits } from '#server/forecasts/waits.ts';
import { getWorkspaceSlots } from '#server/settings/sql.ts';
import type { System } from '#server/system.ts';
import { findQueued, keyOf, listSection } from './line-sql.ts';
import type { QueueRow, QueueScope, Section } from './line-sql.ts';
import { placesOf } from './places.ts';
import { listEnrollments, listLiveCampaigns, readThroughput } from './sql.ts';

const hourMs = 3_600_000;

const sections: readonly Section[] = ['queued', 'waiting', 'pending'];

/** Places are counted along an index up to here: 20,000 entries take some milliseconds, a million would not. */
const countedMost = 20_000;

type QueueQuery = { limit: number; cursor?: string | undefined; status?: Section | undefined };

export const queueHandlers: Omit<Handlers['queue'], 'why'> = {
  list: (system, { workspaceId }, query) => readQueue(system, { workspaceId, campaignId: null }, query),

  get: (system, { workspaceId }, { id }) => getItem(system, workspaceId, id),

  async move(system, actor, { id, place, priority }) {
    const to = place === undefined ? { priority: priority ?? 0 } : { place };
    await system.db.transaction().execute((trx) => moveInLine(trx, placeRef(system, actor, id), to));
    return getItem(system, actor.workspaceId, id);
  },

  async remove(system, actor, { id }) {
    await system.db.transaction().execute((trx) => leaveLine(trx, placeRef(system, actor, id)));
    await system.bus.publish('dial');
  },

  async return(system, actor, { id, dueAt }) {
    await system.db.transaction().execute((trx) => returnToLine(trx, placeRef(system, actor, id), dueAt ?? null));
    const item = await getItem(system, actor.workspaceId, id);
    await system.bus.publish('dial');
    return item;
  },

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
      throughput: await readThroughput(system.db, workspaceId, new Date(system.clock.now().getTime() - hourMs)),
      score: await readScore(system.db, workspaceId),
      campaigns,
    };
  },
};

export const enrollmentHandlers: Pick<Handlers['campaigns'], 'contacts' | 'queue'> = {
  async contacts(system, { workspaceId }, { id, limit, cursor, status, q }) {
    await requireCampaign(system.db, workspaceId, id);
    const list = ['enrollments', id, status ?? null, q ?? null];
    const sought = await seek(system, workspaceId, q);
    const filter = { workspaceId, campaignId: id, status: status ?? null, sought };
    const rows = await listEnrollments(system.db, filter, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.order] });
  },

  async queue(system, { workspaceId }, { id, ...query }) {
    await requireCampaign(system.db, workspaceId, id);
    return readQueue(system, { workspaceId, campaignId: id }, query);
  },
};

function placeRef(system: System, { workspaceId, name }: Actor, enrollmentId: string): PlaceRef {
  return { workspaceId, enrollmentId, actor: name, now: system.clock.now() };
}

async function getItem(system: System, workspaceId: string, id: string): Promise<QueueItem> {
  const row = await findQueued(system.db, workspaceId, id);
  if (!row) throw new NotFound('person waiting in the queue', id);
  const places = await placesOf(system.db, [row], Infinity);
  const position = places.get(row.enrollmentId) ?? 1;
  const wait = await foretellWait(system, workspaceId, {
    enrollmentId: row.enrollmentId,
    campaignId: row.campaignId,
    position,
  });
  return { ...present(row, position), wait };
}

/** Those ready now, then those due later, then those of campaigns not started; a page may span all three. */
async function readQueue(system: System, scope: QueueScope, { limit, cursor, status }: QueueQuery) {
  const list = ['queue', scope.campaignId, status ?? null];
  const key = readCursor(cursor, list);
  const rows = await readSections(system, scope, { all: status ? [status] : sections, key, most: limit + 1 });
  const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.status, ...keyOf(row)] });
  const places = await placesOf(system.db, data, countedMost);
  const items = data.map((row) => present(row, places.get(row.enrollmentId) ?? null));
  const waitOf = await knownWaits(system, scope.workspaceId, items);
  return { data: items.map((item) => ({ ...item, wait: waitOf(item) })), page };
}

async function readSections(
  system: System,
  scope: QueueScope,
  { all, key, most }: { all: readonly Section[]; key: PageKey | null; most: number },
): Promise<QueueRow[]> {
  const from = sections.find((section) => section === key?.[0]);
  const rows: QueueRow[] = [];
  for (const section of all.slice(from ? all.indexOf(from) : 0)) {
    const after = key && section === from ? key.slice(1) : null;
    const limit = most - rows.length;
    if (limit > 0) rows.push(...(await listSection(system.db, scope, { section, after, limit })));
  }
  return rows;
}

/** In first-in-first-out campaigns nothing counts: there is no arithmetic to show. */
function present(row: QueueRow, position: number | null): Omit<QueueItem, 'wait'> {
  const { priorityMode: mode, priority } = row;
  const arithmetic =
    mode === 'fifo'
      ? { terms: [], sum: priority, text: 'First in, first out: nothing else counts' }
      : arithmeticOfStored(priority, row);
  return { ...row, position, explain: { mode, ...arithmetic } };
}
