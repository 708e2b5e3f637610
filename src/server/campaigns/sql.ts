import { sql } from 'kysely';
import type { CampaignStatus } from '#domain/campaign.ts';
import type { Binding } from '#domain/legal-hours/calling-hours.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import type { PageKey } from '#server/database/page.ts';
import type { StoredSettings } from './settings.ts';

/** A campaign with all that shows why it calls or doesn't. */
export type CampaignRow = StoredSettings & {
  id: string;
  workspaceId: string;
  version: number;
  duplicatedFrom: string | null;
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
  /** When its provider, which stopped answering, is asked again. */
  accountProbeAt: Date | null;
  nextDialAt: Date | null;
  accountNextDialAt: Date | null;
  /** Somebody is ready whose hours it is. */
  hasReady: boolean;
  /** Such a person who is not on the phone for another campaign. */
  hasCallable: boolean;
  /** When the hours of the first of those come who are ready and whose hours it is not. */
  opensAt: Date | null;
  /** What the next opening waits for. */
  boundBy: Binding | null;
  isImporting: boolean;
  /** Other campaigns of the workspace that have somebody on the phone, three at most. */
  busyCampaigns: string[];
};

export type SlotsRow = { inUse: number; max: number };

const settingColumns = sql`
  c.name, c.description, c.agent_id as "agentId", c.from_number_ids as "fromNumberIds", c.next_action as "nextAction", c.time_zone as "timeZone",
  c.start_at as "startAt", c.end_at as "endAt", c.days, c.first_call_time as "firstCallTime",
  c.last_call_time as "lastCallTime", c.all_day as "allDay", c.clock, c.pace_mode as "paceMode",
  c.pace_gap_seconds as "gapSeconds", s.max as "concurrentCallsLimit", c.retry_on as "retryOn",
  c.retry_max as "maxRetries", c.retry_delays as delays, c.priority_mode as "priorityMode",
  c.voicemail_retry as "voicemailRetry", c.voicemail_message as "voicemailMessage",
  c.ring_seconds_max as "ringSecondsMax", c.talk_seconds_max as "talkSecondsMax"
`;

const campaignRows = sql`
  select ${settingColumns}, c.version, c.duplicated_from as "duplicatedFrom", c.id, c.workspace_id as "workspaceId", c.status, c.status_reason as "statusReason",
    a.name as "agentName", c.created_at as "createdAt", c.created_at::text as "createdKey", c.updated_at as "updatedAt",
    c.started_at as "startedAt", c.completed_at as "completedAt",
    jsonb_build_object(
      'campaign', jsonb_build_object('inUse', s.in_use, 'max', s.max),
      'workspace', jsonb_build_object('inUse', w.in_use, 'max', w.max),
      'system', jsonb_build_object('inUse', i.in_use, 'max', i.max),
      'account', case when p.max is not null then jsonb_build_object('inUse', p.in_use, 'max', p.max) end
    ) as slots,
    case when p.is_open = false then coalesce(pa.paused_reason, 'it was paused') end as "accountPausedReason", h.probe_at as "accountProbeAt",
    s.next_dial_at as "nextDialAt", p.next_dial_at as "accountNextDialAt", ready.*
  from campaigns c
  join campaign_slots s on s.campaign_id = c.id
  join workspace_slots w on w.workspace_id = c.workspace_id
  cross join system_slots i
  left join agents a on a.workspace_id = c.workspace_id and a.id = c.agent_id
  left join provider_accounts pa on pa.workspace_id = c.workspace_id and pa.id = c.provider_account_id
  left join provider_account_health h on h.workspace_id = c.workspace_id and h.provider_account_id = c.provider_account_id
  left join provider_account_slots p on p.provider_account_id = c.provider_account_id
  cross join lateral (
    select coalesce(bool_or(l.is_open), false) as "hasReady",
      coalesce(bool_or(l.is_open and exists (
        select from enrollments e
        where e.lane_id = l.id and e.status = 'queued' and not exists (
          select from calls a where a.workspace_id = e.workspace_id and a.phone = e.phone and a.holds_slot
        )
      )), false) as "hasCallable",
      min(l.flips_at) filter (where not l.is_open) as "opensAt",
      (array_agg(l.bound_by order by l.flips_at nulls last) filter (where not l.is_open))[1] as "boundBy",
      exists (
        select from imports i where i.workspace_id = c.workspace_id and i.campaign_id = c.id and i.status in ('checking', 'committing')
      ) as "isImporting",
      array(
        select distinct k.name from calls a
        join campaigns k on k.workspace_id = a.workspace_id and k.id = a.campaign_id
        where a.workspace_id = c.workspace_id and a.holds_slot and a.campaign_id <> c.id
        order by k.name limit 3
      ) as "busyCampaigns"
    from lanes l
    where l.workspace_id = c.workspace_id and l.campaign_id = c.id and c.status = 'running'
      and exists (select from enrollments e where e.lane_id = l.id and e.status = 'queued')
  ) ready
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

export type CampaignFilter = {
  workspaceId: string;
  statuses: readonly string[] | null;
  q: string | null;
  agentId: string | null;
};

/** The campaigns of a list, as `c`. */
export const campaignsMatch = ({ workspaceId, statuses, q, agentId }: CampaignFilter) => sql`
  c.workspace_id = ${workspaceId}
  and c.deleted_at is null
  and not c.is_test
  and (${statuses}::text[] is null or c.status = any(${statuses}::text[]))
  and (${q}::text is null or c.name ilike ${q})
  and (${agentId}::uuid is null or c.agent_id = ${agentId}::uuid)
