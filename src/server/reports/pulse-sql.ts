import { sql } from 'kysely';
import type { Pulse } from '#contract/pulse.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';
import type { Move } from '#domain/pulse.ts';
import type { Runner } from '#server/database/pool.ts';

/** One campaign's calls from an instant to another, in stretches of so many seconds. */
export type Stretch = { workspaceId: string; campaignId: string; from: Date; to: Date; seconds: number };

/** No call takes longer from its claim to its end, unless it still goes on. */
const longestCall = '4 hours';

/** Along calls_by_campaign; who is on the phone for longer is found among the calls in progress. */
function calls({ workspaceId, campaignId, from, to }: Stretch) {
  const columns = sql`
    c.id, c.placing_at as began, c.answered_at as answered, coalesce(c.disconnected_at, c.ended_at) as ended, c.disposition, c.goal_met
    from calls c
    where c.campaign_id = ${campaignId} and c.workspace_id = ${workspaceId} and c.placing_at < ${to}
      and c.disposition is distinct from 'not_placed'
  `;
  return sql`
    select ${columns} and c.claimed_at >= ${from}::timestamptz - ${longestCall}::interval
    union all
    select ${columns} and c.claimed_at < ${from}::timestamptz - ${longestCall}::interval and c.ended_at is null
  `;
}

function place(at: ReturnType<typeof sql>, { from, seconds }: Stretch) {
  return sql`floor(extract(epoch from ${at} - ${from}::timestamptz) / ${seconds}::int)::int`;
}

/** What changed in each stretch in which something did, the first one first. */
export async function countMoves(db: Runner, stretch: Stretch): Promise<Move[]> {
  const { rows } = await sql<Move>`
    select slot, sum(calls)::int as calls, sum(ringing)::int as ringing, sum(calls * rest)::int as "callsMs",
      sum(ringing * rest)::int as "ringingMs"
    from (
      select ${place(sql`moves.at`, stretch)} as slot, calls, ringing,
        (${stretch.seconds}::int - mod(extract(epoch from moves.at - ${stretch.from}::timestamptz), ${stretch.seconds}::int)) * 1000 as rest
      from (${calls(stretch)}) own
      cross join lateral (
        values (greatest(own.began, ${stretch.from}), 1, 1),
          (case when own.answered is not null then greatest(own.answered, ${stretch.from}) end, 0, -1),
          (own.ended, -1, case when own.answered is null then -1 else 0 end)
      ) moves (at, calls, ringing)
      where (own.ended is null or own.ended >= ${stretch.from})
        and moves.at < ${stretch.to}
    ) each
    group by slot
    order by slot
  `.execute(db);
  return rows;
}

export type OutcomeRow = Pulse['outcomes'][number];

export async function countEndings(db: Runner, stretch: Stretch): Promise<OutcomeRow[]> {
  const { rows } = await sql<OutcomeRow>`
    select ${place(sql`own.ended`, stretch)} as place,
      case own.disposition
        when 'answered' then case when own.goal_met then 'success' else 'connected' end
        when 'no_answer' then 'noAnswer'
        when 'unknown' then 'failed'
        else own.disposition
      end as outcome,
      count(*)::int as calls
    from (${calls(stretch)}) own
    where own.ended >= ${stretch.from} and own.ended < ${stretch.to} and own.disposition <> 'cancelled'
    group by 1, 2
    order by 1, 2
  `.execute(db);
  return rows;
}

export type LimitRow = { at: Date; campaign: number; workspace: number; account: number | null; system: number };

/** The limits that the first dial of each stretch saw. */
export async function listLimits(db: Runner, stretch: Stretch): Promise<LimitRow[]> {
  const { rows } = await sql<LimitRow>`
    select own.began as at, (e.limits -> 'campaign' ->> 1)::int as campaign, (e.limits -> 'workspace' ->> 1)::int as workspace,
      (e.limits -> 'account' ->> 1)::int as account, (e.limits -> 'system' ->> 1)::int as system
    from (
      select distinct on (slot) slot, id, began
      from (
        select ${place(sql`c.placing_at`, stretch)} as slot, c.id, c.placing_at as began
        from calls c
        where c.campaign_id = ${stretch.campaignId} and c.workspace_id = ${stretch.workspaceId}
          and c.claimed_at >= ${stretch.from} and c.placing_at < ${stretch.to}
      ) dials
      order by slot, began
    ) own
    join dial_evidence e on e.workspace_id = ${stretch.workspaceId} and e.call_id = own.id
    -- Samples have a history without limits.
    where e.limits -> 'campaign' ->> 1 is not null
    order by own.began
  `.execute(db);
  return rows;
}

export async function listInProgress(
  db: Runner,
  { workspaceId, campaignId }: { workspaceId: string; campaignId: string },
): Promise<Pulse['inProgress']> {
  const { rows } = await sql<Pulse['inProgress'][number]>`
    select c.id, c.placing_at as "placedAt", c.answered_at as "answeredAt"
    from calls c
    where c.ended_at is null and c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}
      and c.placing_at is not null and c.disconnected_at is null
    order by c.placing_at
  `.execute(db);
  return rows;
}

export type ClockRow = { zones: string[]; law: Law };

/** The clocks that people of the campaign live by, those of most lanes that there may be. */
export async function listClocks(db: Runner, workspaceId: string, campaignId: string): Promise<ClockRow[]> {
  const { rows } = await sql<ClockRow>`
    select l.zones, jsonb_build_object('zones', l.legal_zones, 'jurisdictions', l.jurisdictions) as law
    from lanes l
    where l.workspace_id = ${workspaceId} and l.campaign_id = ${campaignId}
    order by l.id
    limit 40
  `.execute(db);
  return rows;
}

export type HappenedRow = { at: Date; kind: string; actor: string; detail: Record<string, unknown> };

/** What was done to the campaign between two instants, the first one first; the latest hundred. */
export async function listHappenings(db: Runner, stretch: Stretch): Promise<HappenedRow[]> {
  const { rows } = await sql<HappenedRow>`
    select a.at, a.kind, a.actor, a.detail
    from activity a
    where a.workspace_id = ${stretch.workspaceId} and a.campaign_id = ${stretch.campaignId}
      and a.at >= ${stretch.from} and a.at < ${stretch.to}
    order by a.id desc
    limit 100
  `.execute(db);
  return rows.toReversed();
}
