import { sql } from 'kysely';
import type { CampaignStatus } from '#domain/campaign.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import type { PageKey } from '#server/database/page.ts';
import type { StoredSettings } from './settings.ts';

/** A campaign with all that shows why it calls or doesn't. */
export type CampaignRow = StoredSettings & {
  id: string;
  workspaceId: string;
  status: CampaignStatus;
  statusReason: string | null;
  agentName: string | null;
  createdAt: Date;
  createdKey: string;
  updatedAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  slots: { campaign: SlotsRow; workspace: SlotsRow; system: SlotsRow; account: SlotsRow | null };
  accountPausedReason: string | null;
  nextDialAt: Date | null;
  hasOpenLane: boolean;
  opensAt: Date | null;
};

export type SlotsRow = { inUse: number; max: number };

const settingColumns = sql`
  c.name, c.description, c.agent_id as "agentId", c.from_number_ids as "fromNumberIds", c.next_action as "nextAction", c.time_zone as "timeZone",
  c.start_at as "startAt", c.end_at as "endAt", c.days, c.first_call_time as "firstCallTime",
  c.last_call_time as "lastCallTime", c.all_day as "allDay", c.clock, c.pace_mode as "paceMode",
  c.pace_gap_seconds as "gapSeconds", s.max as "concurrentCallsLimit", c.retry_on as "retryOn",
  c.retry_max as "maxRetries", c.retry_delays as delays, c.priority_mode as "priorityMode",
  c.voicemail_retry as "voicemailRetry", c.voicemail_message as "voicemailMessage"
`;

const campaignRows = sql`
  select ${settingColumns}, c.id, c.workspace_id as "workspaceId", c.status, c.status_reason as "statusReason",
    a.name as "agentName", c.created_at as "createdAt", c.created_at::text as "createdKey", c.updated_at as "updatedAt",
    c.started_at as "startedAt", c.completed_at as "completedAt",
    jsonb_build_object(
      'campaign', jsonb_build_object('inUse', s.in_use, 'max', s.max),
      'workspace', jsonb_build_object('inUse', w.in_use, 'max', w.max),
      'system', jsonb_build_object('inUse', i.in_use, 'max', i.max),
      'account', case when p.max is not null then jsonb_build_object('inUse', p.in_use, 'max', p.max) end
    ) as slots,
    case when p.is_open = false then coalesce(pa.paused_reason, 'it was paused') end as "accountPausedReason",
    s.next_dial_at as "nextDialAt", l.is_open as "hasOpenLane", l.flips_at as "opensAt"
  from campaigns c
  join campaign_slots s on s.campaign_id = c.id
  join workspace_slots w on w.workspace_id = c.workspace_id
  cross join system_slots i
  left join agents a on a.workspace_id = c.workspace_id and a.id = c.agent_id
  left join provider_accounts pa on pa.workspace_id = c.workspace_id and pa.id = c.provider_account_id
  left join provider_account_slots p on p.provider_account_id = c.provider_account_id
  cross join lateral (
    select coalesce(bool_or(l.is_open), false) as is_open, min(l.flips_at) filter (where not l.is_open) as flips_at
    from lanes l where l.workspace_id = c.workspace_id and l.campaign_id = c.id
  ) l
`;

export async function getCampaign(db: Runner, workspaceId: string, id: string): Promise<CampaignRow> {
  const { rows } = await sql<CampaignRow>`
    ${campaignRows} where c.workspace_id = ${workspaceId} and c.id = ${id} and c.deleted_at is null
  `.execute(db);
  if (!rows[0]) throw new NotFound('campaign', id);
  return rows[0];
}

/** These campaigns, of any workspaces, in no order; those that are deleted are left out. */
export async function listCampaignsById(db: Runner, ids: string[]): Promise<CampaignRow[]> {
  const { rows } = await sql<CampaignRow>`
    ${campaignRows} where c.id = any(${ids}::uuid[]) and c.deleted_at is null
  `.execute(db);
  return rows;
}

export async function requireCampaign(
  db: Runner,
  workspaceId: string,
  id: string,
): Promise<{ name: string; status: CampaignStatus }> {
  const { rows } = await sql<{ name: string; status: CampaignStatus }>`
    select name, status from campaigns where workspace_id = ${workspaceId} and id = ${id} and deleted_at is null
  `.execute(db);
  if (!rows[0]) throw new NotFound('campaign', id);
  return rows[0];
}

export type CampaignFilter = { workspaceId: string; statuses: readonly string[] | null; q: string | null };

