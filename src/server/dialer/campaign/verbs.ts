import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { decide } from '#domain/campaign.ts';
import type { CampaignAction, CampaignStatus } from '#domain/campaign.ts';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import { stopwatch } from '#server/clock.ts';
import { Conflict, NotFound } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import { lockAllocator, markExhausted } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { reopenAccount } from '#server/dialer/account/circuit.ts';
import { withdrawCalls } from './hang-up.ts';
import { forgetFlips, turnLanesOf } from './plan/lanes.ts';
import { cancelWaiting, everyone, requeueUnreached } from './waiting.ts';
import type { RetryWish } from './waiting.ts';
import { freeze, requireStartable } from './start.ts';

export type CampaignRef = { workspaceId: string; campaignId: string; actor: string };

type CampaignRow = { id: string; workspaceId: string; status: CampaignStatus; startAt: Date | null };

/**
 * From draft or scheduled it starts, or is scheduled when its start lies ahead; from paused it goes on. With a pilot it
 * calls so many people first, and pauses itself.
 */
export async function startCampaign(system: System, ref: CampaignRef & { pilot?: number | undefined }): Promise<void> {
  await act(
    system,
    ref,
    'start',
  )(async (trx, campaign, now) => {
    const startsLater = campaign.startAt !== null && campaign.startAt > now;
    const decision = decide(campaign.status, 'start', { startsLater });
    if (decision.kind !== 'go') return decision;
    await requireStartable(trx, campaign, now);
    if (campaign.status === 'paused') {
      await run(trx, campaign, { to: decision.to, now });
      return { ...decision, as: 'resumed' };
    }
    if (decision.to === 'running') await freeze(trx, campaign, { now, voice: 'as it is' });
    await run(trx, campaign, { to: decision.to, now });
    if (ref.pilot !== undefined) await setPilot(trx, campaign, ref.pilot);
    return { ...decision, as: decision.to === 'scheduled' ? 'scheduled' : 'started' };
  });
  await system.bus.publish('dial');
}

/** A paused or failed campaign goes on from where it was. */
export async function resumeCampaign(system: System, ref: CampaignRef): Promise<void> {
  await act(
    system,
    ref,
    'resume',
  )(async (trx, campaign, now) => {
    const decision = decide(campaign.status, 'resume');
    if (decision.kind !== 'go') return decision;
    await requireStartable(trx, campaign, now);
    // What made it fail was mended in its agent or account: it goes on with them as they are now.
    if (campaign.status === 'failed') await freeze(trx, campaign, { now, voice: 'as it is' });
    await run(trx, campaign, { to: decision.to, now });
    return { ...decision, as: 'resumed' };
  });
  await system.bus.publish('dial');
}

/** No new call is placed from the moment this resolves; calls in progress finish. A reason is shown until it goes on. */
export async function pauseCampaign(system: System, ref: CampaignRef & { reason?: string }): Promise<void> {
  const changed = await act(
    system,
    ref,
    'pause',
  )(async (trx, campaign, now) => {
    const decision = decide(campaign.status, 'pause');
    if (decision.kind !== 'go') return decision;
    const reason = ref.reason ?? `Paused by ${ref.actor}`;
    await stop(trx, campaign, { to: decision.to, now, reason });
    return { ...decision, as: 'paused' };
  });
  if (changed) await untilSent(system, ref);
}

/** What waits is cancelled; calls in progress finish, or are hung up when asked. */
export async function cancelCampaign(system: System, ref: CampaignRef & { hangUp: boolean }): Promise<void> {
  const changed = await act(
    system,
    ref,
    'cancel',
  )(async (trx, campaign, now) => {
    const decision = decide(campaign.status, 'cancel');
    if (decision.kind !== 'go') return decision;
    await stop(trx, campaign, { to: decision.to, now, reason: null });
    await cancelWaiting(trx, campaign, now);
    await forgetFlips(trx, ref);
    return { ...decision, as: 'cancelled' };
  });
  if (!changed) return;
  await untilSent(system, ref);
  if (ref.hangUp) await withdrawCalls(system, ref);
}

/**
 * Everyone who ended unreached, or those whose last call ended so, is queued again with as many attempts as the policy
 * gives. Returns how many.
 */
export async function retryCampaign(system: System, ref: CampaignRef & { wish?: RetryWish }): Promise<number> {
  let requeued = 0;
  await act(
    system,
    ref,
    'retry',
  )(async (trx, campaign, now) => {
    const decision = decide(campaign.status, 'retry');
    if (decision.kind !== 'go') return decision;
    requeued = await requeueUnreached(trx, campaign, { now, wish: ref.wish ?? everyone });
    if (requeued === 0) return { kind: 'already' };
    if (campaign.status === 'completed') {
      await requireStartable(trx, campaign, now);
      await run(trx, campaign, { to: 'running', now });
    }
    return { ...decision, as: 'retried', people: requeued };
  });
  await system.bus.publish('dial');
  return requeued;
}

