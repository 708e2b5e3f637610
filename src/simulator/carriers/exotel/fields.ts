import type { Call, Disposition } from '../../call.ts';
import { localTime } from './asked.ts';
import type { Asked } from './asked.ts';

const rupeesAMinute = 0.6;

const statuses: Record<Disposition, string> = {
  answered: 'completed',
  voicemail: 'completed',
  no_answer: 'no-answer',
  busy: 'busy',
  failed: 'failed',
  cancelled: 'canceled',
};

/** Exotel's ids are letters and digits alone. */
export function sidOf(call: Call): string {
  return Buffer.from(call.id).toString('hex');
}

/** The id in the world of a call with this Sid. */
export function idOf(sid: string): string {
  return Buffer.from(sid, 'hex').toString();
}

/** A call is `in-progress` from the moment it is taken. */
export function statusOf({ status, disposition }: Call): string {
  if (status === 'ended' && disposition !== null) return statuses[disposition];
  return status === 'ringing' ? 'ringing' : 'in-progress';
}

/** In whole seconds, once the call is over. */
export function talkSecondsOf({ answeredAt, endedAt }: Call): number {
  return answeredAt === null || endedAt === null ? 0 : Math.round((endedAt - answeredAt) / 1000);
}

export function recordingOf(call: Call): string | null {
  const wasTalkedOn = call.status === 'ended' && call.disposition === 'answered';
  return wasTalkedOn ? `https://recordings.exotel.example/${sidOf(call)}.mp3` : null;
}

/** A call's part that details, list and callbacks have in common. Numbers are written as they are dialled at home. */
export function storyOf(call: Call, { callerId }: Asked) {
  return {
    DateCreated: localTime(call.createdAt),
    To: callerId,
    From: `0${call.to.slice(-10)}`,
    PhoneNumberSid: callerId,
    StartTime: localTime(call.ringingAt ?? call.createdAt),
    EndTime: call.endedAt === null ? null : localTime(call.endedAt),
    Status: statusOf(call),
    Direction: 'outbound-api',
    RecordingUrl: recordingOf(call),
  };
}

/** A call as its details and the list show it: nothing of our CustomField, nor of who answered. */
export function callFields(call: Call, asked: Asked) {
  const { createdAt, ringingAt, answeredAt, endedAt } = call;
  const minutes = Math.ceil(talkSecondsOf(call) / 60);
  return {
    Sid: sidOf(call),
    ParentCallSid: null,
    AccountSid: asked.account,
    ...storyOf(call, asked),
    DateUpdated: localTime(endedAt ?? answeredAt ?? ringingAt ?? createdAt),
    Duration: endedAt === null ? null : String(Math.round((endedAt - createdAt) / 1000)),
    Price: endedAt === null ? null : (minutes * rupeesAMinute).toFixed(3),
    AnsweredBy: null,
    ForwardedFrom: null,
    CallerName: null,
    Uri: `/v1/Accounts/${asked.account}/Calls.json/${sidOf(call)}`,
  };
}

/** What `details=true` adds. */
export function detailsOf(call: Call) {
  const ConversationDuration = talkSecondsOf(call);
  const Legs = [{ Leg: { Id: 1, OnCallDuration: ConversationDuration } }];
  return { ConversationDuration, Leg1Status: statusOf(call), Leg2Status: null, Legs };
}
