import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { DB } from '#server/database/tables.ts';

export type Trx = Transaction<DB>;

/**
 * Every transaction that gives or frees slots, or changes what is ready to be given, takes this lock in a statement
 * of its own: the next statement then sees all that was committed before. With lock and read in one statement the
 * limits broke (106 of 60). `calls.holds_slot`, the `*_slots` rows' `in_use`, `served` and `is_ready` change under it alone.
 */
export async function lockAllocator(trx: Trx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7119, 1)`.execute(trx);
}

export type SlotHolder = { workspaceId: string; campaignId: string; providerAccountId: string };

/** Gives back the slots of these calls. The caller holds the allocator's lock. */
export async function freeSlots(trx: Trx, holders: SlotHolder[]): Promise<void> {
  if (holders.length === 0) return;
  await sql`
    with freed as (
      select * from unnest(
        ${holders.map((holder) => holder.workspaceId)}::uuid[],
        ${holders.map((holder) => holder.campaignId)}::uuid[],
        ${holders.map((holder) => holder.providerAccountId)}::uuid[]
      ) as freed (workspace_id, campaign_id, provider_account_id)
    ),
    of_workspaces as (
      update workspace_slots s set in_use = s.in_use - freed.n
      from (select workspace_id, count(*) as n from freed group by workspace_id) freed
      where s.workspace_id = freed.workspace_id
    ),
    of_campaigns as (
      update campaign_slots s set in_use = s.in_use - freed.n
      from (select campaign_id, count(*) as n from freed group by campaign_id) freed
      where s.campaign_id = freed.campaign_id
    ),
    of_accounts as (
      update provider_account_slots s set in_use = s.in_use - freed.n
      from (select provider_account_id, count(*) as n from freed group by provider_account_id) freed
      where s.provider_account_id = freed.provider_account_id
    )
    update system_slots set in_use = in_use - ${holders.length}
  `.execute(trx);
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
