import { requireCampaign } from '#server/campaigns/sql.ts';
import { seek } from '#server/contacts/search.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { System } from '#server/system.ts';
import { findEvidence, findSnapshot, getCall, listCalls, listEvents } from './sql.ts';

type CallQuery = {
  limit: number;
  cursor?: string | undefined;
  status?: string | undefined;
  disposition?: string | undefined;
  q?: string | undefined;
};

export const callHandlers: Handlers['calls'] = {
  async list(system, actor, { campaignId, ...query }) {
    if (campaignId !== undefined) await requireCampaign(system.db, actor.workspaceId, campaignId);
    return readCalls(system, actor, { campaignId: campaignId ?? null, query });
  },

  async get(system, { workspaceId }, { id }) {
    const call = await getCall(system.db, workspaceId, id);
    const events = await listEvents(system.db, workspaceId, id);
    const evidence = await findEvidence(system.db, workspaceId, id);
    return { ...call, events, evidence, snapshot: await findSnapshot(system.db, workspaceId, id) };
  },
};

export const campaignCalls: Handlers['campaigns']['calls'] = async (system, actor, { id, ...query }) => {
  await requireCampaign(system.db, actor.workspaceId, id);
  return readCalls(system, actor, { campaignId: id, query });
};

async function readCalls(
  system: System,
  { workspaceId }: Actor,
  { campaignId, query }: { campaignId: string | null; query: CallQuery },
) {
  const { limit, cursor, status = null, disposition = null, q } = query;
  const list = ['calls', campaignId, status, disposition, q ?? null];
  const sought = await seek(system, workspaceId, q);
  const rows = await listCalls(
    system.db,
    { workspaceId, campaignId, status, disposition, sought },
    { after: readCursor(cursor, list), limit },
  );
  return pageFrom(rows, { limit, list, keyOf: (row) => [row.claimedKey, row.id] });
}
