import { sql } from 'kysely';
import { usualLength } from '#domain/call-length.ts';
import type { CallLength } from '#domain/call-length.ts';
import { decideDial } from '#domain/dial.ts';
import type { DialDecision } from '#domain/dial.ts';
import { nextRinging, ringingEnds } from '#domain/ringing.ts';
import { userDataOf } from '#domain/user-data.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import type { System } from '#server/system.ts';
import { notPlaced } from './ledger/advance.ts';
import type { Trx } from './ledger/allocator.ts';
import { takeInHand } from './ledger/calls-in-hand.ts';
import type { CallInHand } from './ledger/calls-in-hand.ts';
import { writeChanges } from './ledger/changes.ts';
import { patienceOf } from './ledger/patience.ts';

/** A call that waits to be placed. */
export type ClaimedCall = {
  id: string;
  workspaceId: string;
  campaignId: string;
  enrollmentId: string;
  providerAccountId: string;
  phone: string;
  dialAt: Date;
};

/** A call that may be posted, once, before its time to live is over. */
export type Armed = {
  callId: string;
  workspaceId: string;
  campaignId: string;
  phone: string;
  from: string | null;
  providerAgentId: string | null;
  userData: Record<string, unknown>;
  account: AccountRow;
  length: CallLength;
  /** What the agent leaves when a machine answers; null when it leaves nothing. */
  voicemailMessage: string | null;
  /** Calls per second of the account are kept here too, since a job may come late: not before this instant. */
  sendAt: Date;
};

/** A phone may ring this long after its ring limit before the call is withdrawn: the provider may have queued it. */
const queueSecondsMax = 120;

/** It may be posted; or not before an instant, since its campaign keeps a gap; or it was not there, or was given back. */
export type Arming = { kind: 'armed'; armed: Armed } | { kind: 'later'; at: Date } | { kind: 'not_placed' };

/**
 * The transaction that decides a dial: everything that could forbid it is checked under locks that whoever changes it
 * takes too, and the proof is written with the decision.
 */
export async function arm(system: System, call: ClaimedCall): Promise<Arming> {
  const done = await system.db.transaction().execute(async (trx): Promise<{ arming: Arming; freed: number }> => {
    await lockPerson(trx, call.workspaceId, call.phone);
    const standing = await readStanding(trx, call);
    const [inHand] = await takeInHand(trx, [call.id]);
    if (!inHand) return { arming: { kind: 'not_placed' }, freed: 0 };
    const now = system.clock.now();
    const decision = decideDial({
      at: now,
      callStatus: inHand.status,
      campaignStatus: inHand.campaign.status,
      accountIsOpen: standing.accountIsOpen,
      isSuppressed: inHand.isSuppressed,
      contactIsGone: inHand.contactId === null,
      window: inHand.campaign.window,
      zones: inHand.zones,
      endAt: standing.endAt,
    });
    if (decision.kind === 'forbidden') {
      return { arming: { kind: 'not_placed' }, freed: await giveBack(trx, inHand, { now, decision }) };
    }
    const gapEnds = standing.hasGap ? await keepGap(trx, inHand.campaignId, now) : now;
    if (gapEnds > soon(now)) {
      await putOff(trx, inHand, { at: gapEnds, lookAt: patienceOf(system.clock, system.network).afterClaim(gapEnds) });
      return { arming: { kind: 'later', at: gapEnds }, freed: 0 };
    }
    const armed = await allow(trx, system, { inHand, standing, now });
    const sendAt = armed.sendAt > gapEnds ? armed.sendAt : gapEnds;
    return { arming: { kind: 'armed', armed: { ...armed, sendAt } }, freed: 0 };
  });
  if (done.freed > 0) await system.bus.publish('dial');
  return done.arming;
}

/** Whoever records that a person must not be called takes this lock too: 80 of 462 interleavings rang without it. */
export async function lockPerson(trx: Trx, workspaceId: string, phone: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} ${phone}`}, 0))`.execute(trx);
}

type Standing = CallLength & {
  accountIsOpen: boolean;
  suppressionVersion: number;
  snapshotVersion: number;
  fromPhones: string[];
  providerAgentId: string | null;
  nextAction: string | null;
  hasContact: boolean;
  name: string | null;
  email: string | null;
  company: string | null;
  lastConversationAt: Date | null;
  lastSummary: string | null;
  custom: Record<string, unknown>;
  limits: unknown;
  hasRate: boolean;
  hasGap: boolean;
  endAt: Date | null;
  voicemailMessage: string | null;
  account: Armed['account'];
};

