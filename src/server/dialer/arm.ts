import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { usualLength } from '#domain/call-length.ts';
import type { CallLength } from '#domain/call-length.ts';
import { decideDial } from '#domain/dial.ts';
import type { DialDecision } from '#domain/dial.ts';
import { dialEnds, nextDial } from '#domain/legal-hours/calling-hours.ts';
import type { CallingHours } from '#domain/legal-hours/calling-hours.ts';
import { legalEvidence } from '#domain/legal-hours/evidence.ts';
import { legalHoursVersion } from '#domain/legal-hours/rule.ts';
import { userDataOf } from '#domain/user-data.ts';
import { stopwatch } from '#server/clock.ts';
import { inOneGo } from '#server/database/pool.ts';
import { accountJson } from '#server/providers/accounts.ts';
import { countEndings } from '#server/metrics/metrics.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import type { System } from '#server/system.ts';
import { moveToLane } from './campaign/plan/lanes.ts';
import { notPlaced } from './ledger/advance.ts';
import type { Trx } from './ledger/allocator.ts';
import { callOf, callsTaken } from './ledger/calls-in-hand.ts';
import type { CallInHand, CallRow } from './ledger/calls-in-hand.ts';
import { writeChanges } from './ledger/changes.ts';
import type { Written } from './ledger/changes.ts';
import { patienceOf } from './ledger/patience.ts';
import { keepGap, nextSend, putOff, soon } from './ledger/send-instants.ts';
import { frequencyColumns, frequencyOf, restsUntil } from './person/frequency.ts';
import type { FrequencyRow } from './person/frequency.ts';
import { isLawInForce, lawOf } from './person/law.ts';
import { lockPeople, peopleLocked } from './person/lock.ts';

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
  /** Real milliseconds since before this was decided: whoever waits for it to leave waits no longer than it may take. */
  sinceArmed: () => number;
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
  const done = await system.db.transaction().execute(async (trx): Promise<Written & { arming: Arming }> => {
    const { standing, inHand } = await takeUp(trx, call);
    if (!inHand) return { arming: { kind: 'not_placed' }, ...nothing };
    const now = system.clock.now();
    const hours = hoursOf(inHand, standing);
    const frequency = frequencyOf(standing, hours.law);
    const rest = await restsUntil(trx, inHand, { frequency, now });
    const decision = decideDial({
      at: now,
      callStatus: inHand.status,
      campaignStatus: inHand.campaign.status,
      accountIsOpen: standing.accountIsOpen,
      isSuppressed: inHand.isSuppressed,
      contactIsGone: inHand.contactId === null,
      endAt: standing.endAt,
      hours,
      restsUntil: rest,
    });
    if (decision.kind === 'forbidden') {
      return { arming: { kind: 'not_placed' }, ...(await giveBack(trx, inHand, { now, rest, hours, decision })) };
    }
    const gapEnds = standing.hasGap ? await keepGap(trx, inHand.campaignId, now) : now;
    if (gapEnds > soon(now)) {
      await putOff(trx, inHand, { at: gapEnds, lookAt: patienceOf(system.clock, system.network).afterClaim(gapEnds) });
      return { arming: { kind: 'later', at: gapEnds }, ...nothing };
    }
    const limits = { ...standing.limits, caps: frequency.caps };
    const armed = await allow(trx, system, { inHand, standing: { ...standing, limits }, hours, now });
    const sendAt = armed.sendAt > gapEnds ? armed.sendAt : gapEnds;
    return { arming: { kind: 'armed', armed: { ...armed, sendAt } }, ...nothing };
  });
  countEndings(done.endings);
  if (done.freed > 0) await system.bus.publish('dial');
  return done.arming;
}

/** The hours of this person as things are now, whatever his lane was planned by. */
function hoursOf(call: CallInHand, standing: Standing): CallingHours {
  const zones = standing.personZones ?? (call.law.zones.length > 0 ? call.law.zones : call.zones);
  const law = lawOf({ phone: call.phone, zones }, standing.isLawInForce);
  return { window: call.campaign.window, zones: call.zones, law };
}

/** Whoever records that a person must not be called takes this lock too. */
export function lockPerson(trx: Trx, workspaceId: string, phone: string): Promise<void> {
  return lockPeople(trx, workspaceId, [phone]);
}

type Standing = FrequencyRow &
  CallLength & {
    isLawInForce: boolean;
    personZones: string[] | null;
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
    limits: Record<string, unknown>;
    hasRate: boolean;
    hasGap: boolean;
    endAt: Date | null;
    voicemailMessage: string | null;
    account: Armed['account'];
  };

/** The person first, then the campaign and its account, then the call: everybody locks in this order. */
async function takeUp(trx: Trx, call: ClaimedCall): Promise<{ standing: Standing; inHand: CallInHand | undefined }> {
  const [, standings, calls] = await inOneGo<[unknown, Standing, CallRow]>(trx, [
    peopleLocked(call.workspaceId, [call.phone]),
    standingOf(call),
    callsTaken([call.id]),
  ]);
  const [standing] = standings.rows;
  if (!standing) throw new Error(`campaign ${call.campaignId} of call ${call.id} is not there`);
  const [row] = calls.rows;
  return { standing, inHand: row && callOf(row) };
}

