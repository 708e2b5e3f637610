import { closeWorkspace } from '#server/dialer/campaign/close-workspace.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Runner } from '#server/database/pool.ts';
import type { Handlers } from '#server/http/mount.ts';
import { getSystemSlots, getWorkspaceSlots, setSystemLimit, setWorkspaceLimit } from './sql.ts';
import type { SlotsNow } from './sql.ts';

export const settingsHandlers: Handlers['settings'] = {
  concurrency: (system, { workspaceId }) => readConcurrency(system.db, workspaceId),
};

export const adminHandlers: Handlers['admin'] = {
  async setWorkspaceConcurrency(system, _actor, { id, limit }) {
    const concurrency = await system.db.transaction().execute(async (trx) => {
      await lockAllocator(trx);
      await setWorkspaceLimit(trx, id, limit);
      return readConcurrency(trx, id);
    });
    await system.bus.publish('dial');
    return concurrency;
  },

  closeWorkspace: (system, { name }, { id }) => closeWorkspace(system, { workspaceId: id, actor: name }),

  async setSystemConcurrency(system, _actor, { limit }) {
    const slots = await system.db.transaction().execute(async (trx) => {
      await lockAllocator(trx);
      await setSystemLimit(trx, limit);
      return getSystemSlots(trx);
    });
    await system.bus.publish('dial');
    return presentSlots(slots);
  },
};

async function readConcurrency(db: Runner, workspaceId: string) {
  const [own, system] = [await getWorkspaceSlots(db, workspaceId), await getSystemSlots(db)];
  return { workspaceId, ...presentSlots(own), system: presentSlots(system) };
}

function presentSlots({ inUse, max }: SlotsNow) {
  return { limit: max, active: inUse, available: Math.max(0, max - inUse) };
}
