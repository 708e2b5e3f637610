import { sql } from 'kysely';
import type { RawBuilder, Transaction } from 'kysely';
import type { DB } from '#server/database/tables.ts';

export type Trx = Transaction<DB>;

/**
 * Every transaction that gives or frees slots, or changes what is ready to be given, takes this lock in a statement
 * of its own: the next statement then sees all that was committed before. With lock and read in one statement the
 * limits broke (106 of 60). `calls.holds_slot`, the `*_slots` rows' `in_use`, `served` and `is_ready` change under it alone.
 */
export async function lockAllocator(trx: Trx): Promise<void> {
  await allocatorLocked.execute(trx);
}

/** As lockAllocator, as a statement. */
export const allocatorLocked = sql`select pg_advisory_xact_lock(7119, 1)`;

/** The commit of this transaction does not wait for the disk: all of it is done again should it be lost. */
export const diskNotAwaited = sql`select set_config('synchronous_commit', 'off', true)`;

/**
 * As allocatorLocked, for a transaction that ends with a claim. Its commit does not wait for the disk: a call is posted only
 * after `arm` has committed, which does wait, and the log of what was committed is written in order. What a power cut
 * takes of it is done again from the inbox.
 */
export const allocatorLockedForClaim = sql`
  select pg_advisory_xact_lock(7119, 1), set_config('synchronous_commit', 'off', true)
`;

export type SlotHolder = { workspaceId: string; campaignId: string; providerAccountId: string };

/** Gives back the slots of these calls, as parts of a statement. The caller holds the allocator's lock. */
export function slotsFreed(holders: SlotHolder[]): RawBuilder<unknown>[] {
  if (holders.length === 0) return [];
  const at = (table: string, key: string, of: (holder: SlotHolder) => string) => sql`
    update ${sql.raw(table)} s set in_use = s.in_use - freed.n
    from (select id, count(*) as n from unnest(${holders.map(of)}::uuid[]) as freed (id) group by id) freed
    where s.${sql.raw(key)} = freed.id
  `;
  return [
    at('workspace_slots', 'workspace_id', (holder) => holder.workspaceId),
    at('campaign_slots', 'campaign_id', (holder) => holder.campaignId),
    at('provider_account_slots', 'provider_account_id', (holder) => holder.providerAccountId),
    sql`update system_slots set in_use = in_use - ${holders.length}::int`,
  ];
}

/**
 * Says that these campaigns may have somebody ready in an open lane. Only running ones are marked. It takes the lock
 * last in its transaction: a claim that is clearing the mark has then either seen these rows or comes after.
 */
export async function markReady(trx: Trx, campaignIds: string[]): Promise<void> {
  if (campaignIds.length === 0) return;
  await lockAllocator(trx);
  await sql`
    with marked as (
      update campaign_slots s set is_ready = true
      from campaigns c
      where s.campaign_id = any(${campaignIds}::uuid[]) and c.id = s.campaign_id and c.status = 'running'
      returning s.workspace_id
    )
    update workspace_slots w set is_ready = true
    from (select distinct workspace_id from marked) marked
    where w.workspace_id = marked.workspace_id and not w.is_ready
  `.execute(trx);
}

/** Says that nothing of these campaigns can be given a slot any more. The caller holds the allocator's lock. */
export async function markExhausted(trx: Trx, campaignIds: string[]): Promise<void> {
  if (campaignIds.length === 0) return;
  await sql`update campaign_slots set is_ready = false where campaign_id = any(${campaignIds}::uuid[])`.execute(trx);
  await sql`
    update workspace_slots w set is_ready = false
    where w.workspace_id in (select workspace_id from campaign_slots where campaign_id = any(${campaignIds}::uuid[]))
      and w.is_ready
      and not exists (select from campaign_slots s where s.workspace_id = w.workspace_id and s.is_ready)
  `.execute(trx);
}
