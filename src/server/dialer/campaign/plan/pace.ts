import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { spreadDueTimes, spreadSpan } from '#domain/pace.ts';
import { hoursEnd, nextDial, ringGuardMs } from '#domain/legal-hours/calling-hours.ts';
import type { CallingHours } from '#domain/legal-hours/calling-hours.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';
import type { CallingWindow } from '#domain/window.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';

type Ref = { workspaceId: string; campaignId: string };

const dayMs = 24 * 3_600_000;

/**
 * People of a campaign that spreads its calls get their places, in their order: each lane's over what is left of its
 * hours, or over its next ones. Whoever comes later is planned together with those who still wait for theirs, and a plan
 * that is made anew goes on from the last call.
 */
export async function spreadOut(trx: Trx, campaign: Ref & { window: CallingWindow }, now: Date): Promise<void> {
  const { workspaceId, campaignId } = campaign;
  // A plan that nobody was added to stays as it is.
  const { rows } = await sql<{ laneId: string; zones: string[]; law: Law }>`
    select l.id as "laneId", l.zones, jsonb_build_object('zones', l.legal_zones, 'jurisdictions', l.jurisdictions) as law
    from lanes l
    where l.workspace_id = ${workspaceId} and l.campaign_id = ${campaignId}
      and exists (select from enrollments e where e.campaign_id = ${campaignId} and e.lane_id = l.id and e.status = 'pending')
    order by l.id
  `.execute(trx);
  for (const { laneId, ...clocks } of rows) {
    const hours = { window: campaign.window, ...clocks };
    await giveOut(trx, { ...campaign, laneId, hours, people: waitingForPlace }, now);
  }
}

const waitingForPlace = sql`(e.status = 'pending' or (e.status = 'waiting' and e.attempts = e.attempts_before))`;

/**
 * What a lane of a campaign that spreads its calls has left over is planned again: its hours open, or it goes on. Who
 * was ready, or comes due at this instant, waits for a place as well; a retry that is due later keeps its time.
 */
export async function planAgain(trx: Trx, lane: Ref & LaneHours, now: Date): Promise<void> {
  const { rows } = await sql<{ isLeft: boolean }>`
    select exists (
      select from enrollments e
      where e.campaign_id = ${lane.campaignId} and e.lane_id = ${lane.laneId} and e.status = 'queued'
    ) or exists (
      select from enrollments e
      where e.campaign_id = ${lane.campaignId} and e.lane_id = ${lane.laneId} and e.status = 'waiting'
        and e.due_at <= ${now} and e.attempts > e.attempts_before
    ) as "isLeft"
  `.execute(trx);
  if (!rows[0]?.isLeft) return;
  const people = sql`(${waitingForPlace} or e.status = 'queued' or (e.status = 'waiting' and e.due_at <= ${now}))`;
  await giveOut(trx, { ...lane, people }, now);
}

type LaneHours = { laneId: string; hours: CallingHours };
type Giving = Ref & LaneHours & { people: RawBuilder<unknown> };

async function giveOut(trx: Trx, { workspaceId, campaignId, laneId, hours, people }: Giving, now: Date): Promise<void> {
  const { rows } = await sql<{ ids: string[] | null; pending: number; queued: number; lastStart: Date | null }>`
    with planned as materialized (
      select e.id, e.priority, e.position, e.status from enrollments e
      where e.campaign_id = ${campaignId} and e.status in ('pending', 'waiting', 'queued') and e.lane_id = ${laneId} and ${people}
      for update skip locked
    )
    select array_agg(p.id order by p.priority desc, p.position) as ids,
      count(*) filter (where p.status = 'pending') as pending, count(*) filter (where p.status = 'queued') as queued,
      (select c.dial_at from calls c where c.campaign_id = ${campaignId} order by c.claimed_at desc, c.id desc limit 1)
        as "lastStart"
    from planned p
  `.execute(trx);
  const [{ ids, pending, queued, lastStart } = nobody] = rows;
  if (ids === null) return;
  const first = nextDial(hours, now) ?? now;
  const last = hoursEnd(hours, first) ?? new Date(first.getTime() + dayMs);
  const goesOn = lastStart !== null && isOpenSince(hours, lastStart, first);
  const span = { first, last, lastStart: goesOn ? lastStart : null, guardMs: ringGuardMs };
  const dueAt = spreadDueTimes(spreadSpan(span, ids.length), ids.length);
  await sql`
    update enrollments e set status = 'waiting', due_at = n.due_at, updated_at = ${now}
    from unnest(${ids}::uuid[], ${ids.map((_, index) => dueAt(index))}::timestamptz[]) as n (id, due_at)
    where e.workspace_id = ${workspaceId} and e.id = n.id and e.due_at is distinct from n.due_at
  `.execute(trx);
  const waiting = pending + queued;
  await appendDeltas(trx, [{ workspaceId, campaignId, pending: -pending, queued: -queued, waiting }]);
}

