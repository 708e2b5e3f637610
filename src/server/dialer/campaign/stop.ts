import { sql } from 'kysely';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import type { System } from '#server/system.ts';
import { lockAllocator, markExhausted } from '#server/dialer/ledger/allocator.ts';

/**
 * A refusal that would meet every call: the campaign fails with the reason, or the whole account is paused and every
 * running campaign on it with it. Nothing is lost; both go on where they were once somebody has mended it.
 */
export async function stopCampaigns(
  system: System,
  stop: { workspaceId: string; campaignId: string | null; now: Date; accountId: string | null; reason: string },
): Promise<void> {
  const { workspaceId, campaignId, now, accountId, reason } = stop;
  const status = accountId === null ? 'failed' : 'paused';
  await system.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ id: string }>`
      update campaigns
      set status = ${status}, status_reason = ${reason}, updated_at = ${now}
      where workspace_id = ${workspaceId}
        and status = 'running'
        and (id = ${campaignId}::uuid or provider_account_id = ${accountId}::uuid)
      returning id
    `.execute(trx);
    await sql`
      update provider_accounts set paused_reason = ${reason} where workspace_id = ${workspaceId} and id = ${accountId}::uuid
    `.execute(trx);
    // What a person must mend is not asked about again.
    await sql`
      update provider_account_health set opened_at = null, probe_at = null, probes = 0, failures = 0
      where workspace_id = ${workspaceId} and provider_account_id = ${accountId}::uuid and opened_at is not null
    `.execute(trx);
    const ids = rows.map(({ id }) => id);
    for (const id of ids) {
      await noteActivity(trx, {
        workspaceId,
        campaignId: id,
        at: now,
        actor: 'system',
        kind: status,
        detail: { reason },
      });
    }
    await lockAllocator(trx);
    await sql`
      update provider_account_slots set is_open = false where provider_account_id = ${accountId}::uuid
    `.execute(trx);
    await markExhausted(trx, ids);
  });
}
