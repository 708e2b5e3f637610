import { createHash } from 'node:crypto';
import { viewOf } from '../../call.ts';
import type { Call, CallView, Status } from '../../call.ts';
import type { CallBook } from '../../call-book.ts';

/** What a call was asked for with, and when it last changed. */
export type Note = { agentId: string; from: string | null; userData: Record<string, unknown>; changedAt: number };

/** A uuid as Bolna's ids are, that leads back to the call. */
export function executionIdOf(call: Call): string {
  const hash = createHash('sha256').update(call.id).digest('hex');
  const serial = Number.parseInt(call.id.slice(call.id.lastIndexOf('_') + 1), 36);
  const tail = serial.toString(16).padStart(12, '0');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${tail}`;
}

export function callOf(book: CallBook, executionId: string): Call | undefined {
  const serial = Number.parseInt(executionId.slice(-12), 16);
  const [call] = Number.isNaN(serial) ? [] : book.slice(serial, serial + 1);
  return call !== undefined && executionIdOf(call) === executionId ? call : undefined;
}

const statuses: Record<Exclude<Status, 'ended'>, string> = {
  queued: 'queued',
  dialling: 'initiated',
  ringing: 'ringing',
  in_progress: 'in-progress',
  disconnected: 'call-disconnected',
};

const endings: Record<NonNullable<CallView['disposition']>, { status: string; by: string; code: number }> = {
  answered: { status: 'completed', by: 'Callee', code: 4000 },
  voicemail: { status: 'completed', by: 'API Request', code: 4000 },
  no_answer: { status: 'no-answer', by: 'Carrier', code: 3050 },
  busy: { status: 'busy', by: 'Carrier', code: 3010 },
  failed: { status: 'failed', by: 'Carrier', code: 3000 },
  cancelled: { status: 'stopped', by: 'API Request', code: 4000 },
};

/** A call as a fetch shows it and a webhook tells it, when it has this status. */
export function executionOf(call: Call, note: Note, told: { status: Status; at: number }) {
  const view = viewOf(call);
  const ending = told.status === 'ended' && view.disposition !== undefined ? endings[view.disposition] : null;
  const status = told.status === 'ended' ? (ending?.status ?? 'completed') : statuses[told.status];
  return {
    id: executionIdOf(call),
    agent_id: note.agentId,
    batch_id: null,
    created_at: zoneless(call.createdAt),
    updated_at: zoneless(told.at),
    scheduled_at: null,
    rescheduled_at: null,
    initiated_at: told.status === 'queued' ? null : zoneless(call.createdAt),
    status,
    smart_status: status,
    error_message: view.disposition === 'failed' ? (view.reason ?? null) : null,
    answered_by_voice_mail: view.disposition === 'voicemail' ? true : null,
    ...wordsOf(view),
    telephony_data: lineOf(call, view, { from: note.from, ending }),
    transfer_call_data: null,
    context_details: { recipient_data: note.userData, recipient_phone_number: call.to },
    batch_run_details: null,
    provider: 'plivo',
  };
}

type Ending = (typeof endings)[keyof typeof endings];

function lineOf(call: Call, view: CallView, { from, ending }: { from: string | null; ending: Ending | null }) {
  return {
    duration: String(view.talkSeconds ?? 0),
    to_number: call.to,
    from_number: from,
    recording_url: view.recordingUrl ?? null,
    hosted_telephony: true,
    provider_call_id: call.id,
    call_type: 'outbound',
    provider: 'plivo',
    hangup_by: ending?.by ?? null,
    hangup_reason: ending === null ? null : (view.reason ?? null),
    hangup_provider_code: ending?.code ?? null,
  };
}

function wordsOf({ talkSeconds, costCents, transcript, summary, extracted, goalMet }: CallView) {
  return {
    conversation_duration: talkSeconds ?? 0,
    total_cost: costCents ?? 0,
    transcript: transcript?.replaceAll('Agent: ', 'assistant: ').replaceAll('Person: ', 'user: ') ?? null,
    summary: summary ?? null,
    extracted_data: goalMet === undefined ? null : { ...extracted, goal_met: goalMet },
    custom_extractions: null,
    termination_reason: null,
    cost_breakdown: null,
  };
}

/** A list shows no more than this of each. */
export function rowOf({
  id,
  status,
  conversation_duration,
  created_at,
  telephony_data,
}: ReturnType<typeof executionOf>) {
  const { to_number, from_number, provider } = telephony_data;
  return { id, status, conversation_duration, created_at, telephony_data: { to_number, from_number, provider } };
}

function zoneless(at: number): string {
  return new Date(at).toISOString().replace('Z', '000');
}
