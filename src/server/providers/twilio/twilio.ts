import { createHash } from 'node:crypto';
import type { AttemptQuery, CallReport, PlaceRequest, PlaceResult, Provider, ProviderAccount } from '../../provider.ts';
import { health } from './health.ts';
import { ask, complaintOf, parse, read, send } from './ask.ts';
import type { Form } from './ask.ts';
import { instructionsFor, withCall } from './markup.ts';
import type { Instructions } from './markup.ts';
import { refusedWith } from './refusal.ts';
import { isSigned } from './signature.ts';
import { Accepted, Call, Callback, Found, isEnding, reportOfCall, reportsOf } from './wire.ts';

/**
 * Twilio's Programmable Voice. Credentials are `{ accountSid, authToken }`, and `{ apiKeySid, apiKeySecret }` where
 * calls are placed with an API key; webhooks are always verified with the account's token.
 */
export function createTwilioProvider(): Provider {
  return {
    name: 'twilio',
    // A call record holds no id of ours: one whose answer was lost is found by its numbers and its time.
    capabilities: { hasDisconnected: false, canFindByAttempt: true, canCancel: 'any', endingLagSeconds: 30 },
    health,
    placeCall,
    cancelCall,
    fetchCall,
    findByAttempt,
    verifyWebhook: (account, request) =>
      isSigned(request, account.credentials['authToken'] ?? '')
        ? { ok: true, trust: 'signed', ...headOf(request.body) }
        : { ok: false, reason: 'bad_signature' },
    parseWebhook: (body, headers) => {
      const callId = new URLSearchParams(headers[':query'] ?? '').get('call');
      const receivedAt = headers[':received'];
      return reportsOf(Callback.parse(fieldsOf(body)), callId, receivedAt === undefined ? null : new Date(receivedAt));
    },
  };
}

async function placeCall(account: ProviderAccount, request: PlaceRequest): Promise<PlaceResult> {
  const instructions = instructionsFor(request.providerAgentId, request);
  if (instructions === null) return misconfigured('no_agent', `${explainAgent} Correct the agent's id at Twilio.`);
  if (request.from === null) {
    return misconfigured('no_number', 'Twilio calls from a number of the account: give the campaign one.');
  }
  const form = formOf(request, request.from, instructions);
  const reply = await send(account, { method: 'POST', path: '/Calls.json', form, timeoutMs: request.timeoutMs });
  if (reply.kind === 'unsent') {
    const message = `Twilio can't be reached: ${reply.message}.`;
    return { kind: 'rejected', then: 'requeue', code: 'unreachable', message };
  }
  if (reply.kind === 'silent') return { kind: 'ambiguous', message: `No answer to the create-call: ${reply.message}.` };
  if (reply.status < 200 || reply.status >= 300) return refusedWith(reply);
  const accepted = Accepted.safeParse(parse(reply.body));
  if (accepted.success) return { kind: 'accepted', providerCallId: accepted.data.sid };
  return { kind: 'ambiguous', message: `The answer ${reply.status} carries no id of a call.` };
}

const explainAgent =
  'An agent at Twilio is called wss://… (media stream), relay:wss://… (ConversationRelay), https://… (TwiML by URL) or <Response>… (TwiML of at most 4,000 characters).';

function misconfigured(code: string, message: string): PlaceResult {
  return { kind: 'rejected', then: 'pause_campaign', code, message };
}

/** Twilio tries a webhook again only where its address asks for it. */
const persistence = '#rc=3&rp=ct,rt,5xx';
const events = ['initiated', 'ringing', 'answered', 'completed'];

