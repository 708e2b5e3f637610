import { sql } from 'kysely';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';

/** Whom to call again: by how the last call ended, null for all; and those whose voicemail answered, or not. */
export type RetryWish = { on: readonly string[] | null; voicemail: boolean };

/** Everybody who was not reached. */
export const everyone: RetryWish = { on: null, voicemail: false };

/**
 * People whose calls all failed wait again, with the whole retry policy ahead of them; but for those whose number the
 * provider refused for good. Returns how many.
 */
export async function requeueUnreached(
  trx: Trx,
  campaign: { id: string; workspaceId: string },
  { now, wish }: { now: Date; wish: RetryWish },
): Promise<number> {
  const { rows } = await sql<{ was: 'failed' | 'voicemail' }>`
    update enrollments e set status = 'pending', attempts_before = e.attempts, updated_at = ${now}
    from (
      select workspace_id, id, status from enrollments e
      where workspace_id = ${campaign.workspaceId} and campaign_id = ${campaign.id} and contact_id is not null
        and (
          (status = 'failed' and (${wish.on}::text[] is null or last_disposition = any(${wish.on}::text[])))
          or (status = 'voicemail' and ${wish.voicemail})
        )
        and not exists (
          select from calls c
          join call_events r on r.call_id = c.id and r.kind = 'refused' and r.detail ->> 'then' = 'fail_person'
          where c.enrollment_id = e.id
        )
      order by id
      for update
    ) unreached
    where e.workspace_id = unreached.workspace_id and e.id = unreached.id
    returning unreached.status as was
  `.execute(trx);
  const delta = { workspaceId: campaign.workspaceId, campaignId: campaign.id };
  await appendDeltas(
    trx,
    rows.map(({ was }) => ({ ...delta, [was]: -1, pending: 1 })),
  );
  return rows.length;
}

/** Everybody who still waits in the campaign is cancelled; calls in progress end by themselves. */
export async function cancelWaiting(
  trx: Trx,
  campaign: { id: string; workspaceId: string },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ was: 'pending' | 'waiting' | 'queued'; n: number }>`
    with waiting as (
      select workspace_id, id, status from enrollments
      where workspace_id = ${campaign.workspaceId}
        and campaign_id = ${campaign.id}
        and status in ('pending', 'waiting', 'queued')
      order by id
      for update
    ),
    cancelled as (
      update enrollments e set status = 'cancelled', due_at = null, updated_at = ${now}
      from waiting w where e.workspace_id = w.workspace_id and e.id = w.id
      returning w.status as was
    )
    select was, count(*) as n from cancelled group by was
  `.execute(trx);
  const delta = { workspaceId: campaign.workspaceId, campaignId: campaign.id };
  await appendDeltas(
    trx,
    rows.map(({ was, n }) => ({ ...delta, [was]: -n, cancelled: n })),
  );
  return rows.reduce((sum, { n }) => sum + n, 0);
}
