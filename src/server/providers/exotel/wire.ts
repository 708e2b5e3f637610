import * as z from 'zod';
import type { CallDetails, CallFact } from '#domain/call.ts';
import type { Disposition } from '#domain/disposition.ts';
import type { CallReport } from '../../provider.ts';

/** `2026-11-20 15:30:00` on India's clocks: Exotel names no zone, and this is what its Mumbai servers show. */
const pattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;
const indiaMinutes = 330;

/** What isn't there, or reads like nothing, is null. */
const Instant = z
  .unknown()
  .optional()
  .transform((value): Date | null => {
    const [, day, time] = pattern.exec(typeof value === 'string' ? value : '') ?? [];
    const at = Date.parse(`${day}T${time}+05:30`);
    return at > 0 ? new Date(at) : null;
  });

/** An instant as Exotel writes it; what is finer than a second is left out. */
export function localTime(at: Date): string {
  const local = new Date(at.getTime() + indiaMinutes * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)}`;
}

const Figure = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)])
  .transform(Number)
  .optional()
  .catch(undefined);
const Text = z.string().min(1).optional().catch(undefined);

const Leg = z.object({ OnCallDuration: Figure, AnsweredBy: Text });
const Legs = z
  .array(
    z.union([
      z.object({ Leg }).transform((each) => each.Leg),
      Leg,
      z.unknown().transform(() => ({}) as z.infer<typeof Leg>),
    ]),
  )
  .optional()
  .catch(undefined);

const Status = z.string().transform((text) => text.trim().toLowerCase().replaceAll('_', '-'));

const Told = z.object({
  Status,
  DateCreated: Instant,
  DateUpdated: Instant,
  StartTime: Instant,
  EndTime: Instant,
  CustomField: Text,
  RecordingUrl: Text,
});

export const Callback = Told.extend({
  CallSid: z.string().min(1),
  EventType: Status.optional().catch(undefined),
  ConversationDuration: Figure,
  Legs,
});
type Callback = z.infer<typeof Callback>;

export const Call = Told.extend({
  Sid: z.string().min(1),
  From: Text,
  PhoneNumberSid: Text,
  Direction: Text,
  AnsweredBy: Text,
  Price: Figure,
  Details: z.object({ ConversationDuration: Figure, Legs }).optional().catch(undefined),
});
export type Call = z.infer<typeof Call>;

export const Accepted = z.object({ Call: z.object({ Sid: z.string().min(1) }) });
export const Fetched = z.object({ Call });
export const Found = z.object({ Calls: z.array(Call) });

const dispositions: ReadonlyMap<string, Disposition> = new Map([
  ['completed', 'answered'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
  ['cancelled', 'cancelled'],
]);

export function isEnding(status: string): boolean {
  return dispositions.has(status);
}

/**
 * The one thing that a callback tells; nothing when its status is not known here. Throws when nobody knows when.
 * `callId` is ours as its address has it, `receivedAt` stands in for an instant that it doesn't say.
 */
export function reportOfCallback(
  callback: Callback,
  { callId, receivedAt }: { callId: string | null; receivedAt: Date | null },
): CallReport {
  const { CallSid, CustomField, DateUpdated, StartTime } = callback;
  const at = DateUpdated ?? StartTime ?? callback.EndTime ?? receivedAt;
  if (at === null) throw new Error('The callback says nothing of when it happened.');
  return { providerCallId: CallSid, callId: callIdIn(CustomField) ?? callId, facts: factsOfCallback(callback, at) };
}

function factsOfCallback(callback: Callback, at: Date): CallFact[] {
  const { Status: status, EventType: event, EndTime } = callback;
  if (event === 'answered') return [{ kind: 'answered', at }];
  const disposition = dispositions.get(status);
  if (disposition !== undefined) return endingOf(callback, { disposition, at: EndTime ?? at });
  if (event === 'ringing' || status === 'ringing') return [{ kind: 'ringing', at }];
  if (status === 'queued') return [{ kind: 'queued', at }];
  return status === 'in-progress' ? [{ kind: 'initiated', at }] : [];
}

/**
 * Only callbacks say that a machine answered. It is told apart from the ending as well, so that it stays known where
 * the ending itself is asked for first, as nobody signed it.
 */
function endingOf(callback: Callback, { disposition, at }: { disposition: Disposition; at: Date }): CallFact[] {
  const told = toldBy(callback);
  const ended = endedFact(disposition, { at, told, status: callback.Status });
  if (ended.disposition !== 'voicemail') return [ended];
  return [ended, { kind: 'disconnected', at, details: { extracted: { answered_by: 'machine' } } }];
}

/**
 * Everything that is known of a call now, in order. `in-progress` is what a call is from the start, so it is no answer;
 * when one was answered follows from how long it lasted.
 */
export function reportOfCall(call: Call): CallReport {
  const { Sid, CustomField, Status: status, DateCreated, StartTime } = call;
  const at = DateCreated ?? StartTime ?? call.DateUpdated;
  if (at === null) throw new Error(`Exotel says nothing of when call ${Sid} was created.`);
  const facts: CallFact[] = [{ kind: status === 'in-progress' ? 'initiated' : 'queued', at }];
  if (status === 'ringing') facts.push({ kind: 'ringing', at: StartTime ?? at });
  const disposition = dispositions.get(status);
  if (disposition !== undefined) facts.push(...endOf(call, { disposition, createdAt: at }));
  return { providerCallId: Sid, callId: callIdIn(CustomField), facts };
}

function endOf(call: Call, { disposition, createdAt }: { disposition: Disposition; createdAt: Date }): CallFact[] {
  const at = call.EndTime ?? call.DateUpdated ?? createdAt;
  const ended = endedFact(disposition, { at, told: toldByCall(call), status: call.Status });
  const talked = call.Details?.ConversationDuration ?? 0;
  return talked > 0 ? [{ kind: 'answered', at: new Date(at.getTime() - talked * 1000) }, ended] : [ended];
}

type Ending = { isMachine: boolean; details: CallDetails };

function toldBy({ Legs: legs = [], ConversationDuration, RecordingUrl }: Callback): Ending {
  const talkSeconds = ConversationDuration || legs[0]?.OnCallDuration;
  return {
    isMachine: legs.some((leg) => isMachine(leg.AnsweredBy)),
    details: { talkSeconds, recordingUrl: RecordingUrl },
  };
}

function toldByCall({ AnsweredBy, Details, Price, RecordingUrl }: Call): Ending {
  const { Legs: legs = [], ConversationDuration } = Details ?? {};
  const talkSeconds = ConversationDuration || legs[0]?.OnCallDuration;
  const costCents = Price === undefined ? undefined : Math.round(Price * 100);
  const answeredBy = [AnsweredBy, ...legs.map((leg) => leg.AnsweredBy)];
  return { isMachine: answeredBy.some(isMachine), details: { talkSeconds, recordingUrl: RecordingUrl, costCents } };
}

function isMachine(answeredBy: string | undefined): boolean {
  return answeredBy?.toLowerCase() === 'machine';
}

function endedFact(
  disposition: Disposition,
  { at, told, status }: { at: Date; told: Ending; status: string },
): Extract<CallFact, { kind: 'ended' }> {
  if (disposition !== 'answered') return { kind: 'ended', disposition, at, details: { reason: status } };
  return { kind: 'ended', disposition: told.isMachine ? 'voicemail' : 'answered', at, details: told.details };
}

/** Our id stands first in it; what follows is for the flow. */
function callIdIn(customField: string | undefined): string | null {
  return customField?.trim().split(/\s/)[0] || null;
}
