import { sql } from 'kysely';
import type { SeenCall } from '#domain/forecast/calls.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';
import type { CallingWindow } from '#domain/window.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import type { Disposition } from '#domain/disposition.ts';
import type { Runner } from '#server/database/pool.ts';

/** A campaign as a forecast sees it. */
export type LoadRow = CallingWindow & {
  id: string;
  workspaceId: string;
  accountId: string | null;
  status: CampaignStatus;
  timeZone: string;
  startAt: Date | null;
  endAt: Date | null;
  paceMode: 'asap' | 'spread' | 'interval';
  gapSeconds: number | null;
  retryOn: Disposition[];
  maxRetries: number;
  delays: string[];
  voicemailRetry: boolean;
  max: number;
  served: number;
  nextDialAt: Date | null;
  workspaceMax: number;
  workspaceServed: number;
  accountMax: number | null;
  callsPerSecond: number | null;
  systemMax: number;
};

/** Others than this many are not read; those of the same workspace come first, then whoever has most calls in progress. */
const othersMax = 2000;

const loads = sql`
  select k.id, k.workspace_id as "workspaceId", k.provider_account_id as "accountId", k.status, k.time_zone as "timeZone",
    k.start_at as "startAt", k.end_at as "endAt", k.days, k.first_call_time as "firstCallTime",
    k.last_call_time as "lastCallTime", k.all_day as "allDay", k.pace_mode as "paceMode", k.pace_gap_seconds as "gapSeconds",
    k.retry_on as "retryOn", k.retry_max as "maxRetries", k.retry_delays as delays, k.voicemail_retry as "voicemailRetry",
    s.max, s.served, s.next_dial_at as "nextDialAt", w.max as "workspaceMax", w.served as "workspaceServed",
    a.max as "accountMax", a.calls_per_second as "callsPerSecond", i.max as "systemMax"
  from campaigns k
  join campaign_slots s on s.campaign_id = k.id
  join workspace_slots w on w.workspace_id = k.workspace_id
  left join provider_account_slots a on a.provider_account_id = k.provider_account_id
  cross join system_slots i
`;

export async function findLoad(db: Runner, workspaceId: string, id: string): Promise<LoadRow | null> {
  const { rows } = await sql<LoadRow>`
    ${loads} where k.workspace_id = ${workspaceId} and k.id = ${id} and k.deleted_at is null
  `.execute(db);
  return rows[0] ?? null;
}

/** Campaigns that compete for the slots: the workspace's own, and others' that have calls in progress or people ready. */
export async function listOtherLoads(db: Runner, workspaceId: string, id: string): Promise<LoadRow[]> {
  const { rows } = await sql<LoadRow>`
    ${loads}
    where k.deleted_at is null and k.id <> ${id}
      and (
        k.status = 'running' and (s.is_ready or s.in_use > 0)
        or k.status in ('running', 'scheduled') and k.workspace_id = ${workspaceId}
      )
    order by k.workspace_id <> ${workspaceId}, s.in_use desc, k.id
    limit ${othersMax}
  `.execute(db);
  return rows;
}

export type LaneRow = { id: string; campaignId: string; zones: string[]; law: Law; isOpen: boolean };

export async function listLanes(db: Runner, campaignIds: string[]): Promise<LaneRow[]> {
  const { rows } = await sql<LaneRow>`
    select l.id, l.campaign_id as "campaignId", l.zones,
      jsonb_build_object('zones', l.legal_zones, 'jurisdictions', l.jurisdictions) as law, l.is_open as "isOpen"
    from campaigns k
    join lanes l on l.workspace_id = k.workspace_id and l.campaign_id = k.id
    where k.id = any(${campaignIds}::uuid[])
    order by l.id
  `.execute(db);
  return rows;
}

export type ActiveRow = { campaignId: string; laneId: string; attempt: number; claimedAt: Date };

export async function listActive(db: Runner, campaignIds: string[]): Promise<ActiveRow[]> {
  const { rows } = await sql<ActiveRow>`
    select c.campaign_id as "campaignId", e.lane_id as "laneId", e.attempts - e.attempts_before as attempt,
      c.claimed_at as "claimedAt"
    from calls c
    join enrollments e on e.workspace_id = c.workspace_id and e.id = c.enrollment_id
    where c.holds_slot and c.campaign_id = any(${campaignIds}::uuid[])
  `.execute(db);
  return rows;
}