async function readStanding(trx: Trx, call: ClaimedCall): Promise<Standing> {
  const { rows } = await sql<Standing>`
    -- Shared with other dials, exclusive against pause, cancel, edit and the switch of an account: they wait for this
    -- transaction, or what is read after this statement shows what they did.
    select s.is_open as "accountIsOpen", w.suppression_version as "suppressionVersion",
      k.snapshot_version as "snapshotVersion",
      array(select jsonb_array_elements_text(coalesce(k.snapshot -> 'fromPhones', '[]'))) as "fromPhones",
      k.snapshot -> 'agent' ->> 'providerAgentId' as "providerAgentId",
      coalesce(e.next_action, k.next_action, k.snapshot -> 'agent' ->> 'nextAction') as "nextAction",
      p.id is not null as "hasContact", p.name, p.email, p.company, p.last_conversation_at as "lastConversationAt",
      p.last_summary as "lastSummary", coalesce(p.custom, '{}') as custom,
      jsonb_build_object(
        'system', (select jsonb_build_array(in_use, max) from system_slots),
        'workspace', (select jsonb_build_array(in_use, max) from workspace_slots where workspace_id = k.workspace_id),
        'campaign', (select jsonb_build_array(in_use, max) from campaign_slots where campaign_id = k.id),
        'account', jsonb_build_array(s.in_use, s.max)
      ) as limits,
      s.calls_per_second is not null as "hasRate", k.pace_mode = 'interval' as "hasGap", k.end_at as "endAt",
      k.snapshot -> 'voicemail' ->> 'message' as "voicemailMessage",
      coalesce((k.snapshot ->> 'ringSecondsMax')::int, ${usualLength.ringSecondsMax}::int) as "ringSecondsMax",
      coalesce((k.snapshot ->> 'talkSecondsMax')::int, ${usualLength.talkSecondsMax}::int) as "talkSecondsMax",
      jsonb_build_object(
        'workspaceId', a.workspace_id, 'id', a.id, 'provider', a.provider, 'baseUrl', a.base_url, 'hookToken', a.hook_token
      ) as account
    from campaigns k
    join workspaces w on w.id = k.workspace_id
    join provider_accounts a on a.workspace_id = k.workspace_id and a.id = ${call.providerAccountId}
    join provider_account_slots s on s.provider_account_id = a.id
    join enrollments e on e.workspace_id = k.workspace_id and e.id = ${call.enrollmentId}
    left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
    where k.workspace_id = ${call.workspaceId} and k.id = ${call.campaignId}
    for share of k, a
  `.execute(trx);
  const [standing] = rows;
  if (!standing) throw new Error(`campaign ${call.campaignId} of call ${call.id} is not there`);
  return standing;
}

async function giveBack(
  trx: Trx,
  call: CallInHand,
  { now, decision }: { now: Date; decision: Extract<DialDecision, { kind: 'forbidden' }> },
): Promise<number> {
  if (decision.because === 'not_claimed') return 0;
  const change = notPlaced(call, {
    now,
    source: 'place',
    reason: decision.because,
    person: personAfter(call, now, decision.because),
  });
  return (await writeChanges(trx, [change], now)).freed;
}

function personAfter(call: CallInHand, now: Date, because: string) {
  if (because === 'suppressed') return { status: 'suppressed' as const };
  if (because === 'contact_deleted' || because === 'past_end_date') return { status: 'cancelled' as const };
  if (because === 'campaign_not_running' && ['cancelled', 'completed'].includes(call.campaign.status)) {
    return { status: 'cancelled' as const };
  }
  if (because !== 'window_closed') return { status: 'queued' as const };
  const dueAt = nextRinging(call.campaign.window, call.zones, now);
  return dueAt ? { status: 'waiting' as const, dueAt } : { status: 'failed' as const };
}

