import { sql } from 'kysely';
import type { CallLength } from '#domain/call-length.ts';
import type { CallStatus } from '#domain/call.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import { countEndings } from '#server/metrics/metrics.ts';
import type { System } from '#server/system.ts';
import { advance, notPlaced } from './ledger/advance.ts';
import type { Trx } from './ledger/allocator.ts';
import { takeInHand } from './ledger/calls-in-hand.ts';
import type { CallInHand } from './ledger/calls-in-hand.ts';
import { insertEvents, writeChanges } from './ledger/changes.ts';
import type { CallChange, EventSource } from './ledger/changes.ts';
import { holdSecondsMax, patienceOf } from './ledger/patience.ts';

/** A call that has been silent for too long. */
export type SilentCall = CallLength & {
  id: string;
  workspaceId: string;
  campaignId: string;
  phone: string;
  fromPhone: string | null;
  status: CallStatus;
  looks: number;
  placingAt: Date | null;
  disconnectedAt: Date | null;
  ringDeadline: Date | null;
  providerCallId: string | null;
  account: AccountRow;
};

/** How long after its provider's usual lag a disconnected call is ended with what is known of it. */
const endingSecondsMax = 1800;

/** A call that nobody answered by its deadline is withdrawn: its provider may have queued it past the window's end. */
export async function withdrawUnanswered(
  system: System,
  call: SilentCall,
  withdraw: () => Promise<void>,
): Promise<void> {
  if (call.ringDeadline !== null && call.ringDeadline <= system.clock.now()) await withdrawNow(system, call, withdraw);
}

/** Withdraws a call, unless somebody has answered it. */
export async function withdrawNow(system: System, call: SilentCall, withdraw: () => Promise<void>): Promise<void> {
  const isUnanswered = call.status === 'placed' || call.status === 'ringing';
  if (!isUnanswered || call.providerCallId === null) return;
  await withdraw();
  await change(system, call, async (trx, inHand) => {
    await insertEvents(trx, [{ call: inHand, event: eventOf('cancel_requested', 'fetch', system.clock.now()) }]);
    return null;
  });
}

/**
 * The provider does not know the call. Seen twice, 120 s apart, that proves that it was never placed and gives the
 * attempt back; a call that the provider once knew is ended with its attempt used.
 */
export async function missing(system: System, call: SilentCall): Promise<void> {
  const now = system.clock.now();
  const patience = patienceOf(system.clock, system.network);
  await change(system, call, async (trx, inHand) => {
    if (inHand.status === 'ended' || (inHand.providerCallId !== null && call.providerCallId === null)) return null;
    if (inHand.missingSince === null || !patience.provesAbsence(inHand.missingSince, now)) {
      await noteAbsence(trx, inHand, { now, lookAt: patience.afterUnknown(now, call.looks + 1) });
      return null;
    }
    if (inHand.placedAt === null) {
      const status = inHand.campaign.status === 'cancelled' ? 'cancelled' : 'queued';
      return notPlaced(inHand, { now, source: 'fetch', reason: 'the provider never had it', person: { status } });
    }
    return ended(system, inHand, { source: 'fetch', now });
  });
}

async function noteAbsence(trx: Trx, call: CallInHand, { now, lookAt }: { now: Date; lookAt: Date }): Promise<void> {
  await sql`
    update calls
    set status = case when status = 'placing' then 'unknown' else status end, look_at = ${lookAt},
      missing_since = coalesce(missing_since, ${now})
    where workspace_id = ${call.workspaceId} and id = ${call.id}
  `.execute(trx);
  await insertEvents(trx, [{ call, event: eventOf('asked', 'fetch', now) }]);
}

/**
 * What can't be learned is not waited for beyond the longest possible call: it ends `unknown`, its attempt used. A call
 * that is known to be over, and whose ending never came, ends with what is known.
 */
export async function finish(system: System, call: SilentCall): Promise<void> {
  const now = system.clock.now();
  const since = (at: Date | null) => (at === null ? 0 : (now.getTime() - at.getTime()) / 1000);
  const isOverdue =
    call.disconnectedAt === null
      ? since(call.placingAt) > holdSecondsMax(call)
      : since(call.disconnectedAt) > endingSecondsMax;
  if (!isOverdue) return;
  await change(system, call, async (_, inHand) =>
    inHand.status === 'ended' ? null : ended(system, inHand, { source: 'hold_limit', now }),
  );
}

function ended(system: System, call: CallInHand, { source, now }: { source: EventSource; now: Date }): CallChange {
  const disposition = call.status === 'disconnected' && call.answeredAt !== null ? 'answered' : 'unknown';
  const fact = { kind: 'ended', disposition, at: now } as const;
  const change = advance(call, [{ fact, source, inboxId: null, providerCallId: call.providerCallId }], {
    now,
    patience: patienceOf(system.clock, system.network),
  });
  // Nobody says that it was placed, only that it may have been.
  return { ...change, after: { ...change.after, placedAt: call.placedAt } };
}

async function change(
  system: System,
  call: SilentCall,
  decide: (trx: Trx, inHand: CallInHand) => Promise<CallChange | null>,
): Promise<void> {
  const written = await system.db.transaction().execute(async (trx) => {
    const [inHand] = await takeInHand(trx, [call.id]);
    const decided = inHand ? await decide(trx, inHand) : null;
    return decided && writeChanges(trx, [decided], system.clock.now());
  });
  if (written) countEndings(written.endings);
  if (written && written.freed > 0) await system.bus.publish('dial');
}

function eventOf(kind: string, source: EventSource, at: Date) {
  return { kind, source, at, changed: false, inboxId: null, disposition: null, detail: null };
}