/** Calls of a campaign, or of the others of its workspace, that ended last: how, and for how long they held their slot. */
export async function listSeen(
  db: Runner,
  { workspaceId, id }: LoadRow,
  { whose, most }: { whose: 'own' | 'others'; most: number },
): Promise<SeenCall[]> {
  const of =
    whose === 'own' ? sql`c.campaign_id = ${id}` : sql`c.workspace_id = ${workspaceId} and c.campaign_id <> ${id}`;
  const { rows } = await sql<SeenCall>`
    select c.disposition, c.attempt,
      extract(epoch from coalesce(c.disconnected_at, c.ended_at) - c.claimed_at)::float8 * 1000 as "holdMs"
    from (
      select * from calls c where ${of}
      order by c.claimed_at desc, c.id desc
      limit ${most}
    ) c
    where c.disposition is not null and c.disposition <> 'not_placed'
  `.execute(db);
  return rows;
}

export type PersonRow = { laneId: string; dueAt: Date | null; attempts: number };

/** Those of a campaign who wait, in the order in which they are called; of each section the first `most`. */
export async function listWaiting(db: Runner, campaignId: string, most: number): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select lane_id as "laneId", due_at as "dueAt", (attempts - attempts_before)::int as attempts
    from (
      (select * from enrollments where campaign_id = ${campaignId} and status = 'pending'
        order by priority desc, position limit ${most})
      union all
      (select * from enrollments where campaign_id = ${campaignId} and status = 'waiting'
        order by due_at, priority desc, position limit ${most})
      union all
      (select e.* from lanes l
        cross join lateral (
          select * from enrollments e where e.lane_id = l.id and e.status = 'queued'
          order by e.priority desc, e.position limit ${most}
        ) e
        where l.campaign_id = ${campaignId})
    ) waiting
    order by priority desc, position
    limit ${3 * most}
  `.execute(db);
  return rows;
}

/** How the people of a large campaign are spread over its lanes, by some of them looked up evenly. */
export async function probeLanes(db: Runner, campaignId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ laneId: string; n: number }>`
    with span as (
      select min(position) as first, max(position) as last from enrollments where campaign_id = ${campaignId}
    )
    select e.lane_id as "laneId", count(*) as n
    from span, generate_series(0, 299) as probe
    cross join lateral (
      select lane_id from enrollments
      where campaign_id = ${campaignId} and position >= span.first + (span.last - span.first) * probe / 299
      order by position
      limit 1
    ) e
    group by e.lane_id
  `.execute(db);
  return new Map(rows.map(({ laneId, n }) => [laneId, n]));
}

/** When the last of those who are due later is due. */
export async function findLastDue(db: Runner, campaignId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(due_at) as at from enrollments where campaign_id = ${campaignId} and status = 'waiting'
  `.execute(db);
  return rows[0]?.at ?? null;
}

/** The place of the lane `l` in its campaign's list: as listLanes gives them. */
const laneIndex = sql`
  (select count(*)::int from lanes o where o.workspace_id = l.workspace_id and o.campaign_id = l.campaign_id and o.id < l.id)
`;

export type HeadRow = { enrollmentId: string; lane: number };

/** Those ready whose hours are open, in their order: the first `most` of the line. */
export async function listHead(db: Runner, campaignId: string, most: number): Promise<HeadRow[]> {
  const { rows } = await sql<HeadRow>`
    select e.id as "enrollmentId", l.lane
    from (select l.id, ${laneIndex} as lane from lanes l where l.campaign_id = ${campaignId} and l.is_open) l
    cross join lateral (
      select id, priority, position from enrollments e where e.lane_id = l.id and e.status = 'queued'
      order by e.priority desc, e.position limit ${most}
    ) e
    order by e.priority desc, e.position
    limit ${most}
  `.execute(db);
  return rows;
}

/** By enrollment: the place of its lane in its campaign's list. */
export async function findLanes(
  db: Runner,
  workspaceId: string,
  enrollmentIds: string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<HeadRow>`
    select e.id as "enrollmentId", ${laneIndex} as lane
    from enrollments e
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    where e.workspace_id = ${workspaceId} and e.id = any(${enrollmentIds}::uuid[])
  `.execute(db);
  return new Map(rows.map(({ enrollmentId, lane }) => [enrollmentId, lane]));
}
