import { sql } from 'kysely';
import type { CallingWindow } from '#domain/window.ts';
import { markReady } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import { laneKey, lanesFor } from '#server/dialer/campaign/lanes.ts';
import { isLawInForce, lawOf } from './law.ts';

type OfContact = { workspaceId: string; contactId: string; now: Date };

/** Whether somebody is being called at this number. The caller holds the person's lock: nobody begins meanwhile. */
export async function isOnThePhone(trx: Trx, workspaceId: string, phone: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from calls where workspace_id = ${workspaceId} and phone = ${phone} and holds_slot
  `.execute(trx);
  return rows.length > 0;
}

/** A contact is about to be deleted: it leaves every queue. The caller holds the person's lock. */
export async function leaveQueues(trx: Trx, { workspaceId, contactId, now }: OfContact): Promise<void> {
  const { rows } = await sql<{ id: string; campaignId: string; status: string }>`
    -- All of them, as deleting the contact writes them all: settling locks them before the contact too.
    select id, campaign_id as "campaignId", status from enrollments
    where workspace_id = ${workspaceId} and contact_id = ${contactId}
    order by id
    for update
  `.execute(trx);
  const waiting = rows.flatMap((row) => (isWaiting(row.status) ? [{ ...row, status: row.status }] : []));
  await sql`
    update enrollments set status = 'cancelled', due_at = null, updated_at = ${now}
    where workspace_id = ${workspaceId} and id = any(${waiting.map(({ id }) => id)}::uuid[])
  `.execute(trx);
  await appendDeltas(
    trx,
    waiting.map(({ campaignId, status }) => ({ workspaceId, campaignId, [status]: -1, cancelled: 1 })),
  );
}

const waitingStatuses = ['pending', 'waiting', 'queued'] as const;

function isWaiting(status: string): status is (typeof waitingStatuses)[number] {
  return (waitingStatuses as readonly string[]).includes(status);
}

type Place = CallingWindow & {
  id: string;
  campaignId: string;
  status: string;
  clock: 'campaign' | 'contact';
  timeZone: string;
  isLawInForce: boolean;
};

/**
 * A contact has another number or other time zones: wherever it may still be called it is called there, by those
 * clocks. Where that number is in the campaign already it leaves the queue. The caller holds the person's lock.
 */
export async function moveContact(trx: Trx, contact: OfContact & { phone: string; zones: string[] }): Promise<void> {
  const { workspaceId, contactId, phone, now } = contact;
  // Campaigns before their people, as every verb locks them; a claim passes over people who are locked.
  await sql`
    select from campaigns
    where workspace_id = ${workspaceId} and id in (
      select campaign_id from enrollments where workspace_id = ${workspaceId} and contact_id = ${contactId}
    )
    order by id
    for share
  `.execute(trx);
  const { rows } = await sql<Place>`
    select e.id, e.campaign_id as "campaignId", e.status, k.clock, k.time_zone as "timeZone", k.days, k.first_call_time as "firstCallTime",
      k.last_call_time as "lastCallTime", k.all_day as "allDay", ${isLawInForce} as "isLawInForce"
    from enrollments e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    join workspaces w on w.id = k.workspace_id
    left join provider_accounts a on a.workspace_id = k.workspace_id and a.id = k.provider_account_id
    where e.workspace_id = ${workspaceId} and e.contact_id = ${contactId}
      and e.status in ('pending', 'waiting', 'queued', 'failed')
    order by e.id
    for update of e
  `.execute(trx);
  for (const place of rows) {
    const lane = await laneIn(trx, place, contact);
    await movePlace(trx, place, { workspaceId, phone, lane, now });
  }
  const queued = rows.filter(({ status }) => status === 'queued');
  await markReady(trx, [...new Set(queued.map(({ campaignId }) => campaignId))]);
}

async function laneIn(
  trx: Trx,
  { campaignId, ...campaign }: Place,
  { workspaceId, phone, zones, now }: OfContact & { phone: string; zones: string[] },
): Promise<string | undefined> {
  const law = lawOf({ phone, zones }, campaign.isLawInForce);
  const clocks = { zones: campaign.clock === 'campaign' ? [campaign.timeZone] : zones, law };
  const lanes = await lanesFor(trx, { workspaceId, campaignId, window: campaign }, { clocks: [clocks], now });
  return lanes.get(laneKey(clocks));
}

async function movePlace(
  trx: Trx,
  { id, campaignId, status }: Place,
  to: { workspaceId: string; phone: string; lane: string | undefined; now: Date },
): Promise<void> {
  const { workspaceId, phone, lane, now } = to;
  const moved = await sql`
    update enrollments e set phone = ${phone}, lane_id = ${lane}, updated_at = ${now}
    where e.workspace_id = ${workspaceId} and e.id = ${id} and e.status = ${status}
      and not exists (
        select from enrollments o where o.campaign_id = ${campaignId} and o.phone = ${phone} and o.id <> ${id}
      )
    returning e.id
  `.execute(trx);
  if (moved.rows.length > 0 || !isWaiting(status)) return;
  const left = await sql`
    update enrollments set status = 'cancelled', due_at = null, updated_at = ${now}
    where workspace_id = ${workspaceId} and id = ${id} and status = ${status}
    returning id
  `.execute(trx);
  await appendDeltas(
    trx,
    left.rows.map(() => ({ workspaceId, campaignId, [status]: -1, cancelled: 1 })),
  );
}
