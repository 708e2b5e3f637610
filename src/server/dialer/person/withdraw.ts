import { sql } from 'kysely';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';

/** Takes people out of a campaign as if they had never been added; who has a call already stays. Returns how many. */
export async function withdrawUncalled(
  trx: Trx,
  { workspaceId, campaignId, enrollmentIds }: { workspaceId: string; campaignId: string; enrollmentIds: string[] },
): Promise<number> {
  const { rows } = await sql<{ was: 'pending' | 'waiting' | 'queued'; n: number }>`
    with uncalled as (
      select workspace_id, id, status from enrollments e
      where workspace_id = ${workspaceId}
        and campaign_id = ${campaignId}
        and id = any(${enrollmentIds}::uuid[])
        and status in ('pending', 'waiting', 'queued')
        and attempts = 0
        and not exists (select from calls c where c.enrollment_id = e.id)
      order by id
      for update
    ),
    gone as (
      delete from enrollments e using uncalled u where e.workspace_id = u.workspace_id and e.id = u.id
      returning u.status as was
    )
    select was, count(*) as n from gone group by was
  `.execute(trx);
  await appendDeltas(
    trx,
    rows.map(({ was, n }) => ({ workspaceId, campaignId, [was]: -n })),
  );
  return rows.reduce((sum, { n }) => sum + n, 0);
}
