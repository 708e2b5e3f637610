import * as z from 'zod';
import type { Call } from '#contract/calls.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { liveData } from '#contract/live.ts';
import type { LiveEvent, LiveKind } from '#contract/live.ts';
import { listCallsById } from '#server/calls/sql.ts';
import { presentCampaigns } from '#server/campaigns/present.ts';
import { listCampaignsById } from '#server/campaigns/sql.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import { getImportRow } from '#server/imports/sql.ts';
import { getSystemSlots, getWorkspaceSlots } from '#server/settings/sql.ts';
import { loadSandboxClock } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';
import type { Due, ImportRef } from './changes.ts';
import type { NewLiveRow } from './sql.ts';

/** More calls than that are not told one by one. */
const callsMax = 200;

type DataOf<Kind extends LiveKind> = Extract<LiveEvent, { event: Kind }>['data'];

/** What those who watch are told of what changed: things as they are now, not how they came to be so. */
export async function describeChanges(system: System, db: Runner, due: Due): Promise<NewLiveRow[]> {
  return [
    ...due.resets.map((workspaceId) => row('reset', {}, { workspaceId })),
    ...(await clockRows(system, due.clock)),
    ...(await campaignRows(system, due)),
    ...(await callRows(db, due)),
    ...(await Promise.all(due.imports.map((ref) => importRows(db, ref)))).flat(),
    ...(await Promise.all([...due.limits].map((workspaceId) => limitRows(db, workspaceId)))).flat(),
  ];
}

function row<Kind extends LiveKind>(
  kind: Kind,
  data: DataOf<Kind>,
  of: { workspaceId: string; campaignId?: string },
): NewLiveRow {
  const schema: z.ZodType = liveData[kind];
  return { workspaceId: of.workspaceId, campaignId: of.campaignId ?? null, kind, data: z.encode(schema, data) };
}

async function campaignRows(system: System, { campaigns }: Due): Promise<NewLiveRow[]> {
  if (campaigns.size === 0) return [];
  const rows = await listCampaignsById(system.db, [...campaigns.keys()]);
  const known = new Map((await presentCampaigns(system, rows)).map((campaign) => [campaign.id, campaign]));
  return [...campaigns].map(([campaignId, { workspaceId, version }]) => {
    const campaign = known.get(campaignId);
    const of = { workspaceId, campaignId };
    return campaign
      ? row('campaign.progress', standing(campaign, version), of)
      : row('campaign.deleted', { campaignId }, of);
  });
}

function standing(campaign: Campaign, snapshot: number): DataOf<'campaign.progress'> {
  const { id: campaignId, name, status, statusReason, allowedActions, counts, dispatch } = campaign;
  return { campaignId, snapshot, name, status, statusReason, allowedActions, counts, dispatch };
}

async function callRows(db: Runner, { calls }: Due): Promise<NewLiveRow[]> {
  const few = [...calls].filter(([, { ids }]) => ids.size <= callsMax);
  const ids = few.flatMap(([, each]) => [...each.ids]);
  const known: Call[] = ids.length === 0 ? [] : await listCallsById(db, ids);
  const byCampaign = Map.groupBy(known, ({ campaignId }) => campaignId);
  return [...calls].map(([campaignId, { workspaceId }]) => {
    const of = { workspaceId, campaignId };
    const own = byCampaign.get(campaignId);
    return own ? row('calls.changed', { campaignId, calls: own }, of) : row('calls.invalidated', { campaignId }, of);
  });
}

/** Nothing of an import that was undone. */
async function importRows(db: Runner, { workspaceId, importId }: ImportRef): Promise<NewLiveRow[]> {
  try {
    const { campaignId, status, rowsRead, imported, updated, skipped, failed } = await getImportRow(
      db,
      workspaceId,
      importId,
    );
    const data = { importId, campaignId, status, rowsRead, imported, updated, skipped, failed };
    return [row('import.progress', data, { workspaceId, ...(campaignId === null ? {} : { campaignId }) })];
  } catch (error) {
    if (error instanceof NotFound) return [];
    throw error;
  }
}

async function limitRows(db: Runner, workspaceId: string): Promise<NewLiveRow[]> {
  const [own, whole] = [await getWorkspaceSlots(db, workspaceId), await getSystemSlots(db)];
  const slots = ({ inUse, max }: { inUse: number; max: number }) => ({
    limit: max,
    active: inUse,
    available: Math.max(0, max - inUse),
  });
  return [row('limits.changed', { workspaceId, ...slots(own), system: slots(whole) }, { workspaceId })];
}

/** As the database has it: this process may hear of it later. */
async function clockRows(system: System, workspaceIds: string[]): Promise<NewLiveRow[]> {
  if (workspaceIds.length === 0) return [];
  const clock = await loadSandboxClock(system.db);
  const { speed, skipIdle, jumpTo = null } = clock.setting;
  return workspaceIds.map((workspaceId) =>
    row('clock.changed', { now: clock.now(), speed, skipIdle, jumpTo }, { workspaceId }),
  );
}
