import { closeWorkspace } from '#server/dialer/campaign/close-workspace.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Runner } from '#server/database/pool.ts';
import { Conflict, NotFound } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { listMemberships } from '#server/members/sql.ts';
import type { System } from '#server/system.ts';
import { listEntries, record } from '#server/audit/sql.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { changeDefaults, readDefaults } from './defaults.ts';
import {
  getSystemSlots,
  getWorkspaceSlots,
  listGrants,
  listHeldSlots,
  listWorkspaceUse,
  readBacklog,
  setSystemLimit,
  setWorkspaceLimit,
} from './sql.ts';
import type { SlotsNow } from './sql.ts';

export const settingsHandlers: Handlers['settings'] = {
  concurrency: (system, { workspaceId }) => readConcurrency(system.db, workspaceId),

  defaults: (system, { workspaceId }) => readDefaults(system.db, workspaceId),

  changeDefaults,
};

const grantsShown = 50;

export const adminHandlers: Handlers['admin'] = {
  async workspaces(system, _actor, { limit, cursor }) {
    const list = ['workspaces'];
    const rows = await listWorkspaceUse(system.db, { after: readCursor(cursor, list), limit });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.createdKey, row.id] });
    return { data: data.map(({ inUse, max, ...row }) => ({ ...row, ...presentSlots({ inUse, max }) })), page };
  },

  grants: async (system) => ({ data: await listGrants(system.db, grantsShown) }),

  async slots(system, _actor, { limit, cursor }) {
    const list = ['slots'];
    const asked = { after: readCursor(cursor, list), limit, now: system.clock.now() };
    const rows = await listHeldSlots(system.db, asked);
    return pageFrom(rows, { limit, list, keyOf: ({ sinceKey, callId }) => [sinceKey, callId] });
  },

  async backlog(system) {
    const asOf = system.clock.now();
    const { oldestDueAt, ...webhooks } = await readBacklog(system.db, asOf);
    return { asOf, oldestDueAt, webhooks };
  },

  async closeWorkspace(system, actor, { id }) {
    await closeWorkspace(system, { workspaceId: id, actor: actor.name });
    await record(system.db, actor, { action: 'workspace.closed', target: id, workspaceId: id });
  },

  async audit(system, _actor, { limit, cursor, action = null }) {
    const list = ['audit of all', action];
    const page = { after: readCursor(cursor, list), limit };
    const rows = await listEntries(system.db, { workspaceId: null, action }, page);
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  },

  setWorkspaceConcurrency: limitWorkspace,

  async setUserConcurrency(system, actor, { id: userId, limit }) {
    const owned = (await listMemberships(system.db, userId)).find(({ role }) => role === 'owner');
    if (!owned) throw new NotFound('user who owns a workspace', userId);
    return limitWorkspace(system, actor, { id: owned.id, limit });
  },

  async setSystemConcurrency(system, actor, { limit }) {
    if (system.callsMax !== undefined && limit > system.callsMax) throw aboveCeiling(system.callsMax);
    const slots = await system.db.transaction().execute(async (trx) => {
      await lockAllocator(trx);
      const { max } = await getSystemSlots(trx);
      await setSystemLimit(trx, limit);
      await record(trx, actor, {
        action: 'limit.changed',
        target: 'system',
        before: { limit: max },
        after: { limit },
        workspaceId: null,
      });
      return getSystemSlots(trx);
    });
    await system.bus.publish('dial');
    return presentSlots(slots);
  },
};

function aboveCeiling(ceiling: number): Conflict {
  const advice = 'Set a smaller one, or raise MAX_CONCURRENT_OUTBOUND_CALLS and start Carillon again.';
  return new Conflict('limit_above_ceiling', `This installation allows at most ${ceiling} calls at once. ${advice}`);
}

async function limitWorkspace(system: System, actor: Actor, { id, limit }: { id: string; limit: number }) {
  const concurrency = await system.db.transaction().execute(async (trx) => {
    await lockAllocator(trx);
    const { max } = await getWorkspaceSlots(trx, id);
    await setWorkspaceLimit(trx, id, limit);
    await record(trx, actor, {
      action: 'limit.changed',
      target: id,
      before: { limit: max },
      after: { limit },
      workspaceId: id,
    });
    return readConcurrency(trx, id);
  });
  await system.bus.publish('dial');
  return concurrency;
}

async function readConcurrency(db: Runner, workspaceId: string) {
  const [own, system] = [await getWorkspaceSlots(db, workspaceId), await getSystemSlots(db)];
  return { workspaceId, ...presentSlots(own), system: presentSlots(system) };
}

function presentSlots({ inUse, max }: SlotsNow) {
  return { limit: max, active: inUse, available: Math.max(0, max - inUse) };
}
