import { createHash } from 'node:crypto';
import * as z from 'zod';
import type {
  AccountHealth,
  AttemptQuery,
  PlaceRequest,
  PlaceResult,
  Provider,
  ProviderAccount,
} from '../../provider.ts';
import { askOnce } from '../ask-once.ts';
import type { Reply } from '../ask-once.ts';
import { readCallback } from './form.ts';
import { orderFor } from './order.ts';
import { complaintOf, jsonOf, rejectionOf } from './refusal.ts';
import { Accepted, Callback, Fetched, Found, isEnding, localTime, reportOfCall, reportOfCallback } from './wire.ts';
import type { Call } from './wire.ts';

const askTimeoutMs = 10_000;
/** A create-call that was posted brings its call into being within so long, or never. */
const createdWithinMs = 5 * 60_000;

/** The adapter of Exotel's Voice API v1; credentials are `{ accountSid, apiKey, apiToken }`. */
export function createExotelProvider(): Provider {
  return {
    name: 'exotel',
    capabilities: {
      hasDisconnected: false,
      canFindByAttempt: true,
      canCancel: 'never',
      // Its figures are final some two minutes after the end.
      endingLagSeconds: 120,
      // All requests of an account together may be 200: creating and confirming calls take most of them.
      lookupsPerMinute: 100,
    },
    placeCall,
    // The Voice API v1 has nothing that ends a call: its ring and time limits do.
    cancelCall: () => Promise.resolve('not_possible'),
    fetchCall,
    findByAttempt,
    // Exotel signs nothing that can be checked: the token in the path is all there is.
    verifyWebhook: (_account, { headers, body }) => ({ ok: true, trust: 'token', ...headOf(body, headers) }),
    parseWebhook: (body, headers) => [reportOfCallback(read(body, headers), arrivalOf(headers))],
    health,
  };
}

async function placeCall(account: ProviderAccount, request: PlaceRequest): Promise<PlaceResult> {
  const order = orderFor(account, request);
  if (order.kind === 'impossible')
    return { kind: 'rejected', then: 'pause_campaign', code: order.code, message: order.message };
  const headers = { ...headersFor(account), 'content-type': 'application/x-www-form-urlencoded' };
  const url = urlFor(account, 'Calls/connect.json');
  const body = order.form.toString();
  return resultOf(await askOnce({ method: 'POST', url, headers, body, timeoutMs: request.timeoutMs }));
}

function resultOf(reply: Reply): PlaceResult {
  if (reply.kind === 'unsent') {
    const message = `Exotel can't be reached: ${reply.message}.`;
    return { kind: 'rejected', then: 'requeue', code: 'unreachable', message };
  }
  if (reply.kind === 'silent') return { kind: 'ambiguous', message: `No answer to the create-call: ${reply.message}.` };
  if (reply.status >= 200 && reply.status < 300) {
    const accepted = Accepted.safeParse(jsonOf(reply.body)).data;
    if (accepted) return { kind: 'accepted', providerCallId: accepted.Call.Sid };
    return { kind: 'ambiguous', message: `The answer ${reply.status} carries no Sid of a call.` };
  }
  return rejectionOf(reply) ?? { kind: 'ambiguous', message: `Exotel answered ${reply.status}.` };
}

async function fetchCall(account: ProviderAccount, providerCallId: string) {
  const reply = await ask(account, `Calls/${encodeURIComponent(providerCallId)}.json?details=true`);
  if (reply.status === 404) return 'not_found';
  if (reply.status !== 200) throw new Error(`Exotel answered ${reply.status} when asked for a call.`);
  return reportOfCall(Fetched.parse(jsonOf(reply.body)).Call);
}

/**
 * Calls to that number, from ours, created when this one must have been. Exotel lists a call for certain only when it
 * is over, so that none is listed proves nothing: then this rejects.
 */
