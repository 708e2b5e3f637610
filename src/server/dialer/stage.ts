import { sql } from 'kysely';
import type { CallingWindow } from '#domain/window.ts';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import type { System } from '#server/system.ts';
import { markReady } from './ledger/allocator.ts';
import type { Trx } from './ledger/allocator.ts';
import { appendDeltas, readCounts } from './ledger/counts.ts';
import type { CampaignCounts } from './ledger/counts.ts';
import { forgetFlips, turnLanes, turnLanesOf } from './campaign/plan/lanes.ts';
import { spreadOut } from './campaign/plan/pace.ts';
import { admitPilot, endPilot } from './campaign/pilot.ts';
import { freeze } from './campaign/start.ts';
import { cancelWaiting } from './campaign/waiting.ts';

/** Rows of one transaction: long enough to be cheap, short enough that nobody waits for it. */
const lot = 5000;

/** What has come due becomes ready, what is finished completes. Returns whether there may be more to do at once. */
export async function stage(system: System): Promise<boolean> {
  const now = system.clock.now();
  const inTransaction = <T>(work: (trx: Trx) => Promise<T>) => system.db.transaction().execute(work);
  await inTransaction((trx) => startScheduled(trx, now));
  const turned = await inTransaction((trx) => turnLanes(trx, now, 500));
  const admitted = await admitPending(system, now);
  const due = await inTransaction((trx) => readyDue(trx, now));
  await finishCampaigns(system, now);
  return turned === 500 || admitted === lot || due === lot;
}

async function startScheduled(trx: Trx, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string; workspaceId: string; status: string }>`
    -- Whoever starts it first has it: the others skip the row, and then find it running.
    update campaigns k
    set status = due.status, started_at = coalesce(k.started_at, ${now}), updated_at = ${now},
      status_reason = case when due.status = 'failed' then 'Its agent was deleted before it started: choose another one.' end
    from (
      select c.id, case when a.deleted_at is null then 'running' else 'failed' end as status
      from campaigns c
      join agents a on a.workspace_id = c.workspace_id and a.id = c.agent_id
      where c.status = 'scheduled' and c.start_at <= ${now} and c.deleted_at is null
      order by c.id
      for no key update of c skip locked
      for share of a
    ) due
    where k.id = due.id
    returning k.id, k.workspace_id as "workspaceId", k.status
  `.execute(trx);
  for (const { id, workspaceId, status } of rows) {
    const kind = status === 'running' ? 'started' : 'failed';
    if (status === 'running') await freeze(trx, { workspaceId, id }, { now, voice: 'as it is' });
    await noteActivity(trx, { workspaceId, campaignId: id, at: now, actor: 'system', kind });
    await turnLanesOf(trx, { workspaceId, campaignId: id }, now);
  }
}

type Admission = CallingWindow & {
  id: string;
  workspaceId: string;
  paceMode: 'asap' | 'spread' | 'interval';
  isPilot: boolean;
};

/** People of running campaigns get in line: ready now, or due at their place in a campaign that spreads its calls. */
async function admitPending(system: System, now: Date): Promise<number> {
  const { rows } = await sql<Admission>`
    select k.id, k.workspace_id as "workspaceId", k.pace_mode as "paceMode", k.pilot_size is not null as "isPilot", k.days, k.first_call_time as "firstCallTime",
      k.last_call_time as "lastCallTime", k.all_day as "allDay"
    from campaigns k
    where k.status = 'running'
      and k.deleted_at is null
      and exists (select from enrollments e where e.campaign_id = k.id and e.status = 'pending')
    order by k.id
  `.execute(system.db);
  let most = 0;
  for (const campaign of rows) {
    const { id: campaignId, workspaceId, paceMode } = campaign;
    const inTransaction = <T>(work: (trx: Trx) => Promise<T>) => system.db.transaction().execute(work);
    if (campaign.isPilot) await inTransaction((trx) => admitPilot(trx, campaign, now));
    else if (paceMode === 'spread')
      await inTransaction((trx) => spreadOut(trx, { campaignId, workspaceId, window: campaign }, now));
    else most = Math.max(most, await inTransaction((trx) => queueUp(trx, campaign, now)));
  }
  return most;
}

async function queueUp(trx: Trx, campaign: Admission, now: Date): Promise<number> {
  const { rows } = await sql`
    -- In the order in which they will be called, so that the first lot holds the first people.
    update enrollments e set status = 'queued', updated_at = ${now}
    from (
      select workspace_id, id from enrollments
      where campaign_id = ${campaign.id} and status = 'pending'
      order by priority desc, position
      limit ${lot}
      for update skip locked
    ) first
    where e.workspace_id = first.workspace_id and e.id = first.id
    returning e.id
  `.execute(trx);
  const admitted = rows.length;
  await appendDeltas(trx, [
    { workspaceId: campaign.workspaceId, campaignId: campaign.id, pending: -admitted, queued: admitted },
  ]);
  await markReady(trx, [campaign.id]);
  return admitted;
}