type Act = (
  trx: Trx,
  campaign: CampaignRow,
  now: Date,
) => Promise<
  | { kind: 'go'; to: CampaignStatus; as: string; people?: number }
  | { kind: 'already' }
  | { kind: 'refused'; allowed: CampaignAction[] }
>;

/** One verb on one campaign: get, rule, write, activity, in one transaction. Returns whether anything changed. */
function act(system: System, ref: CampaignRef, action: CampaignAction): (verb: Act) => Promise<boolean> {
  return (verb) =>
    system.db.transaction().execute(async (trx) => {
      const now = system.clock.now();
      const campaign = await lockCampaign(trx, ref);
      const done = await verb(trx, campaign, now);
      if (done.kind === 'already') return false;
      if (done.kind === 'refused') throw refusal(campaign.status, action, done.allowed);
      const people = done.people === undefined ? {} : { people: done.people };
      await noteActivity(trx, {
        ...{ workspaceId: ref.workspaceId, campaignId: ref.campaignId, actor: ref.actor },
        ...{ at: now, kind: done.as },
        detail: { from: campaign.status, to: done.to, ...people },
      });
      return true;
    });
}

function refusal(status: CampaignStatus, action: CampaignAction, allowed: CampaignAction[]): Conflict {
  const instead = allowed.length > 0 ? `It can still: ${allowed.join(', ')}.` : 'Nothing can change it any more.';
  return new Conflict('invalid_transition', `The campaign is ${status}; it can't ${action}. ${instead}`, {
    allowedActions: allowed,
  });
}

/** Waits for dials that are being decided (they hold a share of the row), and holds off those that come after. */
async function lockCampaign(trx: Trx, ref: CampaignRef): Promise<CampaignRow> {
  const { rows } = await sql<CampaignRow>`
    select id, workspace_id as "workspaceId", status, start_at as "startAt"
    from campaigns where workspace_id = ${ref.workspaceId} and id = ${ref.campaignId} and deleted_at is null
    for no key update
  `.execute(trx);
  if (!rows[0]) throw new NotFound('campaign');
  return rows[0];
}

async function setPilot(trx: Trx, campaign: CampaignRow, people: number): Promise<void> {
  await sql`
    update campaigns set pilot_size = ${people} where workspace_id = ${campaign.workspaceId} and id = ${campaign.id}
  `.execute(trx);
}

async function run(trx: Trx, campaign: CampaignRow, { to, now }: { to: CampaignStatus; now: Date }): Promise<void> {
  await sql`
    update campaigns
    set status = ${to}, status_reason = null, updated_at = ${now}, completed_at = null,
      started_at = case when ${to} = 'running' then coalesce(started_at, ${now}) else started_at end
    where workspace_id = ${campaign.workspaceId} and id = ${campaign.id}
  `.execute(trx);
  if (to === 'running') await reopen(trx, campaign, now);
}

/** Somebody says that it can go on: an account that was paused is tried again with it. */
async function reopen(trx: Trx, campaign: CampaignRow, now: Date): Promise<void> {
  await turnLanesOf(trx, { workspaceId: campaign.workspaceId, campaignId: campaign.id }, now);
  const { rows } = await sql<{ id: string | null }>`
    select provider_account_id as id from campaigns where workspace_id = ${campaign.workspaceId} and id = ${campaign.id}
  `.execute(trx);
  const id = rows[0]?.id ?? null;
  if (id !== null) await reopenAccount(trx, { workspaceId: campaign.workspaceId, id });
}

async function stop(
  trx: Trx,
  campaign: CampaignRow,
  { to, now, reason }: { to: CampaignStatus; now: Date; reason: string | null },
): Promise<void> {
  await sql`
    update campaigns set status = ${to}, status_reason = ${reason}, updated_at = ${now}
    where workspace_id = ${campaign.workspaceId} and id = ${campaign.id}
  `.execute(trx);
  await lockAllocator(trx);
  await markExhausted(trx, [campaign.id]);
}

/** A dial decided just before may still be on its way to the provider: the answer waits until it has left, 2 s at most. */
async function untilSent(system: System, ref: CampaignRef): Promise<void> {
  const waited = stopwatch();
  while (waited() < system.network.sendWithinMs) {
    const { rows } = await sql`
      select 1 from calls where campaign_id = ${ref.campaignId} and holds_slot and status = 'placing' limit 1
    `.execute(system.db);
    if (rows.length === 0) return;
    await delay(20);
  }
}