const nobody = { ids: null, pending: 0, queued: 0, lastStart: null };

/** Whether hours have been open from one instant to a later one. */
function isOpenSince(hours: CallingHours, from: Date, to: Date): boolean {
  const closing = hoursEnd(hours, from);
  return closing === null || closing > to;
}

/**
 * After a change of pace or of hours: who waits for a place in a plan that does not hold any more gets in line anew, and
 * the gap between calls is counted from the last one by its new length. Call it in the transaction that changed the row.
 */
export async function followPace(
  trx: Trx,
  { workspaceId, campaignId }: Ref,
  { now, before }: { now: Date; before: 'asap' | 'spread' | 'interval' },
): Promise<void> {
  const isSpread = sql`exists (
    select from campaigns k where k.workspace_id = ${workspaceId} and k.id = ${campaignId} and k.pace_mode = 'spread'
  )`;
  await backToPending(
    trx,
    sql`
      select e.workspace_id, e.id, e.status from enrollments e
      where e.workspace_id = ${workspaceId}
        and e.campaign_id = ${campaignId}
        and (
          (e.status = 'waiting' and e.attempts = e.attempts_before and (${before === 'spread'} or ${isSpread}))
          or (e.status = 'queued' and ${isSpread})
        )
      for update skip locked
    `,
    now,
  );
  await lockAllocator(trx);
  await sql`
    update campaign_slots s
    set next_dial_at = case when k.pace_mode = 'interval' then (
        select c.dial_at from calls c where c.campaign_id = k.id order by c.claimed_at desc, c.id desc limit 1
      ) + make_interval(secs => k.pace_gap_seconds) end
    from campaigns k
    where k.workspace_id = ${workspaceId} and k.id = ${campaignId} and s.campaign_id = k.id
  `.execute(trx);
}

/** People whose hours are other ones now: who is ready, or waits for a place in another plan, gets one among his own. */
export async function placeAnew(trx: Trx, { workspaceId, ids }: Ref & { ids: string[] }, now: Date): Promise<void> {
  await backToPending(
    trx,
    sql`
      select e.workspace_id, e.id, e.status from enrollments e
      where e.workspace_id = ${workspaceId} and e.id = any(${ids}::uuid[])
        and (e.status = 'queued' or (e.status = 'waiting' and e.attempts = e.attempts_before))
    `,
    now,
  );
}

async function backToPending(trx: Trx, people: RawBuilder<unknown>, now: Date): Promise<void> {
  const { rows } = await sql<{ workspaceId: string; campaignId: string; was: 'queued' | 'waiting'; n: number }>`
    with again as materialized (${people}),
    moved as (
      update enrollments e set status = 'pending', due_at = null, updated_at = ${now}
      from again a
      where e.workspace_id = a.workspace_id and e.id = a.id
      returning e.workspace_id, e.campaign_id, a.status as was
    )
    select workspace_id as "workspaceId", campaign_id as "campaignId", was, count(*) as n
    from moved group by workspace_id, campaign_id, was
  `.execute(trx);
  await appendDeltas(
    trx,
    rows.map(({ was, n, ...campaign }) => ({ ...campaign, [was]: -n, pending: n })),
  );
}
