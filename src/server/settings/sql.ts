import { sql } from 'kysely';
import type { Defaults, HeldSlot } from '#contract/settings.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';

export type Workspace = { name: string; timeZone: string; defaultCountry: string };

export async function getWorkspace(db: Runner, id: string): Promise<Workspace> {
  const { rows } = await sql<Workspace>`
    select name, time_zone as "timeZone", default_country as "defaultCountry" from workspaces where id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', id);
  return rows[0];
}

export type SlotsNow = { inUse: number; max: number };

export async function getSystemSlots(db: Runner): Promise<SlotsNow> {
  const { rows } = await sql<SlotsNow>`select in_use as "inUse", max from system_slots`.execute(db);
  return rows[0] ?? { inUse: 0, max: 0 };
}

export async function getWorkspaceSlots(db: Runner, workspaceId: string): Promise<SlotsNow> {
  const { rows } = await sql<SlotsNow>`
    select in_use as "inUse", max from workspace_slots where workspace_id = ${workspaceId}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', workspaceId);
  return rows[0];
}

export type WorkspaceUseRow = SlotsNow & {
  id: string;
  name: string;
  waiting: number;
  lastServedAt: Date | null;
  members: number;
  createdAt: Date;
  createdKey: string;
};

/** All workspaces with what they use, the oldest first; one row more than `limit`. */
export async function listWorkspaceUse(
  db: Runner,
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<WorkspaceUseRow[]> {
  const { rows } = await sql<WorkspaceUseRow>`
    select w.id, w.name, s.in_use as "inUse", s.max, w.created_at as "createdAt", w.created_at::text as "createdKey",
      (select count(*) from members m where m.workspace_id = w.id) as members,
      (select max(c.claimed_at) from calls c where c.workspace_id = w.id) as "lastServedAt",
      coalesce(folded.n, 0) + coalesce(since.n, 0) as waiting
    from workspaces w
    join workspace_slots s on s.workspace_id = w.id
    -- Only campaigns that run: people of a draft wait for nobody.
    left join lateral (
      select sum(n.waiting + n.queued) as n
      from campaigns c join campaign_counts n on n.campaign_id = c.id
      where c.workspace_id = w.id and c.status = 'running'
    ) folded on true
    left join lateral (
      select sum(d.waiting + d.queued) as n
      from campaigns c join campaign_deltas d on d.campaign_id = c.id
      where c.workspace_id = w.id and c.status = 'running'
    ) since on true
    where ${after ? sql`(w.created_at, w.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by w.created_at, w.id
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

/** The caller holds the allocator's lock: no claim counts by two limits. */
export async function setWorkspaceLimit(trx: Runner, workspaceId: string, max: number): Promise<void> {
  await sql`update workspace_slots set max = ${max} where workspace_id = ${workspaceId}`.execute(trx);
}

/** The caller holds the allocator's lock. */
export async function setSystemLimit(trx: Runner, max: number): Promise<void> {
  await sql`update system_slots set max = ${max}`.execute(trx);
}

/** Lowers the system's limit where it is above what this installation's start allows. */
export async function lowerSystemLimit(db: Runner, ceiling: number): Promise<void> {
  await sql`update system_slots set max = ${ceiling} where max > ${ceiling}`.execute(db);
}

/** What was chosen of a campaign's defaults, as it was kept. */
export async function getCampaignDefaults(db: Runner, workspaceId: string): Promise<unknown> {
  const { rows } = await sql<{ chosen: unknown }>`
    select campaign_defaults as chosen from workspaces where id = ${workspaceId}
  `.execute(db);
  return rows[0]?.chosen;
}

/** Of two who change at once the second waits, and changes what the first left. */
export async function lockWorkspace(trx: Runner, id: string): Promise<void> {
  await sql`select from workspaces where id = ${id} for no key update`.execute(trx);
}

export async function updateDefaults(
  trx: Runner,
  workspaceId: string,
  { timeZone, country, ...campaign }: Defaults,
): Promise<void> {
  await sql`
    update workspaces
    set time_zone = ${timeZone}, default_country = ${country}, campaign_defaults = ${JSON.stringify(campaign)}::jsonb
    where id = ${workspaceId}
  `.execute(trx);
}

export type GrantRow = { callId: string; workspaceId: string; workspaceName: string; at: Date };

/** The last calls that were claimed over all workspaces, the newest first. */
export async function listGrants(db: Runner, limit: number): Promise<GrantRow[]> {
  const { rows } = await sql<GrantRow>`
    select last.id as "callId", w.id as "workspaceId", w.name as "workspaceName", last.claimed_at as at
    from workspaces w
    -- Each by the index of its own calls: reading all calls would take longer the more there were.
    cross join lateral (
      select c.id, c.claimed_at from calls c
      where c.workspace_id = w.id
      order by c.claimed_at desc, c.id desc
      limit ${limit}
    ) last
    order by last.claimed_at desc, last.id desc
    limit ${limit}
  `.execute(db);
  return rows;
}

export type HeldRow = HeldSlot & { sinceKey: string };

/** Calls that hold a slot, the oldest first; one row more than `limit`. */
export async function listHeldSlots(
  db: Runner,
  { after, limit, now }: { after: PageKey | null; limit: number; now: Date },
): Promise<HeldRow[]> {
  const { rows } = await sql<HeldRow>`
    select c.id as "callId", w.id as "workspaceId", w.name as "workspaceName", k.id as "campaignId",
      k.name as "campaignName", a.provider, c.phone, c.status, c.claimed_at as since, c.claimed_at::text as "sinceKey",
      floor(greatest(0, extract(epoch from ${now}::timestamptz - c.claimed_at))) as "ageSeconds"
    from calls c
    join workspaces w on w.id = c.workspace_id
    join campaigns k on k.workspace_id = c.workspace_id and k.id = c.campaign_id
    join provider_accounts a on a.workspace_id = c.workspace_id and a.id = c.provider_account_id
    where c.holds_slot
      and ${after ? sql`(c.claimed_at, c.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by c.claimed_at, c.id
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

export type BacklogRow = {
  oldestDueAt: Date | null;
  lastAt: Date | null;
  waiting: number;
  oldestAt: Date | null;
};

export async function readBacklog(db: Runner, now: Date): Promise<BacklogRow> {
  const { rows } = await sql<BacklogRow>`
    select due.at as "oldestDueAt", last.at as "lastAt", inbox.waiting, inbox.at as "oldestAt"
    from (
      select min(first.due_at) as at
      from campaigns k
      cross join lateral (
        select e.due_at from enrollments e
        where e.campaign_id = k.id and e.status = 'waiting' and e.due_at <= ${now}
        order by e.due_at
        limit 1
      ) first
      where k.status = 'running' and k.deleted_at is null
    ) due
    cross join (select max(received_at) as at from (select received_at from webhook_inbox order by id desc limit 1) newest) last
    cross join (select count(*)::int as waiting, min(received_at) as at from webhook_inbox where applied_at is null) inbox
  `.execute(db);
  return rows[0] ?? { oldestDueAt: null, lastAt: null, waiting: 0, oldestAt: null };
}