`;

/** The newest first; one row more than `limit`, to know whether there are more. */
export async function listCampaigns(
  db: Runner,
  filter: CampaignFilter,
  page: { after: PageKey | null; limit: number },
): Promise<CampaignRow[]> {
  const { after } = page;
  const { rows } = await sql<CampaignRow>`
    ${campaignRows}
    where ${campaignsMatch(filter)}
      and ${after ? sql`(c.created_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by c.created_at desc, c.id desc
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}

export type NextWaiting = { dueAt: Date; isRetry: boolean };

/** Who of those that wait for later is due first, for each campaign that has any: when, and whether he was called before. */
export async function findNextWaiting(db: Runner, campaignIds: string[]): Promise<Map<string, NextWaiting>> {
  if (campaignIds.length === 0) return new Map();
  const { rows } = await sql<NextWaiting & { id: string }>`
    select ids.id, e.due_at as "dueAt", e.attempts > e.attempts_before as "isRetry"
    from unnest(${campaignIds}::uuid[]) as ids (id)
    cross join lateral (
      select due_at, attempts, attempts_before from enrollments
      where campaign_id = ids.id and status = 'waiting' order by due_at limit 1
    ) e
  `.execute(db);
  return new Map(rows.map(({ id, ...next }) => [id, next]));
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

export type LockedSettings = StoredSettings & {
  status: CampaignStatus;
  version: number;
  providerAccountId: string | null;
};

/** Locks a campaign for a change of its settings. */
export async function lockSettings(trx: Runner, workspaceId: string, id: string): Promise<LockedSettings> {
  const { rows } = await sql<LockedSettings>`
    select ${settingColumns}, c.status, c.version, c.provider_account_id as "providerAccountId"
    from campaigns c
    join campaign_slots s on s.campaign_id = c.id
    where c.workspace_id = ${workspaceId} and c.id = ${id} and c.deleted_at is null
    for no key update of c
  `.execute(trx);
  if (!rows[0]) throw new NotFound('campaign', id);
  return rows[0];
}

export type CampaignKey = { workspaceId: string; id: string; now: Date; providerAccountId: string | null };
export type NewCampaignKey = CampaignKey & { duplicatedFrom?: string; isTest?: boolean };

/** The campaign with its rows in the hot tables: slots and counts. */
export async function insertCampaign(trx: Runner, key: NewCampaignKey, settings: StoredSettings): Promise<void> {
  const { workspaceId, id, now, providerAccountId } = key;
  await sql`
    insert into campaigns (workspace_id, id, name, description, agent_id, provider_account_id, from_number_ids, next_action,
      time_zone, start_at, end_at, days, first_call_time, last_call_time, all_day, clock, pace_mode, pace_gap_seconds,
      retry_on, retry_max, retry_delays, priority_mode, voicemail_retry, voicemail_message,
      ring_seconds_max, talk_seconds_max, duplicated_from, is_test, created_at, updated_at)
    values (${workspaceId}, ${id}, ${settings.name}, ${settings.description}, ${settings.agentId}, ${providerAccountId},
      ${settings.fromNumberIds}, ${settings.nextAction}, ${settings.timeZone}, ${settings.startAt}, ${settings.endAt}, ${settings.days},
      ${settings.firstCallTime}, ${settings.lastCallTime}, ${settings.allDay}, ${settings.clock}, ${settings.paceMode},
      ${settings.gapSeconds}, ${settings.retryOn}, ${settings.maxRetries}, ${settings.delays}, ${settings.priorityMode},
      ${settings.voicemailRetry}, ${settings.voicemailMessage}, ${settings.ringSecondsMax},
      ${settings.talkSecondsMax}, ${key.duplicatedFrom ?? null}, ${key.isTest ?? false}, ${now}, ${now})
  `.execute(trx);
  await sql`
    insert into campaign_slots (campaign_id, workspace_id, provider_account_id, max)
    values (${id}, ${workspaceId}, ${providerAccountId}, ${settings.concurrentCallsLimit})
  `.execute(trx);
  await sql`insert into campaign_counts (campaign_id, workspace_id) values (${id}, ${workspaceId})`.execute(trx);
}

/** Writes the settings as their next version. */
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
      voicemail_message = ${settings.voicemailMessage}, ring_seconds_max = ${settings.ringSecondsMax},
      talk_seconds_max = ${settings.talkSecondsMax}, version = version + 1, updated_at = ${key.now}
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
