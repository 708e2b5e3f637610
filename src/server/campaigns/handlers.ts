import * as z from 'zod';
import type { Activity, Campaign } from '#contract/campaigns.ts';
import { CampaignStatus, allowedActions, decide } from '#domain/campaign.ts';
import type { Runner } from '#server/database/pool.ts';
import { listActivity } from '#server/dialer/campaign/activity.ts';
import type { ActivityRow } from '#server/dialer/campaign/activity.ts';
import {
  cancelCampaign,
  pauseCampaign,
  resumeCampaign,
  retryCampaign,
  startCampaign,
} from '#server/dialer/campaign/verbs.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import { Conflict } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { System } from '#server/system.ts';
import { changeCampaign, replaceSettings } from './change.ts';
import { createCampaign, requireNumbers } from './create.ts';
import { duplicateCampaign } from './duplicate.ts';
import { progressOf, statsOf } from './numbers.ts';
import { countTabs, readGlances } from './list/sql.ts';
import { presentCampaigns } from './present.ts';
import { getCampaign, listCampaigns, markDeleted, requireCampaign } from './sql.ts';
import { uploadCampaign } from './upload.ts';

type Verbs = Pick<
  Handlers['campaigns'],
  | 'create'
  | 'upload'
  | 'list'
  | 'counts'
  | 'glances'
  | 'get'
  | 'change'
  | 'replace'
  | 'delete'
  | 'start'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'duplicate'
  | 'activity'
  | 'progress'
  | 'stats'
>;

const tabs = {
  active: ['running', 'paused'],
  scheduled: ['draft', 'scheduled'],
  completed: ['completed', 'cancelled', 'failed'],
} satisfies Record<string, readonly CampaignStatus[]>;
const statusesOfTab: Record<string, readonly string[]> = tabs;

export const campaignHandlers: Verbs = {
  async create(system, actor, settings) {
    const id = await createCampaign(system, actor, settings);
    return readCampaign(system, actor, id);
  },

  upload: (system, actor, input) => uploadCampaign(system, actor, input),

  async list(system, { workspaceId }, { limit, cursor, status, drafts = 'true', ...wish }) {
    const list = ['campaigns', status ?? null, drafts, wish.q ?? null, wish.agentId ?? null];
    const statuses = statusesOf(status, drafts === 'true');
    const filter = { workspaceId, statuses, ...filterOf(wish) };
    const rows = await listCampaigns(system.db, filter, { after: readCursor(cursor, list), limit });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.createdKey, row.id] });
    return { data: await presentCampaigns(system, data), page };
  },

  counts: (system, { workspaceId }, wish) =>
    countTabs(system.db, { workspaceId, statuses: null, ...filterOf(wish) }, tabs),

  async glances(system, { workspaceId }, { ids }) {
    return { data: await readGlances(system.db, { workspaceId, ids, now: system.clock.now() }) };
  },

  get: (system, actor, { id }) => readCampaign(system, actor, id),

  async change(system, actor, { id, ifMatch, ...changes }) {
    await requireNumbers(system.db, actor, changes.fromNumberIds ?? []);
    await changeCampaign(system, actor, { id, ifMatch, changes });
    return readCampaign(system, actor, id);
  },

  async replace(system, actor, { id, ifMatch, ...settings }) {
    await requireNumbers(system.db, actor, settings.fromNumberIds);
    await replaceSettings(system, actor, { id, ifMatch, settings });
    return readCampaign(system, actor, id);
  },

  async delete(system, actor, { id }) {
    const { status } = await requireCampaign(system.db, actor.workspaceId, id);
    if (decide(status, 'delete').kind !== 'go') throw refuseDelete();
    if (decide(status, 'cancel').kind === 'go') await cancelCampaign(system, { ...refOf(actor, id), hangUp: false });
    const key = { workspaceId: actor.workspaceId, id, now: system.clock.now() };
    if (!(await markDeleted(system.db, key))) throw refuseDelete();
  },

  start: (system, actor, { id, pilot }) =>
    after(startCampaign(system, { ...refOf(actor, id), pilot }), system, { actor, id }),
  pause: (system, actor, { id }) => after(pauseCampaign(system, refOf(actor, id)), system, { actor, id }),
  resume: (system, actor, { id }) => after(resumeCampaign(system, refOf(actor, id)), system, { actor, id }),
  cancel: (system, actor, { id, hangUp }) =>
    after(cancelCampaign(system, { ...refOf(actor, id), hangUp }), system, { actor, id }),
  retry: (system, actor, { id, on = null, voicemail }) =>
    after(retryCampaign(system, { ...refOf(actor, id), wish: { on, voicemail } }), system, { actor, id }),

  async duplicate(system, actor, { id, ...wish }) {
    return readCampaign(system, actor, await duplicateCampaign(system, actor, { id, ...wish }));
  },

  async activity(system, { workspaceId }, { id, limit, cursor }) {
    await requireCampaign(system.db, workspaceId, id);
    const list = ['activity', id];
    const after = readCursor(cursor, list);
    const rows = await listActivity(system.db, { workspaceId, campaignId: id }, { after, limit });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
    return { data: data.map(presentActivity), page };
  },

  progress: async (system, actor, { id }) => progressOf(await countRowOf(system.db, actor, id)),
  stats: async (system, actor, { id }) => statsOf(await countRowOf(system.db, actor, id)),
};

function statusesOf(tab: string | undefined, withDrafts: boolean): readonly string[] | null {
  const statuses = tab === undefined ? null : (statusesOfTab[tab] ?? [tab]);
  return withDrafts ? statuses : (statuses ?? CampaignStatus.options).filter((status) => status !== 'draft');
}

function filterOf({ q, agentId = null }: { q?: string | undefined; agentId?: string | null | undefined }) {
  return { q: q === undefined ? null : `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`, agentId };
}

function refOf(actor: Actor, campaignId: string) {
  return { workspaceId: actor.workspaceId, campaignId, actor: actor.name };
}

/** The campaign as it stands once the verb is done. */
async function after(verb: Promise<unknown>, system: System, of: { actor: Actor; id: string }): Promise<Campaign> {
  await verb;
  return readCampaign(system, of.actor, of.id);
}

async function readCampaign(system: System, actor: Actor, id: string): Promise<Campaign> {
  const row = await getCampaign(system.db, actor.workspaceId, id);
  const [campaign] = await presentCampaigns(system, [row]);
  if (!campaign) throw new Error(`campaign ${id} was read and not presented`);
  return campaign;
}

async function countRowOf(db: Runner, actor: Actor, id: string) {
  await requireCampaign(db, actor.workspaceId, id);
  return (await readCounts(db, [id])).get(id);
}

/** Of a change of settings each field, before and after; of all else what was noted. */
function presentActivity({ kind, detail, ...entry }: ActivityRow): Activity {
  if (kind !== 'changed') return { ...entry, kind, changes: [], detail };
  const changes = Object.entries(detail).map(([field, change]) => ({ field, ...Change.parse(change) }));
  return { ...entry, kind, changes: changes.toSorted((a, b) => (a.field < b.field ? -1 : 1)), detail: {} };
}

const Change = z.object({ before: z.unknown(), after: z.unknown() });

function refuseDelete(): Conflict {
  return new Conflict('invalid_transition', 'A running campaign can not be deleted. Pause or cancel it first.', {
    allowedActions: allowedActions('running'),
  });
}
