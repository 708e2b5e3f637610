import { sql } from 'kysely';
import type { Clock } from '#server/clock.ts';
import { ofCall } from '#server/log.ts';
import { countDial, countEndings, countProviderError, noteSlotToDial } from '#server/metrics/metrics.ts';
import type { PlaceResult, Refusal } from '#server/provider.ts';
import { openAccount } from '#server/providers/accounts.ts';
import type { System } from '#server/system.ts';
import { noteAnswered, noteFailure } from './account/circuit.ts';
import { notPlaced } from './ledger/advance.ts';
import { arm } from './arm.ts';
import type { Armed, ClaimedCall } from './arm.ts';
import { takeInHand } from './ledger/calls-in-hand.ts';
import type { CallInHand } from './ledger/calls-in-hand.ts';
import { insertEvents, writeChanges } from './ledger/changes.ts';
import type { CallEvent } from './ledger/changes.ts';
import { patienceOf } from './ledger/patience.ts';
import { settle } from './settle.ts';
import { stopCampaigns } from './campaign/stop.ts';

/** As place, of a call that only its id is known of; one that is not waiting to be placed is left alone. */
export async function placeById(system: System, callId: string): Promise<void> {
  const call = await findCall(system, callId);
  if (call) await place(system, call);
}

/** Places one claimed call: the last check, then one request to the provider, then what came of it. */
export async function place(system: System, call: ClaimedCall): Promise<void> {
  await until(system.clock, call.dialAt);
  const armed = await armInTime(system, call);
  if (!armed) return;
  await until(system.clock, armed.sendAt);
  if (armed.sinceArmed() > system.network.sendWithinMs) {
    return void (await refuse(system, armed, {
      then: 'requeue',
      code: 'too_late',
      message: 'this process was too slow to post it',
      source: 'place',
    }));
  }
  const sentAt = system.clock.now();
  noteSlotToDial((sentAt.getTime() - call.dialAt.getTime()) / system.clock.covering(1000));
  await record(system, armed, { sentAt, result: await post(system, armed) });
}

/** A call whose campaign keeps a gap, and that was claimed before one that was sent late, waits until its own has passed. */
async function armInTime(system: System, call: ClaimedCall): Promise<Armed | null> {
  for (;;) {
    const arming = await arm(system, call);
    if (arming.kind !== 'later') return arming.kind === 'armed' ? arming.armed : null;
    await until(system.clock, arming.at);
  }
}

async function findCall(system: System, callId: string) {
  const { rows } = await sql<ClaimedCall>`
    select id, workspace_id as "workspaceId", campaign_id as "campaignId", enrollment_id as "enrollmentId",
      provider_account_id as "providerAccountId", phone, dial_at as "dialAt"
    from calls
    where id = ${callId} and status = 'claimed'
  `.execute(system.db);
  return rows[0];
}

function until(clock: Clock, at: Date): Promise<void> | undefined {
  if (at <= clock.now()) return undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  clock.schedule(at, resolve);
  return promise;
}

async function post(system: System, armed: Armed): Promise<PlaceResult> {
  try {
    const account = openAccount(system, armed.account);
    return await system.provider(account.provider).placeCall(account, {
      callId: armed.callId,
      to: armed.phone,
      from: armed.from,
      providerAgentId: armed.providerAgentId,
      userData: armed.userData,
      ...armed.length,
      voicemailMessage: armed.voicemailMessage,
      callbackUrl: `${system.publicUrl}/hooks/${account.provider}/${account.hookToken}`,
      timeoutMs: system.network.answerWithinMs,
    });
  } catch (error) {
    ofCall(system.log, { ...armed, id: armed.callId }).error(
      { err: error },
      'the provider adapter failed; whether the call exists is asked',
    );
    return { kind: 'ambiguous', message: error instanceof Error ? error.message : String(error) };
  }
}

