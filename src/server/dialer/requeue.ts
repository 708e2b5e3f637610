import { sql } from 'kysely';
import type { Trx } from './allocator.ts';
import { appendDeltas } from './counts.ts';

/** People whose calls all failed wait again, with the whole retry policy ahead of them. Returns how many. */
export async function requeueUnreached(trx: Trx, campaign: { id: string; workspaceId: string }, now: Date): Promise<number> {
  const { rows } = await sql`
    update enrollments e set status = 'pending', attempts_before = e.attempts, updated_at = ${now}
    from (
      select workspace_id, id from enrollments
      where workspace_id = ${campaign.workspaceId} and campaign_id = ${campaign.id} and status = 'failed' and contact_id is not null
      order by id
      for update
    ) unreached
    where e.workspace_id = unreached.workspace_id and e.id = unreached.id
    returning e.id
  `.execute(trx);
  await appendDeltas(trx, [{ workspaceId: campaign.workspaceId, campaignId: campaign.id, failed: -rows.length, pending: rows.length }]);
  return rows.length;
}
