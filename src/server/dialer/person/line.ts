import { sql } from 'kysely';
import { allowedActions, isOver } from '#domain/campaign.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import { Conflict, NotFound } from '#server/errors.ts';
import { listSuppressed } from '#server/suppressions/sql.ts';
import { lockPeople } from './lock.ts';

/** Somebody's place in a campaign, who changes it, and when. */
export type PlaceRef = { workspaceId: string; enrollmentId: string; actor: string; now: Date };

type Place = {
  campaignId: string;
  contactId: string | null;
  phone: string;
  status: string;
  campaignStatus: CampaignStatus;
};

type WaitingStatus = 'pending' | 'waiting' | 'queued';

/** Before or behind all others of the campaign who are ready or not started, or with a priority that is given. */
export type NewPlace = { place: 'first' | 'last' } | { priority: number };

/** Somebody who waits goes elsewhere in the line of his campaign: his priority says where. */
export async function moveInLine(trx: Trx, ref: PlaceRef, to: NewPlace): Promise<void> {
  const place = await holdPlace(trx, ref);
  requireWaiting(place, ref);
  const priority = 'priority' in to ? to.priority : await priorityAt(trx, place.campaignId, to.place);
  const { rows } = await sql<{ was: number }>`
    update enrollments e set priority = ${priority}, updated_at = ${ref.now}
    from (
      select workspace_id, id, priority from enrollments
      where workspace_id = ${ref.workspaceId} and id = ${ref.enrollmentId}
    ) before
    where e.workspace_id = before.workspace_id and e.id = before.id
    returning before.priority as was
  `.execute(trx);
  await note(trx, ref, { place, kind: 'person_moved', detail: { from: rows[0]?.was ?? null, to: priority } });
}

/** Somebody who waits leaves the queue of this campaign. Who has left already stays so. */
export async function leaveLine(trx: Trx, ref: PlaceRef): Promise<void> {
  const place = await holdPlace(trx, ref);
  if (place.status === 'cancelled') return;
  requireWaiting(place, ref);
  await turn(trx, ref, { place, from: place.status, to: 'cancelled', dueAt: null });
  await note(trx, ref, { place, kind: 'person_removed', detail: {} });
}

/** Somebody who left the queue waits again: until an instant, or to be ready at once. Who waits already stays so. */
export async function returnToLine(trx: Trx, ref: PlaceRef, dueAt: Date | null): Promise<void> {
  const { phone } = await readPlace(trx, ref);
  await lockPeople(trx, ref.workspaceId, [phone]);
  const place = await holdPlace(trx, ref);
  if (isWaiting(place.status)) return;
  await requireReturnable(trx, ref, place);
  await turn(trx, ref, { place, from: 'cancelled', to: dueAt === null ? 'pending' : 'waiting', dueAt });
  await note(trx, ref, { place, kind: 'person_returned', detail: {} });
}

async function requireReturnable(trx: Trx, { workspaceId, enrollmentId }: PlaceRef, place: Place): Promise<void> {
  if (isOver(place.campaignStatus)) {
    const detail = `The campaign is ${place.campaignStatus}; nobody waits in it any more. Make a new campaign for them.`;
    throw new Conflict('invalid_transition', detail, { allowedActions: allowedActions(place.campaignStatus) });
  }
  const isBarred = place.contactId === null || (await listSuppressed(trx, workspaceId, [place.phone])).size > 0;
  if (place.status !== 'cancelled' || isBarred) throw new NotFound('person who left the queue', enrollmentId);
}

async function priorityAt(trx: Trx, campaignId: string, at: 'first' | 'last'): Promise<number> {
  const [way, step] = at === 'first' ? [sql`desc`, 1] : [sql`asc`, -1];
  const extreme = at === 'first' ? sql`max` : sql`min`;
  const { rows } = await sql<{ priority: number | null }>`
    select ${extreme}(priority) as priority from (
      (
        select priority from enrollments where campaign_id = ${campaignId} and status = 'pending'
        order by priority ${way}
        limit 1
      )
      union all
      select e.priority from lanes l
      cross join lateral (
        select priority from enrollments where lane_id = l.id and status = 'queued' order by priority ${way} limit 1
      ) e
      where l.campaign_id = ${campaignId}
    ) others
  `.execute(trx);
  return (rows[0]?.priority ?? 0) + step;
}

async function readPlace(trx: Trx, { workspaceId, enrollmentId }: PlaceRef): Promise<Place> {
  const { rows } = await sql<Place>`
    select e.campaign_id as "campaignId", e.contact_id as "contactId", e.phone, e.status, k.status as "campaignStatus"
    from enrollments e join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    where e.workspace_id = ${workspaceId} and e.id = ${enrollmentId} and k.deleted_at is null
  `.execute(trx);
  if (!rows[0]) throw new NotFound('person waiting in the queue', enrollmentId);
  return rows[0];
}

/** The campaign before its people, as every verb locks them; read again, as both may have changed before the locks. */
async function holdPlace(trx: Trx, ref: PlaceRef): Promise<Place> {
  const { campaignId } = await readPlace(trx, ref);
  await sql`
    select from campaigns where workspace_id = ${ref.workspaceId} and id = ${campaignId} for share
  `.execute(trx);
  await sql`
    select from enrollments where workspace_id = ${ref.workspaceId} and id = ${ref.enrollmentId} for update
  `.execute(trx);
  return readPlace(trx, ref);
}

async function turn(
  trx: Trx,
  { workspaceId, enrollmentId, now }: PlaceRef,
  { place, from, to, dueAt }: { place: Place; from: string; to: string; dueAt: Date | null },
): Promise<void> {
  await sql`
    update enrollments set status = ${to}, due_at = ${dueAt}, updated_at = ${now}
    where workspace_id = ${workspaceId} and id = ${enrollmentId}
  `.execute(trx);
  await appendDeltas(trx, [{ workspaceId, campaignId: place.campaignId, [from]: -1, [to]: 1 }]);
}

function isWaiting(status: string): status is WaitingStatus {
  return status === 'pending' || status === 'waiting' || status === 'queued';
}

function requireWaiting({ status }: Place, { enrollmentId }: PlaceRef): void {
  if (status === 'calling')
    throw new Conflict('call_in_progress', 'This person is being called right now: wait until the call is over.');
  if (!isWaiting(status)) throw new NotFound('person waiting in the queue', enrollmentId);
}

function note(
  trx: Trx,
  { workspaceId, enrollmentId, actor, now }: PlaceRef,
  { place, kind, detail }: { place: Place; kind: string; detail: object },
): Promise<void> {
  const { campaignId } = place;
  return noteActivity(trx, { workspaceId, campaignId, at: now, actor, kind, detail: { enrollmentId, ...detail } });
}
