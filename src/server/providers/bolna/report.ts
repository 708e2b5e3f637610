import type { CallDetails, CallFact } from '#domain/call.ts';
import type { Disposition } from '#domain/disposition.ts';
import type { CallReport } from '../../provider.ts';
import type { Execution } from './wire.ts';

/** The name under which our id of a call travels in `user_data`, and comes back with every word about it. */
export const callIdField = 'attempt_id';

type Stage = Exclude<CallFact['kind'], 'ended'>;

const stages: ReadonlyMap<string, Stage> = new Map([
  ['scheduled', 'queued'],
  ['rescheduled', 'queued'],
  ['queued', 'queued'],
  ['initiated', 'initiated'],
  ['ringing', 'ringing'],
  ['in-progress', 'answered'],
  ['call-disconnected', 'disconnected'],
]);

const endings: ReadonlyMap<string, (execution: Execution) => Disposition> = new Map([
  ['completed', dispositionOfCompleted],
  ['busy', () => 'busy'],
  ['no-answer', () => 'no_answer'],
  ['failed', () => 'failed'],
  ['error', () => 'failed'],
  ['balance-low', () => 'failed'],
  ['canceled', () => 'cancelled'],
  ['cancelled', () => 'cancelled'],
  ['stopped', () => 'cancelled'],
]);

/** A status as newer documentation spells it: older ones have underscores and capitals. */
export function spelled(status: string): string {
  return status.trim().toLowerCase().replaceAll('_', '-');
}

/** Calls that Bolna dials by itself some time later. */
const putOff: readonly string[] = ['scheduled', 'rescheduled'];

export function isOver(status: string): boolean {
  return endings.has(spelled(status));
}

/** Whether nobody is on the line any more, or will be for now. */
export function freesLine(status: string): boolean {
  const name = spelled(status);
  return isOver(name) || name === 'call-disconnected' || putOff.includes(name);
}

/** A call that was rejected can come as `completed` too: only words that were spoken make a conversation. */
function dispositionOfCompleted(execution: Execution): Disposition {
  if (execution.answered_by_voice_mail === true) return 'voicemail';
  return hasTalk(execution) ? 'answered' : 'no_answer';
}

function hasTalk({ conversation_duration: seconds, transcript }: Execution): boolean {
  return (seconds ?? 0) > 0 || /^user: *\S/m.test(transcript);
}

/** The one thing that a webhook tells; nothing when its status is not known here. */
export function reportOfWebhook(execution: Execution): CallReport {
  return { ...namesOf(execution), facts: [factNow(execution)].flat(), ...consequenceOf(execution) };
}

/** What follows where Bolna would dial by itself, or could not dial for want of money. */
function consequenceOf({ status, error_message: message }: Execution): Pick<CallReport, 'isPutOff' | 'returned'> {
  const name = spelled(status);
  if (putOff.includes(name)) return { isPutOff: true };
  if (name !== 'balance-low') return {};
  const said = message ? ` (${message})` : '';
  return {
    returned: {
      then: 'pause_account',
      code: 'balance_low',
      message: `Bolna has too little money left to call${said}. Add some there, then resume.`,
    },
  };
}

/**
 * Everything that has happened to a call so far, in order. Bolna tells only the present status and when it began: what
 * must have come before bears the nearest instant that is known.
 */
export function reportOfFetched(execution: Execution): CallReport {
  const names = { ...namesOf(execution), ...consequenceOf(execution) };
  const now = factNow(execution);
  if (Array.isArray(now)) return { ...names, facts: [] };
  const { created_at: created } = execution;
  if (now.kind === 'queued' || now.kind === 'initiated') return { ...names, facts: [{ kind: 'queued', at: created }] };
  return { ...names, facts: [{ kind: 'queued', at: created }, ...implied(now, execution), now] };
}

const answeredEndings: readonly string[] = ['answered', 'voicemail'];

function implied(now: CallFact, execution: Execution): CallFact[] {
  const ending = now.kind === 'ended' ? now.disposition : null;
  const wasAnswered = ending !== null && answeredEndings.includes(ending);
  if (!wasAnswered && ending !== 'no_answer' && now.kind !== 'answered') return [];
  const began = execution.initiated_at ?? execution.created_at;
  const rang: CallFact = { kind: 'ringing', at: began };
  if (!wasAnswered) return [rang];
  const talkMs = (execution.conversation_duration ?? 0) * 1000;
  return [rang, { kind: 'answered', at: new Date(Math.max(began.getTime(), now.at.getTime() - talkMs)) }];
}

function namesOf({ id, context_details: context }: Execution) {
  const callId = context?.recipient_data?.[callIdField];
  return { providerCallId: id, callId: typeof callId === 'string' && callId !== '' ? callId : null };
}

function factNow(execution: Execution): CallFact | [] {
  const status = spelled(execution.status);
  const at = execution.updated_at ?? execution.created_at;
  const stage = stages.get(status);
  if (stage !== undefined) return { kind: stage, at };
  const disposition = endings.get(status)?.(execution);
  return disposition === undefined ? [] : { kind: 'ended', disposition, at, details: detailsOf(execution) };
}

function detailsOf(execution: Execution): CallDetails {
  const extracted = { ...execution.custom_extractions, ...execution.extracted_data };
  const told: { [K in keyof CallDetails]: CallDetails[K] | null } = {
    talkSeconds: talkSecondsOf(execution),
    goalMet: yesOrNo(extracted['goal_met']),
    summary: execution.summary || null,
    transcript: execution.transcript || null,
    recordingUrl: execution.telephony_data?.recording_url || null,
    extracted: Object.keys(extracted).length > 0 ? extracted : null,
    costCents: execution.total_cost ?? null,
    reason: reasonOf(execution),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}

function talkSecondsOf(execution: Execution): number {
  const { telephony_data: line, conversation_duration: talked } = execution;
  return hasTalk(execution) ? Math.round(line?.duration || talked || 0) : 0;
}

function reasonOf(execution: Execution): string {
  const status = spelled(execution.status);
  if (status === 'balance-low') return 'insufficient-funds';
  return execution.error_message || execution.telephony_data?.hangup_reason || status;
}

/** What an extraction says of the goal; it is a model's word, so it may be text. */
function yesOrNo(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (['yes', 'true'].includes(word)) return true;
  return ['no', 'false'].includes(word) ? false : null;
}
