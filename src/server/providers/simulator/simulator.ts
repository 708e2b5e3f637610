import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { AccountHealth, PlaceRequest, PlaceResult, Provider, ProviderAccount, Refusal } from '../../provider.ts';
import { askOnce } from '../ask-once.ts';
import type { Question, Reply } from '../ask-once.ts';
import { isSignedWith, readSignature } from './signature.ts';
import { Accepted, Call, Complaint, Found, reportOfCall, reportOfWebhook, Webhook } from './wire.ts';

const askTimeoutMs = 10_000;
const day = 24 * 60 * 60 * 1000;

/**
 * The adapter of the pretend telephone network; credentials are `{ apiKey }`. `toleranceMs` is how far a signature's
 * time may be from ours: a day, because the sandbox's clock runs fast and jumps.
 */
export function createSimulatorProvider({ toleranceMs = day }: { toleranceMs?: number } = {}): Provider {
  return {
    name: 'simulator',
    capabilities: { hasDisconnected: true, canFindByAttempt: true, canCancel: 'any', endingLagSeconds: 30 },
    placeCall,
    cancelCall,
    fetchCall,
    findByAttempt,
    callsTo,
    health,
    verifyWebhook: (account, { headers, body, at }) => {
      const key = keyOf(account);
      const signature = readSignature(headers['x-simulator-signature']);
      if (key === '' || signature === null || !isSignedWith(key, signature, body))
        return { ok: false, reason: 'bad_signature' };
      if (Math.abs(at.getTime() - signature.at) > toleranceMs) return { ok: false, reason: 'stale' };
      return { ok: true, trust: 'signed', ...headOf(body) };
    },
    parseWebhook: (body) => [reportOfWebhook(Webhook.parse(JSON.parse(Buffer.from(body).toString())))],
  };
}

async function placeCall(account: ProviderAccount, request: PlaceRequest): Promise<PlaceResult> {
  return resultOf(
    await askOnce({ ...questionFor(account, 'POST', '/calls'), body: orderOf(request), timeoutMs: request.timeoutMs }),
  );
}

function orderOf(request: PlaceRequest): string {
  const { callId, to, from, providerAgentId, callbackUrl, ringSecondsMax, talkSecondsMax, userData } = request;
  const { voicemailMessage } = request;
  return JSON.stringify({
    reference: callId,
    to,
    from,
    agent: providerAgentId,
    callbackUrl,
    ringSecondsMax,
    talkSecondsMax,
    userData,
    voicemailMessage,
  });
}

function resultOf(reply: Reply): PlaceResult {
  if (reply.kind === 'unsent') {
    return {
      kind: 'rejected',
      then: 'requeue',
      code: 'unreachable',
      message: `The simulator can't be reached: ${reply.message}.`,
    };
  }
  if (reply.kind === 'silent') return { kind: 'ambiguous', message: `No answer to the create-call: ${reply.message}.` };
  if (reply.status >= 200 && reply.status < 300) {
    const accepted = Accepted.safeParse(parse(reply.body));
    if (accepted.success) return { kind: 'accepted', providerCallId: accepted.data.id };
    return { kind: 'ambiguous', message: `The answer ${reply.status} carries no id of a call.` };
  }
  const then = refusalOf(reply.status);
  if (then === null) return { kind: 'ambiguous', message: `The simulator answered ${reply.status}.` };
  return { kind: 'rejected', then, ...complaintOf(reply) };
}

/** What a status refuses for certain; null when the call may exist all the same. */
function refusalOf(status: number): Refusal | null {
  if (status < 400 || status >= 500 || status === 408) return null;
  if (status === 429) return 'requeue';
  if (status === 400 || status === 422) return 'fail_person';
  return status === 401 || status === 402 || status === 403 ? 'pause_account' : 'pause_campaign';
}

function complaintOf(reply: Extract<Reply, { kind: 'answer' }>) {
  const complaint = Complaint.safeParse(parse(reply.body)).data;
  const { code = `http_${reply.status}`, message = `The simulator refused with ${reply.status}.` } = complaint ?? {};
  const header = z.coerce.number().min(0).safeParse(reply.headers['retry-after']).data;
  const retryAfterSeconds = complaint?.retryAfter ?? header;
  return { code, message, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

async function cancelCall(account: ProviderAccount, providerCallId: string) {
  const { status } = await ask(account, 'POST', `/calls/${encodeURIComponent(providerCallId)}/cancel`);
  if (status === 200) return 'requested';
  if (status === 409) return 'already_over';
  if (status === 404) return 'not_possible';
  throw new Error(`The simulator answered ${status} when asked to cancel a call.`);
}

async function fetchCall(account: ProviderAccount, providerCallId: string) {
  const { status, body } = await ask(account, 'GET', `/calls/${encodeURIComponent(providerCallId)}`);
  if (status === 404) return 'not_found';
  if (status !== 200) throw new Error(`The simulator answered ${status} when asked for a call.`);
  return reportOfCall(Call.parse(parse(body)));
}

async function findByAttempt(account: ProviderAccount, attempt: { callId: string }) {
  const { status, body } = await ask(account, 'GET', `/calls?reference=${encodeURIComponent(attempt.callId)}`);
  if (status !== 200) throw new Error(`The simulator answered ${status} when asked for calls.`);
  return Found.parse(parse(body)).data.map(reportOfCall);
}

async function callsTo(account: ProviderAccount, { to, since }: { to: string; since: Date }) {
  const query = new URLSearchParams({ to, since: since.toISOString() });
  const { status, body } = await ask(account, 'GET', `/calls?${query}`);
  if (status !== 200) throw new Error(`The simulator answered ${status} when asked for calls.`);
  return Found.parse(parse(body)).data.map(reportOfCall);
}

async function health(account: ProviderAccount): Promise<AccountHealth> {
  const reply = await ask(account, 'GET', '/account');
  if (reply.status === 200) return { kind: 'well', balance: null, callsAtOnce: null };
  if (refusalOf(reply.status) === 'pause_account') return { kind: 'refused', ...complaintOf(reply) };
  throw new Error(`The simulator answered ${reply.status} when asked for an account.`);
}

async function ask(account: ProviderAccount, method: Question['method'], path: string) {
  const reply = await askOnce({ ...questionFor(account, method, path), timeoutMs: askTimeoutMs });
  if (reply.kind === 'answer') return reply;
  throw new Error(`The simulator can't be asked: ${reply.message}.`);
}

function questionFor(account: ProviderAccount, method: Question['method'], path: string) {
  const headers = { authorization: `Bearer ${keyOf(account)}`, 'content-type': 'application/json' };
  return { method, url: account.baseUrl.replace(/\/$/, '') + path, headers };
}

function keyOf(account: ProviderAccount): string {
  return account.credentials['apiKey'] ?? '';
}

/** A genuine webhook that nobody can read is still recognised when it comes again. */
const Head = z.object({ eventId: z.string().min(1), status: z.string() });

/** What tells a webhook from others, and whether it says that the line is free again. */
function headOf(body: Uint8Array): { dedupeKey: string; isUrgent: boolean } {
  const { data } = Head.safeParse(parse(Buffer.from(body).toString()));
  if (!data) return { dedupeKey: createHash('sha256').update(body).digest('hex'), isUrgent: false };
  return { dedupeKey: data.eventId, isUrgent: data.status === 'disconnected' || data.status === 'ended' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
