import { sql } from 'kysely';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import { lockAllocator, markExhausted, markReady } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';

type Piloted = { workspaceId: string; id: string };

/** Why a campaign is paused whose pilot is over. */
export const pilotDone = 'pilot_done';

/**
 * As many people as the pilot has get in line, whatever the pace: drawn from all by a hash of their ids, so that they are like the rest.
 * The campaign is held, so that two dialers don't draw twice.
 */
export async function admitPilot(trx: Trx, { workspaceId, id }: Piloted, now: Date): Promise<void> {
  await sql`select from campaigns where workspace_id = ${workspaceId} and id = ${id} for no key update`.execute(trx);
  const { rows } = await sql`
    update enrollments e set status = 'queued', updated_at = ${now}
    from (
      select p.workspace_id, p.id from enrollments p
      where p.campaign_id = ${id} and p.status = 'pending'
      order by md5(p.id::text)
      limit (
        select greatest(0, k.pilot_size - (
          select count(*) from enrollments o where o.campaign_id = k.id and o.status <> 'pending'
        )) from campaigns k where k.workspace_id = ${workspaceId} and k.id = ${id} and k.status = 'running'
      )
      for update skip locked
    ) drawn
    where e.workspace_id = drawn.workspace_id and e.id = drawn.id
    returning e.id
  `.execute(trx);
  if (rows.length === 0) return;
  await appendDeltas(trx, [{ workspaceId, campaignId: id, pending: -rows.length, queued: rows.length }]);
  await markReady(trx, [id]);
}

/**
 * Pauses a campaign once everybody in its pilot was called and nobody is on the phone; retries wait. With nobody left
 * to go on with there is nothing to decide: it is as any other from then on.
 */
export async function endPilot(trx: Trx, { workspaceId, id }: Piloted, now: Date): Promise<void> {
  await sql`select from campaigns where workspace_id = ${workspaceId} and id = ${id} for no key update`.execute(trx);
  const { rows } = await sql<{ status: string; people: number }>`
    with standing as (
      select count(*) filter (where status <> 'pending') as people, bool_or(status = 'pending') as has_more,
        bool_or(status = 'calling' or (status in ('queued', 'waiting') and attempts = 0)) as is_calling
      from enrollments where campaign_id = ${id}
    )
    update campaigns k set pilot_size = null, updated_at = ${now},
      status = case when s.has_more then 'paused' else k.status end,
      status_reason = case when s.has_more then ${pilotDone} end
    from standing s
    where k.workspace_id = ${workspaceId} and k.id = ${id} and k.status = 'running' and k.pilot_size is not null
      and s.people > 0 and not s.is_calling
    returning k.status, s.people
  `.execute(trx);
  const [ended] = rows;
  if (ended?.status !== 'paused') return;
  const detail = { reason: pilotDone, people: ended.people };
  await noteActivity(trx, { workspaceId, campaignId: id, at: now, actor: 'system', kind: 'paused', detail });
  await lockAllocator(trx);
  await markExhausted(trx, [id]);
}