function standingOf(call: ClaimedCall): RawBuilder<Standing> {
  return sql<Standing>`
    -- Shared with other dials, exclusive against pause, cancel, edit and the switch of an account: they wait for this
    -- transaction, or what is read after this statement shows what they did.
    select s.is_open as "accountIsOpen", w.suppression_version as "suppressionVersion",
      k.snapshot_version as "snapshotVersion",
      array(select jsonb_array_elements_text(coalesce(k.snapshot -> 'fromPhones', '[]'))) as "fromPhones",
      k.snapshot -> 'agent' ->> 'providerAgentId' as "providerAgentId",
      coalesce(e.next_action, k.next_action, k.snapshot -> 'agent' ->> 'nextAction') as "nextAction",
      ${isLawInForce} as "isLawInForce", p.zones as "personZones", ${frequencyColumns},
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
      ${accountJson} as account
    from campaigns k
    join workspaces w on w.id = k.workspace_id
    join provider_accounts a on a.workspace_id = k.workspace_id and a.id = ${call.providerAccountId}
    join provider_account_slots s on s.provider_account_id = a.id
    join enrollments e on e.workspace_id = k.workspace_id and e.id = ${call.enrollmentId}
    left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
    where k.workspace_id = ${call.workspaceId} and k.id = ${call.campaignId}
    for share of k, a
  `;
}

type Forbidden = {
  now: Date;
  rest: Date;
  hours: CallingHours;
  decision: Extract<DialDecision, { kind: 'forbidden' }>;
};

const nothing: Written = { freed: 0, endings: [] };

async function giveBack(trx: Trx, call: CallInHand, forbidden: Forbidden): Promise<Written> {
  const { now, hours, decision } = forbidden;
  if (decision.because === 'not_claimed') return nothing;
  // His lane was planned by another law: it would offer him again at once.
  if (decision.because === 'legal_hours') await moveToLane(trx, call, { hours, now });
  const change = notPlaced(call, {
    now,
    source: 'place',
    reason: decision.because,
    person: personAfter(call, forbidden),
  });
  return writeChanges(trx, [change], now);
}

const untimely: readonly string[] = ['window_closed', 'legal_hours', 'call_frequency'];

function personAfter(call: CallInHand, { rest, hours, decision: { because } }: Forbidden) {
  if (because === 'suppressed') return { status: 'suppressed' as const };
  if (because === 'contact_deleted' || because === 'past_end_date') return { status: 'cancelled' as const };
  if (because === 'campaign_not_running' && ['cancelled', 'completed'].includes(call.campaign.status)) {
    return { status: 'cancelled' as const };
  }
  if (!untimely.includes(because)) return { status: 'queued' as const };
  const dueAt = nextDial(hours, rest);
  if (dueAt) return { status: 'waiting' as const, dueAt };
  // Without a legal hour he stays in line, in a lane that never opens, until somebody says where he lives.
  return because === 'window_closed' ? { status: 'failed' as const } : { status: 'queued' as const };
}

async function allow(
  trx: Trx,
  system: System,
  { inHand, standing, hours, now }: { inHand: CallInHand; standing: Standing; hours: CallingHours; now: Date },
): Promise<Armed> {
  const { window, law } = hours;
  const ends = dialEnds(hours, now);
  const latest = new Date(now.getTime() + (standing.ringSecondsMax + queueSecondsMax) * 1000);
  const ringDeadline = ends && ends < latest ? ends : latest;
  const lookAt = patienceOf(system.clock, system.network).afterPlacing(now);
  const evidence = legalEvidence(law, now);
  const sinceArmed = stopwatch();
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
      all_day, suppression_version, snapshot_version, limits, legal_version, jurisdictions, legal_zones,
      legal_local_times, legal_hours)
    select workspace_id, id, ${now}, ${inHand.zones}::text[], ${localTimes(inHand.zones, now)},
      ${window.days}::int[], ${window.firstCallTime}, ${window.lastCallTime}, ${window.allDay},
      ${standing.suppressionVersion}::bigint, ${standing.snapshotVersion}::int, ${JSON.stringify(standing.limits)}::jsonb,
      ${evidence && legalHoursVersion}, ${law.jurisdictions}::text[], ${evidence ? law.zones : []}::text[],
      ${localTimes(evidence ? law.zones : [], now)}, ${evidence && JSON.stringify(evidence)}::jsonb
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
    sinceArmed,
    sendAt: standing.hasRate ? await nextSend(trx, inHand.providerAccountId, now) : now,
  };
}

/** What the wall clocks of these zones show. */
function localTimes(zones: readonly string[], now: Date) {
  return sql`
    array(
      select to_char(${now}::timestamptz at time zone zone, 'YYYY-MM-DD"T"HH24:MI:SS')
      from unnest(${zones}::text[]) zone
    )
  `;
}

function pick(phones: string[], attempt: number): string | null {
  return phones[attempt % Math.max(1, phones.length)] ?? null;
}
