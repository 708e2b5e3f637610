import { sql } from 'kysely';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';

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

type Place = { id: string; campaignId: string; status: string };

/**
 * A contact has another number: wherever it may still be called it is called there. Where that number is in the campaign
 * already it leaves the queue. The caller holds the person's lock and the contact's places.
 */
export async function callAt(trx: Trx, contact: OfContact & { phone: string }): Promise<void> {
  const { workspaceId, contactId } = contact;
  const { rows } = await sql<Place>`
    select id, campaign_id as "campaignId", status from enrollments
    where workspace_id = ${workspaceId} and contact_id = ${contactId}
      and status in ('pending', 'waiting', 'queued', 'failed', 'voicemail')
    order by id
  `.execute(trx);
  for (const place of rows) await movePlace(trx, place, contact);
}

async function movePlace(
  trx: Trx,
  { id, campaignId, status }: Place,
  { workspaceId, phone, now }: OfContact & { phone: string },
): Promise<void> {
  const moved = await sql`
    update enrollments e set phone = ${phone}, updated_at = ${now}
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
