import type { PlaceRequest, PlaceResult, ProviderAccount, Refusal } from '../../provider.ts';
import { askOnce } from '../ask-once.ts';
import type { Reply } from '../ask-once.ts';
import { complaintOf, parse, questionFor } from './ask.ts';
import { callIdField } from './report.ts';
import { Accepted } from './wire.ts';

/**
 * One POST. Nothing that would have Bolna call by itself is ever sent: no `retry_config`, no `scheduled_at`. How long it
 * rings and talks, and what a machine is told, are settings of the agent at Bolna.
 */
export async function placeCall(account: ProviderAccount, request: PlaceRequest): Promise<PlaceResult> {
  if (!request.providerAgentId) {
    const message = 'The agent has no agent id of Bolna. Give it one, then resume.';
    return { kind: 'rejected', then: 'pause_campaign', code: 'no_agent_id', message };
  }
  const question = { ...questionFor(account, 'POST', '/call'), body: orderOf(request), timeoutMs: request.timeoutMs };
  return resultOf(await askOnce(question));
}

function orderOf({ callId, to, from, providerAgentId, userData }: PlaceRequest): string {
  return JSON.stringify({
    agent_id: providerAgentId,
    recipient_phone_number: to,
    ...(from === null ? {} : { from_phone_number: from }),
    user_data: { ...userData, [callIdField]: callId },
  });
}

function resultOf(reply: Reply): PlaceResult {
  if (reply.kind === 'unsent') {
    const message = `Bolna can't be reached: ${reply.message}.`;
    return { kind: 'rejected', then: 'requeue', code: 'unreachable', message };
  }
  if (reply.kind === 'silent') return { kind: 'ambiguous', message: `No answer to the create-call: ${reply.message}.` };
  if (reply.status >= 200 && reply.status < 300) {
    const accepted = Accepted.safeParse(parse(reply.body));
    if (accepted.success) return { kind: 'accepted', providerCallId: accepted.data.execution_id };
    return { kind: 'ambiguous', message: `The answer ${reply.status} carries no execution_id.` };
  }
  const message = complaintOf(reply);
  const refusal = refusalOf(reply.status, message);
  if (refusal === null) return { kind: 'ambiguous', message: `Bolna answered ${reply.status}: ${message}` };
  return { kind: 'rejected', ...refusal, message, ...patienceIn(reply.headers) };
}

const statuses: ReadonlyMap<number, { then: Refusal; code: string }> = new Map([
  [401, { then: 'pause_account', code: 'credentials_refused' }],
  [402, { then: 'pause_account', code: 'balance_low' }],
  [403, { then: 'pause_account', code: 'credentials_refused' }],
  [404, { then: 'pause_campaign', code: 'agent_not_found' }],
  [429, { then: 'requeue', code: 'too_many' }],
]);

/** What a complaint of 400 or 422 is about; a bad number is what it means otherwise. */
const complaints: readonly [RegExp, { then: Refusal; code: string }][] = [
  [/balance|insufficient|wallet|credits?\b/i, { then: 'pause_account', code: 'balance_low' }],
  [/from_phone_number/i, { then: 'pause_campaign', code: 'from_number_refused' }],
  [/agent/i, { then: 'pause_campaign', code: 'agent_refused' }],
];

/** What an answer refuses for certain; null when the call may exist all the same. */
function refusalOf(status: number, message: string): { then: Refusal; code: string } | null {
  if (status < 400 || status >= 500 || status === 408 || status === 409) return null;
  if (status === 400 || status === 422) {
    const found = complaints.find(([words]) => words.test(message))?.[1];
    return found ?? { then: 'fail_person', code: 'number_refused' };
  }
  return statuses.get(status) ?? { then: 'pause_campaign', code: `http_${status}` };
}

function patienceIn(headers: Record<string, string>): { retryAfterSeconds?: number } {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {};
}
