import { openBolna } from '#simulator/carriers/bolna/bolna.ts';
import { startSimulator } from '#simulator/simulator.ts';
import type { WebhookRequest } from '#server/provider.ts';
import { accountAt } from '../support/asked.ts';
import { TestClock } from '../support/clock.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Carrier, Refusal } from './carrier.ts';
import { startFront } from './front.ts';

const refusals: Refusal[] = [
  refusal([422, { message: 'invalid phone number format' }], { then: 'fail_person', code: 'number_refused' }),
  refusal([400, { error: 400, message: 'recipient_phone_number is invalid' }], { then: 'fail_person' }),
  refusal([400, { error: 400, message: 'from_phone_number not owned by account' }], { then: 'pause_campaign' }),
  refusal([400, { message: 'Agent is not ready' }], { then: 'pause_campaign' }),
  refusal([400, { message: 'Insufficient wallet balance' }], { then: 'pause_account', code: 'balance_low' }),
  refusal([401, { error: 401, message: 'Access denied' }], { then: 'pause_account', message: 'Access denied' }),
  refusal([402, { message: 'Pay first' }], { then: 'pause_account' }),
  refusal([403, { detail: 'Invalid API key' }], { then: 'pause_account', message: 'Invalid API key' }),
  refusal([404, { message: 'Agent not found' }], { then: 'pause_campaign', code: 'agent_not_found' }),
  refusal([405, { error: 'Method not allowed' }], { then: 'pause_campaign', message: 'Method not allowed' }),
  {
    trouble: { kind: 'answer', status: 429, body: '{"message":"Too Many Requests"}', headers: { 'retry-after': '5' } },
    means: { then: 'requeue', retryAfterSeconds: 5 },
  },
  { trouble: { kind: 'answer', status: 400, body: '' }, means: { then: 'fail_person' } },
];

function refusal([status, body]: [number, object], means: Refusal['means']): Refusal {
  return { trouble: { kind: 'answer', status, body: JSON.stringify(body) }, means };
}

/** The pretend Bolna as a carrier for the conformance suite. */
export async function startBolnaCarrier(): Promise<Carrier> {
  const clock = new TestClock(new Date('2026-11-02T10:00:00Z'));
  const receiver = await startReceiver();
  const simulator = await startSimulator({
    clock,
    dialect: openBolna([
      { id: 'agent-2', name: 'Another', webhookUrl: receiver.url },
      { id: 'agent-1', name: 'Ours', webhookUrl: receiver.url },
    ]),
    // It stays stoppable until it rings.
    settings: { announceQueued: true, announceDialling: false, setupSeconds: [1, 1], ringSeconds: [5, 5] },
  });
  const front = await startFront(simulator.url, ({ method, url }) => method === 'POST' && url === '/call');
  return {
    account: accountAt('bolna', {
      baseUrl: front.url,
      credentials: { apiKey: 'a key of the test' },
      hookToken: 'token',
    }),
    clock,
    refusals,
    agentId: 'agent-1',
    echoesOurId: true,
    tellsConversation: true,
    meet: front.meet,
    creates: front.creates,
    sent: front.exchanges,
    dropConnections: front.dropConnections,
    webhooks: () => receiver.received.map((received) => ({ ...received, at: clock.now() })),
    oddWebhook: (providerCallId, callId) => odd(clock.now(), { providerCallId, callId }),
    tampered: () => [],
    staleAfterMs: null,
    close: async () => {
      await Promise.all([front.close(), receiver.close(), simulator.close()]);
    },
  };
}

function odd(at: Date, { providerCallId, callId }: { providerCallId: string; callId: string }): WebhookRequest {
  const body = JSON.stringify({
    id: providerCallId,
    status: 'levitating',
    created_at: at.toISOString(),
    context_details: { recipient_data: { attempt_id: callId } },
  });
  return { headers: {}, body: Buffer.from(body), url: '/', at };
}
