import * as z from 'zod';
import type { CallDetails, CallFact } from '#domain/call.ts';
import type { Disposition } from '#domain/disposition.ts';
import type { CallReport } from '../../provider.ts';

/** An instant as Twilio writes it, to the second: `Fri, 20 Nov 2026 10:00:00 +0000`. What is none is null. */
const Instant = z
  .unknown()
  .optional()
  .transform((value): Date | null => {
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? null : new Date(at);
  });
const Figure = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .transform(Number)
  .optional()
  .catch(undefined);
const Text = z.string().min(1).optional().catch(undefined);
/** Older papers write it with underscores or capitals. */
const Status = z.string().transform((text) => text.trim().toLowerCase().replaceAll('_', '-'));

/** What Twilio posts of a call: a step of it, or only what answered it. */
export const Callback = z.object({
  CallSid: z.string().min(1),
  ParentCallSid: Text,
  CallStatus: Status.optional(),
  SequenceNumber: Text,
  Timestamp: Instant,
  CallDuration: Figure,
  AnsweredBy: Text,
  SipResponseCode: Text,
  RecordingUrl: Text,
});
type Callback = z.infer<typeof Callback>;

export const Call = z.object({
  sid: z.string().min(1),
  status: Status,
  direction: Text,
  parent_call_sid: Text,
  date_created: Instant,
  date_updated: Instant,
  start_time: Instant,
  end_time: Instant,
  duration: Figure,
  price: Figure,
  price_unit: Text,
  answered_by: Text,
});
export type Call = z.infer<typeof Call>;

export const Accepted = z.object({ sid: z.string().min(1) });
export const Found = z.object({ calls: z.array(Call) });
export const Complaint = z.object({ code: z.int().optional(), message: z.string().min(1) });

type Stage = Exclude<CallFact['kind'], 'ended'>;

const stages: ReadonlyMap<string, Stage> = new Map([
  ['queued', 'queued'],
  ['initiated', 'initiated'],
  ['ringing', 'ringing'],
  ['in-progress', 'answered'],
  ['answered', 'answered'],
]);

const endings: ReadonlyMap<string, Disposition> = new Map([
  ['completed', 'answered'],
  ['busy', 'busy'],
  ['no-answer', 'no_answer'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
  ['cancelled', 'cancelled'],
]);

/** Whether it says that this very call is over, and not one that was made out of it. */
export function isEnding({ CallStatus, ParentCallSid }: Callback): boolean {
  return ParentCallSid === undefined && endings.has(CallStatus ?? '');
}

/**
 * What a callback tells, at `receivedAt` where it doesn't say when; nothing when its status is not known here. A call
 * that was made out of ours is nobody's: none.
 */
export function reportsOf(callback: Callback, callId: string | null, receivedAt: Date | null): CallReport[] {
  if (callback.ParentCallSid !== undefined) return [];
  const at = callback.Timestamp ?? receivedAt;
  if (at === null) throw new Error('The callback says nothing of when it happened.');
  return [{ providerCallId: callback.CallSid, callId, facts: factsOf(callback, at) }];
}

function factsOf(callback: Callback, at: Date): CallFact[] {
  const { CallStatus: status, AnsweredBy: answeredBy, CallDuration, RecordingUrl, SipResponseCode } = callback;
  // What answered is told apart from the call's steps, and without an instant of its own: it only adds to the call.
  if (status === undefined) {
    if (answeredBy === undefined) throw new Error('The callback says neither a status nor who answered.');
    return [{ kind: 'initiated', at, details: verdictOf(answeredBy) }];
  }
  const disposition = endings.get(status);
  if (disposition !== undefined) {
    const reason = disposition !== 'answered' && SipResponseCode !== undefined ? `SIP ${SipResponseCode}` : undefined;
    return [
      endedFact(disposition, {
        at,
        answeredBy,
        seconds: CallDuration,
        details: { recordingUrl: RecordingUrl, reason },
      }),
    ];
  }
  const kind = stages.get(status);
  return kind === undefined ? [] : [{ kind, at, details: verdictOf(answeredBy) }];
}

type Ending = { at: Date; answeredBy: string | undefined; seconds: number | undefined; details: CallDetails };

function endedFact(disposition: Disposition, { at, answeredBy, seconds, details }: Ending): CallFact {
  const isAnswered = disposition === 'answered';
  const told: CallDetails = isAnswered ? { ...details, talkSeconds: seconds, ...verdictOf(answeredBy) } : details;
  const ending = isAnswered && isMachine(answeredBy) ? 'voicemail' : disposition;
  return { kind: 'ended', disposition: ending, at, details: told };
}

/** `human`, `machine` or `unknown`, kept among what the call brought. */
function verdictOf(answeredBy: string | undefined): CallDetails {
  if (answeredBy === undefined) return {};
  const verdict = isMachine(answeredBy) ? 'machine' : answeredBy === 'human' ? 'human' : 'unknown';
  return { extracted: { answered_by: verdict } };
}

function isMachine(answeredBy: string | undefined): boolean {
  return answeredBy !== undefined && /^(machine|fax)/.test(answeredBy);
}

/**
 * Everything that is known of a call now, in order. Twilio tells its present status, when it was created, when it began
 * and ended and how long it lasted: what must have come between bears the nearest instant that is known.
 */
export function reportOfCall(call: Call): CallReport {
  const createdAt = call.date_created ?? call.start_time ?? call.date_updated;
  if (createdAt === null) throw new Error(`Twilio says nothing of when call ${call.sid} was created.`);
  const facts: CallFact[] = [{ kind: 'queued', at: createdAt }, ...steps(call, createdAt)];
  return { providerCallId: call.sid, callId: null, facts };
}

function steps(call: Call, createdAt: Date): CallFact[] {
  const { status, start_time: startedAt, answered_by: answeredBy } = call;
  const updatedAt = call.date_updated ?? createdAt;
  const disposition = endings.get(status);
  if (disposition !== undefined) {
    const at = call.end_time ?? updatedAt;
    const details = { costCents: costOf(call) };
    const ended = endedFact(disposition, { at, answeredBy, seconds: call.duration, details });
    return [...before(disposition, { begunAt: startedAt ?? createdAt, at, seconds: call.duration ?? 0 }), ended];
  }
  const begunAt = startedAt ?? updatedAt;
  const ringing: CallFact = { kind: 'ringing', at: begunAt };
  if (status === 'ringing') return [ringing];
  if (status !== 'in-progress') return [];
  const at = updatedAt > begunAt ? updatedAt : begunAt;
  return [ringing, { kind: 'answered', at, details: verdictOf(answeredBy) }];
}

/** Nothing is made up for an ending that a phone may not have rung before. */
function before(
  disposition: Disposition,
  { begunAt, at, seconds }: { begunAt: Date; at: Date; seconds: number },
): CallFact[] {
  if (disposition === 'no_answer') return [{ kind: 'ringing', at: begunAt }];
  if (disposition !== 'answered') return [];
  const answeredAt = new Date(at.getTime() - seconds * 1000);
  const rangAt = begunAt < answeredAt ? begunAt : answeredAt;
  return [
    { kind: 'ringing', at: rangAt },
    { kind: 'answered', at: answeredAt },
  ];
}

/** Cents, as Carillon counts: other currencies are left out. */
function costOf({ price, price_unit: unit }: Call): number | undefined {
  return price === undefined || unit?.toUpperCase() !== 'USD' ? undefined : Math.round(Math.abs(price) * 100);
}