/** Whoever waited until now is ready: a retry, a place in a spread-out campaign, a dial put off. */
async function readyDue(trx: Trx, now: Date): Promise<number> {
  const { rows } = await sql<{ campaignId: string; workspaceId: string }>`
    update enrollments e set status = 'queued', due_at = null, updated_at = ${now}
    from (
      select workspace_id, id from enrollments
      where status = 'waiting' and due_at <= ${now}
      order by due_at
      limit ${lot}
      for update skip locked
    ) due
    where e.workspace_id = due.workspace_id and e.id = due.id
    returning e.campaign_id as "campaignId", e.workspace_id as "workspaceId"
  `.execute(trx);
  await appendDeltas(
    trx,
    rows.map((row) => ({ ...row, waiting: -1, queued: 1 })),
  );
  await markReady(trx, [...new Set(rows.map((row) => row.campaignId))]);
  return rows.length;
}

type Running = { id: string; workspaceId: string; isPastEnd: boolean; isPilot: boolean };

/** A campaign completes by itself when nobody waits and nobody is on the phone; past its end date nobody waits. */
async function finishCampaigns(system: System, now: Date): Promise<void> {
  const { rows } = await sql<Running>`
    select id, workspace_id as "workspaceId", coalesce(end_at <= ${now}, false) as "isPastEnd",
      pilot_size is not null as "isPilot"
    from campaigns where status = 'running'
  `.execute(system.db);
  const counts = await readCounts(
    system.db,
    rows.map((row) => row.id),
  );
  for (const campaign of rows) {
    const { waiting, calling } = openIn(counts.get(campaign.id));
    if (campaign.isPastEnd && waiting > 0)
      await system.db.transaction().execute((trx) => cancelWaiting(trx, campaign, now));
    else if (waiting + calling === 0) await complete(system, campaign, now);
    else if (campaign.isPilot && calling === 0)
      await system.db.transaction().execute((trx) => endPilot(trx, campaign, now));
  }
}

function openIn(counts: CampaignCounts | undefined): { waiting: number; calling: number } {
  if (!counts) return { waiting: 0, calling: 0 };
  return { waiting: counts.pending + counts.waiting + counts.queued, calling: counts.calling };
}

async function complete(system: System, { id, workspaceId }: Running, now: Date): Promise<void> {
  await system.db.transaction().execute(async (trx) => {
    // The lock shuts out whoever adds people; the counts are then read by a statement that sees all they committed.
    await sql`select from campaigns where workspace_id = ${workspaceId} and id = ${id} for no key update`.execute(trx);
    const { waiting, calling } = openIn((await readCounts(trx, [id])).get(id));
    if (waiting + calling > 0) return;
    const { rows } = await sql`
      update campaigns set status = 'completed', completed_at = ${now}, updated_at = ${now}
      where workspace_id = ${workspaceId} and id = ${id} and status = 'running'
        and not exists (select from imports where workspace_id = ${workspaceId} and campaign_id = ${id} and status in ('checking', 'committing'))
      returning id
    `.execute(trx);
    if (rows.length === 0) return;
    await forgetFlips(trx, { workspaceId, campaignId: id });
    await noteActivity(trx, { workspaceId, campaignId: id, at: now, actor: 'system', kind: 'completed' });
  });
}

/** The next instant at which something comes due without anybody's doing; null when nothing will. */
export async function nextInstant(system: System): Promise<Date | null> {
  const now = system.clock.now();
  const { rows } = await sql<{ at: Date | null }>`
    select least(
      (select min(e.due_at) from enrollments e join campaigns k on k.id = e.campaign_id where e.status = 'waiting' and k.status = 'running'),
      (select min(l.flips_at) from lanes l join campaigns k on k.id = l.campaign_id where k.status = 'running' and l.flips_at is not null),
      (select min(start_at) from campaigns where status = 'scheduled' and deleted_at is null),
      (select min(end_at) from campaigns where status = 'running' and end_at > ${now}),
      (select min(look_at) from calls where ended_at is null),
      (select min(probe_at) from provider_account_health),
      (select min(next_dial_at) from campaign_slots where is_ready and next_dial_at > ${now}),
      (
        select min(a.next_dial_at) from provider_account_slots a
        where a.next_dial_at > ${now}
          and exists (select from campaign_slots c where c.provider_account_id = a.provider_account_id and c.is_ready)
      )
    ) as at
  `.execute(system.db);
  return rows[0]?.at ?? null;
}
