import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { stopwatch } from '#server/clock.ts';
import { withdrawCallsTo } from '#server/dialer/campaign/hang-up.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import {
  acknowledgeSuppressions,
  insertSuppressions,
  listSuppressed,
  listUnacknowledged,
} from '#server/suppressions/sql.ts';
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
    await carryOut(system, { workspaceId, phones }, async (trx, now) => {
      await clearTheWay(trx, { workspaceId, phones, now });
      // Last: settle records wishes too while it holds calls, and must not wait for us while we wait for it.
      added.push(...(await insertSuppressions(trx, { workspaceId, suppressions: some, now })));
    });
  }
  return added;
}

/** Does what follows for numbers that are on the list already; those taken off meanwhile are left alone. */
export async function honour(system: System, workspaceId: string, phones: string[]): Promise<void> {
  for (let from = 0; from < phones.length; from += lot) {
    const some = phones.slice(from, from + lot);
    await carryOut(system, { workspaceId, phones: some }, async (trx, now) => {
      const listed = [...(await listSuppressed(trx, workspaceId, some))];
      await clearTheWay(trx, { workspaceId, phones: listed, now });
    });
  }
}

/** Opt-outs whose process died before it had done all that follows, which takes seconds; real time, not the sandbox's. */
const unfinishedAfterMs = 15_000;

/** Finishes what a crash left of recorded opt-outs. Returns how many those were. */
export async function finishOptOuts(system: System): Promise<number> {
  const before = new Date(system.clock.now().getTime() - system.clock.covering(unfinishedAfterMs));
  const left = await listUnacknowledged(system.db, { before, limit: lot });
  for (const [workspaceId, of] of Map.groupBy(left, (each) => each.workspaceId)) {
    await honour(
      system,
      workspaceId,
      of.map(({ phone }) => phone),
    );
  }
  return left.length;
}

type Numbers = { workspaceId: string; phones: string[] };

async function carryOut(
  system: System,
  { workspaceId, phones }: Numbers,
  record: (trx: Trx, now: Date) => Promise<void>,
): Promise<void> {
  await system.db.transaction().execute(async (trx) => {
    await lockPeople(trx, workspaceId, phones);
    await record(trx, system.clock.now());
  });
  await untilSent(system, workspaceId, phones);
  await withdrawCallsTo(system, { workspaceId, phones });
  await acknowledgeSuppressions(system.db, { workspaceId, phones, now: system.clock.now() });
}

async function clearTheWay(trx: Trx, people: People): Promise<void> {
  await endRinging(trx, people);
  await flipWaiting(trx, people);
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