function formOf(request: PlaceRequest, from: string, instructions: Instructions): Form {
  const callback = withCall(request.callbackUrl, request.callId) + persistence;
  return [
    ['To', request.to],
    ['From', from],
    ...Object.entries(instructions),
    ['StatusCallback', callback],
    ...events.map((event): [string, string] => ['StatusCallbackEvent', event]),
    ['Timeout', within(request.ringSecondsMax, [5, 600])],
    ['TimeLimit', within(request.talkSecondsMax, [1, 86_400])],
    // A message is left after the greeting; where none is, the sooner it is known the better.
    ['MachineDetection', request.voicemailMessage === null ? 'Enable' : 'DetectMessageEnd'],
    // In the background, so that a person doesn't wait in silence for it.
    ['AsyncAmd', 'true'],
    ['AsyncAmdStatusCallback', callback],
  ];
}

function within(seconds: number, [least, most]: readonly [number, number]): string {
  return String(Math.min(most, Math.max(least, Math.round(seconds))));
}

/** Withdraws a call that waits or rings; hangs up one that talks, which Twilio calls completing it. */
async function cancelCall(account: ProviderAccount, providerCallId: string) {
  for (const status of ['canceled', 'completed']) {
    const path = `/Calls/${encodeURIComponent(providerCallId)}.json`;
    const answer = await ask(account, { method: 'POST', path, form: [['Status', status]] });
    if (answer.status === 200) return 'requested';
    if (answer.status === 404) return 'not_possible';
    if (complaintOf(answer).number !== invalidState) {
      throw new Error(`Twilio answered ${answer.status} when asked to end a call: ${complaintOf(answer).message}`);
    }
  }
  return 'already_over';
}

/** The call is not, or no longer, in a state that what was asked is possible in. */
const invalidState = 21_220;

async function fetchCall(account: ProviderAccount, providerCallId: string): Promise<CallReport | 'not_found'> {
  const path = `/Calls/${encodeURIComponent(providerCallId)}.json`;
  const answer = await ask(account, { method: 'GET', path });
  if (answer.status === 404) return 'not_found';
  if (answer.status !== 200) throw new Error(`Twilio answered ${answer.status}: ${complaintOf(answer).message}`);
  return reportOfCall(Call.parse(parse(answer.body)));
}

/**
 * Calls between these numbers since then, oldest first. No start time is asked for: a call that waits in Twilio's queue
 * has none, and would be missed.
 */
async function findByAttempt(account: ProviderAccount, attempt: AttemptQuery): Promise<CallReport[]> {
  const { to, from, since } = attempt;
  const query = new URLSearchParams({ To: to, ...(from === null ? {} : { From: from }), PageSize: '1000' });
  const paths = [`/Calls.json?${query}`, `/Calls.json?${query}&Status=queued`];
  const lists = await Promise.all(paths.map((path) => read(account, path)));
  const calls = new Map(lists.flatMap((list) => Found.parse(list).calls).map((call) => [call.sid, call]));
  const sinceSecond = Math.floor(since.getTime() / 1000) * 1000;
  return [...calls.values()]
    .filter((call) => isOurs(call) && (call.date_created?.getTime() ?? 0) >= sinceSecond)
    .toSorted((a, b) => (a.date_created?.getTime() ?? 0) - (b.date_created?.getTime() ?? 0))
    .map(reportOfCall);
}

function isOurs({ direction, parent_call_sid: parent }: Call): boolean {
  return parent === undefined && (direction === undefined || direction === 'outbound-api');
}

function fieldsOf(body: Uint8Array): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString()));
}

/** What tells a webhook from others, and whether it says that the line is free again. */
function headOf(body: Uint8Array): { dedupeKey: string; isUrgent: boolean } {
  const { data } = Callback.safeParse(fieldsOf(body));
  if (data === undefined) return { dedupeKey: createHash('sha256').update(body).digest('hex'), isUrgent: false };
  const { CallSid, CallStatus, SequenceNumber, AnsweredBy } = data;
  const step = CallStatus === undefined ? `amd:${AnsweredBy}` : `${SequenceNumber ?? ''}:${CallStatus}`;
  return { dedupeKey: `${CallSid}:${step}`, isUrgent: isEnding(data) };
}
