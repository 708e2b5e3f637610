import { applyFact, holdsSlot, judged } from '#domain/call.ts';
import type { CallDetails, CallFact } from '#domain/call.ts';
import { nextDial } from '#domain/legal-hours/calling-hours.ts';
import { afterCall } from '#domain/retry.ts';
import type { Disposition } from '#domain/disposition.ts';
import type { CallInHand } from './calls-in-hand.ts';
import { storable } from './changes.ts';
import type { CallChange, CallEvent, EnrollmentAfter, EventSource } from './changes.ts';
import type { Patience } from './patience.ts';

export type SourcedFact = {
  fact: CallFact;
  source: EventSource;
  inboxId: number | null;
  providerCallId: string | null;
  /** Nobody signed it: an ending frees the slot, and is asked for before it counts. */
  isHearsay?: boolean;
  isPutOff?: boolean;
};

/** A call and what follows for its person, after facts from outside in the order they came. */
export function advance(
  before: CallInHand,
  facts: SourcedFact[],
  { now, patience }: { now: Date; patience: Patience },
): CallChange {
  let after = before;
  const events: CallEvent[] = [];
  for (const told of facts) {
    const fact = taken(told, after);
    const next = fact === null ? after : withFact(after, fact, told.providerCallId);
    events.push(eventOf(told, { fact, before: after, after: next }));
    after = next;
  }
  after = { ...after, holdsSlot: after.holdsSlot && holdsSlot(after.status) };
  if (after.status !== before.status) {
    const lookAt = isUnwanted(after) || isLate(after, now) ? now : patience.afterFact(after, now);
    after = { ...after, lookAt, looks: 0, missingSince: null };
  }
  if (after.status !== 'ended' && facts.some(asksAtOnce)) after = { ...after, lookAt: now, looks: 0 };
  return { before, after, enrollment: enrollmentAfter(before, after), events };
}

function withFact(call: CallInHand, fact: CallFact, providerCallId: string | null): CallInHand {
  const details = enriched(call.details, fact.details);
  const progress = applyFact(call, fact);
  return {
    ...call,
    ...progress,
    disposition: judged(progress.disposition, details),
    details,
    providerCallId: call.providerCallId ?? providerCallId,
  };
}

/** An ending that anybody who knows the address may have sent. */
export function isUnproven({ fact, isHearsay }: Pick<SourcedFact, 'fact' | 'isHearsay'>): boolean {
  return isHearsay === true && fact.kind === 'ended';
}

/** What the provider must be asked about now, not when its silence is noticed. */
function asksAtOnce(told: SourcedFact): boolean {
  return isUnproven(told) || (told.isPutOff === true && told.source === 'webhook');
}

/** What a call takes from what was told: an ending without proof frees its line and no more. */
function taken(told: SourcedFact, { status }: CallInHand): CallFact | null {
  if (!isUnproven(told)) return told.fact;
  return status === 'ended' ? null : { kind: 'disconnected', at: told.fact.at };
}

function eventOf(
  { fact: told, source, inboxId }: SourcedFact,
  { fact, before, after }: { fact: CallFact | null; before: CallInHand; after: CallInHand },
): CallEvent {
  const claim = told.kind === 'ended' ? told.disposition : null;
  const isTaken = fact === told;
  const event = { source, at: told.at, inboxId, detail: isTaken ? null : { unconfirmed: claim } };
  // A verdict that comes after the end is told as the other ending that it makes of the call.
  if (before.status === 'ended' && after.disposition !== before.disposition)
    return { ...event, kind: 'ended', changed: true, disposition: after.disposition };
  return {
    ...event,
    kind: fact?.kind ?? told.kind,
    changed: after.status !== before.status || after.disposition !== before.disposition,
    disposition: isTaken ? claim : null,
  };
}

/** The opt-out was acknowledged while the provider had not answered yet: its call is withdrawn at the next look. */
function isUnwanted({ status, isSuppressed }: CallInHand): boolean {
  return isSuppressed && (status === 'placed' || status === 'ringing');
}

/** Nobody may answer it any more: it is withdrawn at once, not when its silence is noticed. */
function isLate({ status, ringDeadline }: CallInHand, now: Date): boolean {
  return (status === 'placed' || status === 'ringing') && ringDeadline !== null && ringDeadline <= now;
}

/** Later words win over earlier silence, and never erase what was known. */
function enriched(known: CallDetails, news: CallDetails | undefined): CallDetails {
  if (!news) return known;
  const said = Object.entries(news)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, typeof value === 'string' ? storable(value) : value]);
  const details: CallDetails = { ...known, ...Object.fromEntries(said) };
  if (details.talkSeconds !== undefined) details.talkSeconds = Math.round(details.talkSeconds);
  return details;
}

function enrollmentAfter(before: CallInHand, after: CallInHand): EnrollmentAfter | null {
  const { disposition, endedAt } = after;
  if (disposition === null || disposition === 'not_placed' || endedAt === null) return null;
  if (before.disposition !== null) return afterLateVerdict(before, disposition);
  if (before.enrollment.status !== 'calling') return null;
  const { attempts } = before.enrollment;
  const done = { attempts, dueAt: null, lastDisposition: disposition };
  const next = afterCall({
    policy: before.campaign.retry,
    voicemailRetry: before.campaign.voicemailRetry,
    disposition,
    attempts: attempts - before.enrollment.attemptsBefore,
    endedAt,
    neverAgain: before.contactId === null,
  });
  if (next.kind === 'done') return { ...done, status: next.status };
  if (before.isSuppressed) return { ...done, status: 'suppressed' };
  if (['completed', 'cancelled'].includes(before.campaign.status)) return { ...done, status: 'cancelled' };
  const dueAt = nextDial({ window: before.campaign.window, zones: before.zones, law: before.law }, next.at);
  return dueAt === null ? { ...done, status: 'failed' } : { ...done, status: 'waiting', dueAt };
}

/** A machine recognised after the end turns a conversation into a voicemail; everything else stays as it ended. */
function afterLateVerdict(before: CallInHand, disposition: Disposition): EnrollmentAfter | null {
  const { enrollment } = before;
  if (disposition !== 'voicemail' || before.disposition === 'voicemail' || enrollment.status !== 'completed')
    return null;
  return { status: 'voicemail', attempts: enrollment.attempts, dueAt: null, lastDisposition: 'voicemail' };
}

/** The end of a call that never rang anybody: its slot is freed and its attempt given back. */
export function notPlaced(
  before: CallInHand,
  how: { now: Date; source: EventSource; reason: string; person: { status: EnrollmentAfter['status']; dueAt?: Date } },
): CallChange {
  const { enrollment } = before;
  const { status, dueAt = null } = how.person;
  return {
    before,
    after: {
      ...before,
      status: 'ended',
      disposition: 'not_placed',
      holdsSlot: false,
      placedAt: null,
      endedAt: how.now,
      lookAt: null,
      details: { ...before.details, reason: storable(how.reason) },
    },
    enrollment:
      enrollment.status === 'calling'
        ? { status, dueAt, attempts: enrollment.attempts - 1, lastDisposition: enrollment.lastDisposition }
        : null,
    events: [
      {
        kind: 'not_placed',
        source: how.source,
        at: how.now,
        changed: true,
        inboxId: null,
        disposition: null,
        detail: { reason: how.reason },
      },
    ],
  };
}