/** The newest first; one row more than `limit`, to know whether there are more. */
export async function listCampaigns(
  db: Runner,
  filter: CampaignFilter,
  page: { after: PageKey | null; limit: number },
): Promise<CampaignRow[]> {
  const { after } = page;
  const { rows } = await sql<CampaignRow>`
    ${campaignRows}
    where c.workspace_id = ${filter.workspaceId}
      and c.deleted_at is null
      and (${filter.statuses}::text[] is null or c.status = any(${filter.statuses}::text[]))
      and (${filter.q}::text is null or c.name ilike ${filter.q})
      and ${after ? sql`(c.created_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by c.created_at desc, c.id desc
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}

/** When the next of those who wait for later is due, for each campaign that has any. */
export async function findNextDue(db: Runner, campaignIds: string[]): Promise<Map<string, Date>> {
  if (campaignIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; dueAt: Date | null }>`
    select ids.id, e.due_at as "dueAt"
    from unnest(${campaignIds}::uuid[]) as ids (id)
    cross join lateral (
      select min(due_at) as due_at from enrollments where campaign_id = ids.id and status = 'waiting'
    ) e
  `.execute(db);
  return new Map(rows.flatMap(({ id, dueAt }) => (dueAt ? [[id, dueAt]] : [])));
}

/** Locks a campaign for a change of its settings. */
export async function lockSettings(
  trx: Runner,
  workspaceId: string,
  id: string,
): Promise<StoredSettings & { status: CampaignStatus }> {
  const { rows } = await sql<StoredSettings & { status: CampaignStatus }>`
    select ${settingColumns}, c.status
    from campaigns c
    join campaign_slots s on s.campaign_id = c.id
    where c.workspace_id = ${workspaceId} and c.id = ${id} and c.deleted_at is null
    for update of c
  `.execute(trx);
  if (!rows[0]) throw new NotFound('campaign', id);
  return rows[0];
}

export type CampaignKey = { workspaceId: string; id: string; now: Date; providerAccountId: string | null };

/** The campaign with its rows in the hot tables: slots and counts. */
export async function insertCampaign(trx: Runner, key: CampaignKey, settings: StoredSettings): Promise<void> {
  const { workspaceId, id, now, providerAccountId } = key;
  await sql`
    insert into campaigns (workspace_id, id, name, description, agent_id, provider_account_id, from_number_ids, next_action,
      time_zone, start_at, end_at, days, first_call_time, last_call_time, all_day, clock, pace_mode, pace_gap_seconds,
      retry_on, retry_max, retry_delays, priority_mode, voicemail_retry, voicemail_message, created_at, updated_at)
    values (${workspaceId}, ${id}, ${settings.name}, ${settings.description}, ${settings.agentId}, ${providerAccountId},
      ${settings.fromNumberIds}, ${settings.nextAction}, ${settings.timeZone}, ${settings.startAt}, ${settings.endAt}, ${settings.days},
      ${settings.firstCallTime}, ${settings.lastCallTime}, ${settings.allDay}, ${settings.clock}, ${settings.paceMode},
      ${settings.gapSeconds}, ${settings.retryOn}, ${settings.maxRetries}, ${settings.delays}, ${settings.priorityMode},
      ${settings.voicemailRetry}, ${settings.voicemailMessage}, ${now}, ${now})
  `.execute(trx);
  await sql`
    insert into campaign_slots (campaign_id, workspace_id, provider_account_id, max)
    values (${id}, ${workspaceId}, ${providerAccountId}, ${settings.concurrentCallsLimit})
  `.execute(trx);
  await sql`insert into campaign_counts (campaign_id, workspace_id) values (${id}, ${workspaceId})`.execute(trx);
}

export async function updateSettings(trx: Runner, key: CampaignKey, settings: StoredSettings): Promise<void> {
  await sql`
    update campaigns
    set name = ${settings.name}, description = ${settings.description}, agent_id = ${settings.agentId},
      provider_account_id = ${key.providerAccountId}, from_number_ids = ${settings.fromNumberIds}, next_action = ${settings.nextAction}, time_zone = ${settings.timeZone},
      start_at = ${settings.startAt}, end_at = ${settings.endAt}, days = ${settings.days},
      first_call_time = ${settings.firstCallTime}, last_call_time = ${settings.lastCallTime}, all_day = ${settings.allDay},
      clock = ${settings.clock}, pace_mode = ${settings.paceMode}, pace_gap_seconds = ${settings.gapSeconds},
      retry_on = ${settings.retryOn}, retry_max = ${settings.maxRetries}, retry_delays = ${settings.delays},
      priority_mode = ${settings.priorityMode}, voicemail_retry = ${settings.voicemailRetry},
      voicemail_message = ${settings.voicemailMessage}, updated_at = ${key.now}
    where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(trx);
}

/** The caller holds the allocator's lock: a claim that is counting sees the old limit or the new one, never both. */
export async function updateSlots(trx: Runner, key: CampaignKey, max: number): Promise<void> {
  await sql`
    update campaign_slots set max = ${max}, provider_account_id = ${key.providerAccountId} where campaign_id = ${key.id}
  `.execute(trx);
}

/** Takes a campaign out of the lists unless it runs; returns whether it did. */
export async function markDeleted(db: Runner, key: { workspaceId: string; id: string; now: Date }): Promise<boolean> {
  const { rows } = await sql`
    update campaigns set deleted_at = ${key.now}, updated_at = ${key.now}
    where workspace_id = ${key.workspaceId} and id = ${key.id} and deleted_at is null and status <> 'running'
    returning id
  `.execute(db);
  return rows.length > 0;
}

/** Undoes the making of a campaign that nobody was put into. */
export async function removeCampaign(db: Runner, workspaceId: string, id: string): Promise<void> {
  await sql`
    delete from campaigns
    where workspace_id = ${workspaceId} and id = ${id} and status = 'draft'
      and not exists (select from enrollments e where e.workspace_id = ${workspaceId} and e.campaign_id = ${id})
  `.execute(db);
}

export async function hasPeople(db: Runner, campaignId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from enrollments where campaign_id = ${campaignId} limit 1`.execute(db);
  return rows.length > 0;
}

/** Which of these are no phone numbers of the workspace. */
export async function unknownNumbers(db: Runner, workspaceId: string, ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select n.id from unnest(${ids}::uuid[]) as n (id)
    where not exists (select from phone_numbers p where p.workspace_id = ${workspaceId} and p.id = n.id)
  `.execute(db);
  return rows.map(({ id }) => id);
}
