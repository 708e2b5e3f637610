import { createHash } from 'node:crypto';
import type { AccountHealth, Provider, ProviderAccount, WebhookVerdict } from '../../provider.ts';
import { ask, complaintOf, parse } from './ask.ts';
import { fetchCall, findByAttempt, listAgents } from './find.ts';
import { placeCall } from './place.ts';
import { freesLine, isOver, reportOfWebhook, spelled } from './report.ts';
import { Execution, Head, Me } from './wire.ts';

/**
 * The adapter of Bolna; credentials are `{ apiKey }`. Nothing of what it sends is signed: what proves a webhook is the
 * token in the address that is set at the agent, and an ending counts when a fetch confirms it.
 */
export function createBolnaProvider(): Provider {
  return {
    name: 'bolna',
    capabilities: {
      hasDisconnected: true,
      canFindByAttempt: true,
      canCancel: 'until_ringing',
      endingLagSeconds: 180,
      lookupsPerMinute: 500,
    },
    placeCall,
    cancelCall,
    fetchCall,
    findByAttempt,
    verifyWebhook: (_account, { body }) => ({ ok: true, trust: 'token', ...headOf(body) }),
    health,
    listAgents,
    parseWebhook: (body) => [reportOfWebhook(Execution.parse(parse(Buffer.from(body).toString())))],
  };
}

/** Only a call that still waits can be stopped; one that rings or talks goes on until the agent's own limit. */
async function cancelCall(account: ProviderAccount, providerCallId: string) {
  const answer = await ask(account, 'POST', `/call/${encodeURIComponent(providerCallId)}/stop`);
  if (answer.status === 200) return 'requested';
  if (answer.status === 404) return 'not_possible';
  if (answer.status !== 400 && answer.status !== 409 && answer.status !== 422)
    throw new Error(`Bolna answered ${answer.status} when asked to stop a call: ${complaintOf(answer)}`);
  const { status, body } = await ask(account, 'GET', `/executions/${encodeURIComponent(providerCallId)}`);
  const execution = Head.safeParse(parse(body)).data;
  return status === 200 && execution !== undefined && isOver(execution.status) ? 'already_over' : 'not_possible';
}

async function health(account: ProviderAccount): Promise<AccountHealth> {
  const answer = await ask(account, 'GET', '/user/me');
  const message = complaintOf(answer);
  if (answer.status === 401 || answer.status === 403) return { kind: 'refused', code: 'credentials_refused', message };
  if (answer.status !== 200) throw new Error(`Bolna answered ${answer.status}: ${message}`);
  const { wallet, concurrency } = Me.parse(parse(answer.body));
  return {
    kind: 'well',
    balance: typeof wallet === 'number' ? { cents: Math.floor(wallet), currency: 'USD' } : null,
    callsAtOnce: concurrency ? { used: concurrency.current, max: concurrency.max } : null,
  };
}

/** A status that is told again in the same words is a copy; what can't be read is still recognised when it comes again. */
function headOf(body: Uint8Array): Omit<Extract<WebhookVerdict, { ok: true }>, 'ok' | 'trust'> {
  const { data } = Head.safeParse(parse(Buffer.from(body).toString()));
  if (data === undefined) return { dedupeKey: createHash('sha256').update(body).digest('hex'), isUrgent: false };
  return {
    dedupeKey: `${data.id}:${spelled(data.status)}:${data.updated_at}`,
    isUrgent: freesLine(data.status),
  };
}
