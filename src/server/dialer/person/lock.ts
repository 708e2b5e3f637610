import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Trx } from '#server/dialer/ledger/allocator.ts';

/**
 * Whoever dials a person, or records that he must not be called, takes this lock: 80 of 462 interleavings rang without
 * it. In a statement of its own, before anything else is locked; several people in one order everywhere.
 */
export async function lockPeople(trx: Trx, workspaceId: string, phones: readonly string[]): Promise<void> {
  await peopleLocked(workspaceId, phones).execute(trx);
}

/** As lockPeople, as a statement. */
export function peopleLocked(workspaceId: string, phones: readonly string[]): RawBuilder<unknown> {
  return sql`
    select pg_advisory_xact_lock(key)
    from (
      select hashtextextended(${workspaceId}::text || ' ' || phone, 0) as key
      from unnest(${phones}::text[]) as phone
      order by 1
    ) keys
  `;
}