async function record(
  system: System,
  armed: Armed,
  { sentAt, result }: { sentAt: Date; result: PlaceResult },
): Promise<void> {
  count(armed.account.provider, result);
  switch (result.kind) {
    case 'accepted': {
      await noteAnswered(system, armed.account);
      await settle(system, [
        {
          providerCallId: result.providerCallId,
          callId: armed.callId,
          providerAccountId: armed.account.id,
          source: 'place',
          inboxId: null,
          facts: [{ kind: 'queued', at: sentAt }],
        },
      ]);
      return;
    }
    case 'rejected':
      await refuse(system, armed, { ...result, source: 'place' });
      if (result.code === 'unreachable') return noteFailure(system, armed.account, result.message);
      return noteAnswered(system, armed.account);
    case 'ambiguous':
      await hold(system, armed, result.message);
      return noteFailure(system, armed.account, result.message);
  }
}

function count(provider: string, result: PlaceResult): void {
  if (result.kind === 'accepted') return countDial(provider, 'accepted');
  if (result.kind === 'ambiguous') countDial(provider, 'unclear');
  else countDial(provider, result.then === 'fail_person' ? 'person' : 'refused');
  countProviderError(provider, result.kind === 'ambiguous' ? 'unclear' : result.code);
}

type Refusable = Pick<Armed, 'callId' | 'workspaceId' | 'campaignId'> & { account: { id: string } };
type Refused = {
  then: Refusal;
  code: string;
  message: string;
  retryAfterSeconds?: number;
  source: 'place' | 'fetch';
};

/** How long a person waits whose call the provider had no room for. */
const requeueSeconds = 5;

/** The provider did not take the call, for certain: the attempt is given back, and what the refusal means is done. */
export async function refuse(system: System, armed: Refusable, refused: Refused): Promise<void> {
  const now = system.clock.now();
  const written = await system.db.transaction().execute(async (trx) => {
    const [call] = await takeInHand(trx, [armed.callId]);
    if (!call || !isStill(call, refused.source)) return null;
    const change = notPlaced(call, {
      now,
      source: refused.source,
      reason: `${refused.code}: ${refused.message}`,
      person: personAfter(call, refused, now),
    });
    return writeChanges(
      trx,
      [{ ...change, events: [{ ...eventOf('refused', now, refused), source: refused.source }, ...change.events] }],
      now,
    );
  });
  if (written) countEndings(written.endings);
  // A transaction of its own: campaigns are locked before the allocator's lock is taken, everywhere.
  if (refused.then === 'pause_campaign')
    await stopCampaigns(system, { ...armed, now, accountId: null, reason: refused.message });
  if (refused.then === 'pause_account')
    await stopCampaigns(system, { ...armed, now, accountId: armed.account.id, reason: refused.message });
  await system.bus.publish('dial');
}

/** A webhook may have been quicker than a refusal: then the call exists, whatever the refusal said. */
function isStill({ status, answeredAt }: CallInHand, source: Refused['source']): boolean {
  return source === 'place' ? ['placing', 'unknown'].includes(status) : status !== 'ended' && answeredAt === null;
}

function personAfter(call: CallInHand, refused: Refused, now: Date) {
  if (call.campaign.status === 'cancelled' || call.campaign.status === 'completed')
    return { status: 'cancelled' as const };
  if (refused.then === 'fail_person') return { status: 'failed' as const };
  if (refused.then !== 'requeue') return { status: 'queued' as const };
  return {
    status: 'waiting' as const,
    dueAt: new Date(now.getTime() + (refused.retryAfterSeconds ?? requeueSeconds) * 1000),
  };
}

/** Nobody knows whether the call exists: its slot is held, and the provider is asked. */
async function hold(system: System, armed: Armed, message: string): Promise<void> {
  const now = system.clock.now();
  const lookAt = patienceOf(system.clock, system.network).afterUnknown(now, 0);
  await system.db.transaction().execute(async (trx) => {
    const [call] = await takeInHand(trx, [armed.callId]);
    if (!call) return;
    const isSilent = call.status === 'placing';
    if (isSilent) {
      await sql`
        update calls set status = 'unknown', look_at = ${lookAt}, looks = 0
        where workspace_id = ${call.workspaceId} and id = ${call.id}
      `.execute(trx);
    }
    await insertEvents(trx, [{ call, event: { ...eventOf('unknown', now, { message }), changed: isSilent } }]);
  });
}

function eventOf(kind: string, at: Date, detail: unknown): CallEvent {
  return { kind, source: 'place', at, changed: true, inboxId: null, disposition: null, detail };
}