async function findByAttempt(account: ProviderAccount, attempt: AttemptQuery) {
  const until = new Date(attempt.since.getTime() + createdWithinMs);
  const created = `gte:${localTime(attempt.since)};lte:${localTime(until)}`;
  const query = new URLSearchParams({ From: attempt.to, DateCreated: created, PageSize: '50' });
  const reply = await ask(account, `Calls.json?${query}`);
  if (reply.status !== 200) throw new Error(`Exotel answered ${reply.status} when asked for calls.`);
  const calls = Found.parse(jsonOf(reply.body)).Calls.filter((call) => isOf(attempt, { call, until }));
  if (calls.length > 0) return calls.map(reportOfCall);
  throw new Error('Exotel lists no such call, and lists calls for certain only when they are over.');
}

function isOf(attempt: AttemptQuery, { call, until }: { call: Call; until: Date }): boolean {
  const { From, PhoneNumberSid, Direction = 'outbound-api', DateCreated, CustomField } = call;
  if (DateCreated === null || DateCreated.getTime() + 999 < attempt.since.getTime() || DateCreated > until)
    return false;
  if (CustomField !== undefined) return CustomField.startsWith(attempt.callId);
  return Direction === 'outbound-api' && areSame(From, attempt.to) && areSame(PhoneNumberSid, attempt.from);
}

/** Exotel writes numbers as they are dialled at home, `09876543210` for `+919876543210`; what isn't said doesn't differ. */
function areSame(theirs: string | undefined, ours: string | null): boolean {
  if (theirs === undefined || ours === null) return true;
  const national = theirs.replaceAll(/\D/g, '').replace(/^0+/, '');
  return national.length > 0 && ours.endsWith(national);
}

const Balance = z.object({
  Account: z.object({ BalanceData: z.object({ Balance: z.coerce.number(), Currency: z.string() }) }),
});

async function health(account: ProviderAccount): Promise<AccountHealth> {
  const reply = await ask(account, 'Balance.json');
  if (reply.status === 401 || reply.status === 403) return { kind: 'refused', ...complaintOf(reply) };
  if (reply.status !== 200) throw new Error(`Exotel answered ${reply.status} when asked for the balance.`);
  const data = Balance.safeParse(jsonOf(reply.body)).data?.Account.BalanceData;
  const balance = data === undefined ? null : { cents: Math.round(data.Balance * 100), currency: data.Currency };
  return { kind: 'well', balance, callsAtOnce: null };
}

async function ask(account: ProviderAccount, path: string) {
  const question = { method: 'GET', url: urlFor(account, path), headers: headersFor(account) } as const;
  const reply = await askOnce({ ...question, timeoutMs: askTimeoutMs });
  if (reply.kind === 'answer') return reply;
  throw new Error(`Exotel can't be asked: ${reply.message}.`);
}

function urlFor({ baseUrl, credentials }: ProviderAccount, path: string): string {
  const sid = encodeURIComponent(credentials['accountSid'] ?? '');
  return `${baseUrl.replace(/\/$/, '')}/v1/Accounts/${sid}/${path}`;
}

function headersFor({ credentials }: ProviderAccount): Record<string, string> {
  const pair = `${credentials['apiKey'] ?? ''}:${credentials['apiToken'] ?? ''}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, accept: 'application/json' };
}

/** What tells a callback from others, and whether it says that the call is over. One that nobody can read has both too. */
function headOf(body: Uint8Array, headers: Record<string, string>): { dedupeKey: string; isUrgent: boolean } {
  const digest = createHash('sha256').update(body).digest('hex');
  try {
    const { CallSid, EventType, Status } = read(body, headers);
    const dedupeKey = `${CallSid}:${EventType ?? ''}:${Status}:${digest.slice(0, 16)}`;
    return { dedupeKey, isUrgent: EventType !== 'answered' && isEnding(Status) };
  } catch {
    return { dedupeKey: digest, isUrgent: false };
  }
}

function read(body: Uint8Array, headers: Record<string, string>) {
  return Callback.parse(readCallback(body, headers['content-type'] ?? ''));
}

/** What is kept of how a callback came: our id in its address, and when. */
function arrivalOf(headers: Record<string, string>): { callId: string | null; receivedAt: Date | null } {
  const received = headers[':received'];
  return {
    callId: new URLSearchParams(headers[':query']).get('call_id'),
    receivedAt: received === undefined ? null : new Date(received),
  };
}