async function allow(
  trx: Trx,
  system: System,
  { inHand, standing, now }: { inHand: CallInHand; standing: Standing; now: Date },
): Promise<Armed> {
  const { window } = inHand.campaign;
  const ends = ringingEnds(window, inHand.zones, now);
  const latest = new Date(now.getTime() + (standing.ringSecondsMax + queueSecondsMax) * 1000);
  const ringDeadline = ends && ends < latest ? ends : latest;
  const lookAt = patienceOf(system.clock, system.network).afterPlacing(now);
  await sql`
    with allowed as (
      update calls
      set status = 'placing', placing_at = ${now}, ring_deadline = ${ringDeadline}, look_at = ${lookAt}, looks = 0,
        snapshot_version = ${standing.snapshotVersion}, ring_seconds_max = ${standing.ringSecondsMax},
        talk_seconds_max = ${standing.talkSecondsMax}
      where workspace_id = ${inHand.workspaceId} and id = ${inHand.id}
      returning workspace_id, id
    ),
    noted as (
      insert into call_events (workspace_id, call_id, kind, source, at)
      select workspace_id, id, 'placing', 'place', ${now} from allowed
    )
    insert into dial_evidence (workspace_id, call_id, at, zones, local_times, days, first_call_time, last_call_time,
      all_day, suppression_version, snapshot_version, limits)
    select workspace_id, id, ${now}, ${inHand.zones}::text[],
      array(
        select to_char(${now}::timestamptz at time zone zone, 'YYYY-MM-DD"T"HH24:MI:SS')
        from unnest(${inHand.zones}::text[]) zone
      ),
      ${window.days}::int[], ${window.firstCallTime}, ${window.lastCallTime}, ${window.allDay},
      ${standing.suppressionVersion}::bigint, ${standing.snapshotVersion}::int, ${JSON.stringify(standing.limits)}::jsonb
    from allowed
  `.execute(trx);
  return {
    callId: inHand.id,
    workspaceId: inHand.workspaceId,
    campaignId: inHand.campaignId,
    phone: inHand.phone,
    from: pick(standing.fromPhones, inHand.attempt),
    providerAgentId: standing.providerAgentId,
    userData: userDataOf(standing.hasContact ? standing : null, standing.nextAction),
    account: standing.account,
    length: { ringSecondsMax: standing.ringSecondsMax, talkSecondsMax: standing.talkSecondsMax },
    voicemailMessage: standing.voicemailMessage,
    sendAt: standing.hasRate ? await nextSend(trx, inHand.providerAccountId, now) : now,
  };
}

/** An armed call is posted within its time to live, so it may wait no longer than this for a gap to end. */
function soon(now: Date): Date {
  return new Date(now.getTime() + 1000);
}

/**
 * When the next call of a campaign with a fixed gap may be sent: its calls are placed by several processes, of which one
 * may be late, and the gap is kept between what is sent. Taken when it is soon; else the call comes again.
 */
async function keepGap(trx: Trx, campaignId: string, now: Date): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    with gap as (
      select s.campaign_id, greatest(${now}, s.last_sent_at + make_interval(secs => k.pace_gap_seconds)) as ends
      from campaign_slots s
      join campaigns k on k.id = s.campaign_id
      where s.campaign_id = ${campaignId}
      for update of s
    ),
    taken as (
      update campaign_slots s set last_sent_at = g.ends
      from gap g where s.campaign_id = g.campaign_id and g.ends <= ${soon(now)}
    )
    select ends as at from gap
  `.execute(trx);
  return rows[0]?.at ?? now;
}

/** A call that waits for its campaign's gap keeps its slot, and is looked for when its process must have died waiting. */
async function putOff(trx: Trx, call: CallInHand, { at, lookAt }: { at: Date; lookAt: Date }): Promise<void> {
  await sql`
    update calls set dial_at = ${at}, look_at = ${lookAt} where workspace_id = ${call.workspaceId} and id = ${call.id}
  `.execute(trx);
}

/** The next instant at which this account may be sent a create-call; jobs that came late don't bunch up. */
async function nextSend(trx: Trx, providerAccountId: string, now: Date): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    update provider_account_slots
    set last_sent_at = greatest(${now}, last_sent_at + make_interval(secs => (1 / calls_per_second)::float8))
    where provider_account_id = ${providerAccountId}
    returning last_sent_at as at
  `.execute(trx);
  return rows[0]?.at ?? now;
}

function pick(phones: string[], attempt: number): string | null {
  return phones[attempt % Math.max(1, phones.length)] ?? null;
}
