import { createHmac } from 'node:crypto';
import type { Call } from '../../call.ts';
import type { Turn } from '../../fate/plan.ts';
import type { Accepted } from '../../journal.ts';
import type { Letter } from '../../webhooks/postman.ts';
import { answeredBy, secondsOf, statusOf } from './resource.ts';
import type { Asked } from './resource.ts';
import { rfc2822, sidOf } from './sid.ts';

type Form = Record<string, string>;

/** The name of the event that a step of a call is told under, and how many come before it. */
function eventOf({ status }: Turn, call: Call): { event: string; number: number } | null {
  if (status === 'dialling') return { event: 'initiated', number: 0 };
  if (status === 'ringing') return { event: 'ringing', number: 1 };
  if (status === 'in_progress') return { event: 'answered', number: 2 };
  if (status !== 'ended') return null;
  return { event: 'completed', number: 1 + Number(call.ringingAt !== null) + Number(call.answeredAt !== null) };
}

/** The status callback of one step, and once it is answered, what answered. */
export function tellIn(asked: Asked, call: Call, { turn, accepted }: { turn: Turn; accepted: Accepted }): Letter[] {
  const told = eventOf(turn, call);
  if (told === null) return [];
  const letters: Letter[] = [];
  const { key } = accepted;
  if (asked.statusCallback !== null && asked.events.includes(told.event)) {
    const form = stepOf(asked, call, { turn, number: told.number });
    letters.push(letterOf({ url: asked.statusCallback, form, key }));
  }
  const verdict = answeredBy(accepted.plan.disposition, asked);
  if (turn.status === 'in_progress' && asked.amdCallback !== null && verdict !== null) {
    letters.push(letterOf({ url: asked.amdCallback, form: verdictOf(asked, call, verdict), key }));
  }
  return letters;
}

function verdictOf({ accountSid }: Asked, call: Call, verdict: string): Form {
  return { AccountSid: accountSid, CallSid: sidOf(call.id), AnsweredBy: verdict, MachineDetectionDuration: '2300' };
}

function stepOf(asked: Asked, call: Call, { turn, number }: { turn: Turn; number: number }): Form {
  const { accountSid, from } = asked;
  const form: Form = {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: sidOf(call.id),
    CallStatus: turn.status === 'dialling' ? 'initiated' : statusOf(call),
    CallbackSource: 'call-progress-events',
    Called: call.to,
    Caller: from,
    Direction: 'outbound-api',
    From: from,
    SequenceNumber: String(number),
    Timestamp: rfc2822(turn.at),
    To: call.to,
  };
  return turn.status === 'ended' ? { ...form, ...endOf(asked, call) } : form;
}

const sipCodes: Readonly<Record<string, string>> = { busy: '486', no_answer: '487', failed: '404', cancelled: '487' };

function endOf(asked: Asked, call: Call): Form {
  const seconds = secondsOf(call) ?? 0;
  const verdict = answeredBy(call.disposition, asked);
  return {
    CallDuration: String(seconds),
    Duration: String(Math.ceil(seconds / 60)),
    SipResponseCode: sipCodes[call.disposition ?? ''] ?? '200',
    ...(verdict === null ? {} : { AnsweredBy: verdict }),
  };
}

function letterOf({ url, form, key }: { url: string; form: Form; key: string }): Letter {
  const signature = sign(url, form, key);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  return { url, body: new URLSearchParams(form).toString(), headers: () => headers };
}

/** A callback as a stranger would make it up: everything but the account's token. */
export function forge({ url, body }: Letter): Letter {
  const form = Object.fromEntries(new URLSearchParams(body));
  return letterOf({ url, form: { ...form, CallStatus: 'busy', SequenceNumber: '99' }, key: 'not the token' });
}

/** The signature of a form that is posted to that address; what the address says about repeating is not part of it. */
export function sign(url: string, form: Form, authToken: string): string {
  const [address = ''] = url.split('#');
  const names = Object.keys(form).toSorted();
  const text = address + names.map((name) => name + (form[name] ?? '')).join('');
  return createHmac('sha1', authToken).update(text).digest('base64');
}
