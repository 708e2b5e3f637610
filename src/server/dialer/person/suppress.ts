import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { stopwatch } from '#server/clock.ts';
import { withdrawUnanswered } from '#server/dialer/campaign/hang-up.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import { acknowledgeSuppressions, insertSuppressions } from '#server/suppressions/sql.ts';
import type { NewSuppression } from '#server/suppressions/sql.ts';
import type { System } from '#server/system.ts';
import { lockPeople } from './lock.ts';

export type OptOuts = { workspaceId: string; suppressions: NewSuppression[] };

/** People of one transaction: each is a lock of its own. */
const lot = 500;

/**
 * Records that these numbers must not be called. When it resolves, nobody of them waits in a campaign any more, no
 * dial to them is on its way that the provider has not been asked to take back, and none will be allowed. Returns the
 * numbers that were not on the list before. Safe to repeat.
 */
export async function suppress(system: System, { workspaceId, suppressions }: OptOuts): Promise<string[]> {
  const added: string[] = [];
  const sorted = suppressions.toSorted((a, b) => (a.phone < b.phone ? -1 : 1));
  for (let from = 0; from < sorted.length; from += lot) {
    const some = sorted.slice(from, from + lot);
    const phones = some.map(({ phone }) => phone);
    added.push(...(await record(system, workspaceId, some)));
    await untilSent(system, workspaceId, phones);
    await withdrawUnanswered(system, { workspaceId, phones });
    await acknowledgeSuppressions(system.db, { workspaceId, phones, now: system.clock.now() });
  }
  return added;
}

function record(system: System, workspaceId: string, some: NewSuppression[]): Promise<string[]> {
  const phones = some.map(({ phone }) => phone);
  return system.db.transaction().execute(async (trx) => {
    await lockPeople(trx, workspaceId, phones);
    const now = system.clock.now();
    await endRinging(trx, { workspaceId, phones, now });
    await flipWaiting(trx, { workspaceId, phones, now });
    return insertSuppressions(trx, { workspaceId, suppressions: some, now });
  });
}

type People = { workspaceId: string; phones: string[]; now: Date };

/** A call that is not answered yet may ring no longer: should we not live to withdraw it, reconcile does. */
async function endRinging(trx: Trx, { workspaceId, phones, now }: People): Promise<void> {
  await sql`
    update calls c
    set ring_deadline = least(c.ring_deadline, ${now}),
      look_at = case when c.status in ('placed', 'ringing') then ${now} else c.look_at end
    from (
      select workspace_id, id from calls
      where workspace_id = ${workspaceId} and phone = any(${phones}::text[]) and holds_slot
        and status in ('placing', 'unknown', 'placed', 'ringing')
      order by id
      for update
    ) unanswered
    where c.workspace_id = unanswered.workspace_id and c.id = unanswered.id
  `.execute(trx);
}

type Flipped = { campaignId: string; was: 'pending' | 'waiting' | 'queued'; n: number };

/** Who waits for a call leaves the queues of all campaigns at once. */
async function flipWaiting(trx: Trx, { workspaceId, phones, now }: People): Promise<void> {
  const { rows } = await sql<Flipped>`
    with waiting as (
      select workspace_id, id, campaign_id, status from enrollments
      where workspace_id = ${workspaceId} and phone = any(${phones}::text[])
        and status in ('pending', 'waiting', 'queued')
      order by id
      for update
    ),
    flipped as (
      update enrollments e set status = 'suppressed', due_at = null, updated_at = ${now}
      from waiting w where e.workspace_id = w.workspace_id and e.id = w.id
      returning w.campaign_id, w.status as was
    )
    select campaign_id as "campaignId", was, count(*)::int as n from flipped group by campaign_id, was
  `.execute(trx);
  await appendDeltas(
    trx,
    rows.map(({ campaignId, was, n }) => ({ workspaceId, campaignId, [was]: -n, suppressed: n })),
  );
}

/** A dial decided just before may still be on its way to the provider: the answer waits until it has left, 2 s at most. */
async function untilSent(system: System, workspaceId: string, phones: string[]): Promise<void> {
  const waited = stopwatch();
  while (waited() < system.network.sendWithinMs) {
    const { rows } = await sql`
      select 1 from calls
      where workspace_id = ${workspaceId} and phone = any(${phones}::text[]) and holds_slot and status = 'placing'
      limit 1
    `.execute(system.db);
    if (rows.length === 0) return;
    await delay(20);
  }
}
