import { startSimulator } from '#simulator/simulator.ts';
import { sign } from '#simulator/webhooks/native-letter.ts';
import type { WebhookRequest } from '#server/provider.ts';
import { accountAt } from '../support/asked.ts';
import { TestClock } from '../support/clock.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Carrier, Refusal } from './carrier.ts';
import { flipBit } from './flip-bit.ts';
import { startFront } from './front.ts';

const apiKey = 'a key of the test';
const header = 'x-simulator-signature';

const refusals: Refusal[] = [
  refusal(400, { then: 'fail_person' }),
  refusal(422, { then: 'fail_person' }),
  refusal(401, { then: 'pause_account' }),
  refusal(402, { then: 'pause_account' }),
  refusal(403, { then: 'pause_account' }),
  refusal(404, { then: 'pause_campaign' }),
  refusal(405, { then: 'pause_campaign' }),
  refusal(429, { then: 'requeue' }),
  {
    trouble: { kind: 'answer', status: 429, body: '{"code":"slow","message":"Slowly.","retryAfter":7}' },
    means: { then: 'requeue', retryAfterSeconds: 7 },
  },
  {
    trouble: { kind: 'answer', status: 429, body: '<html>', headers: { 'retry-after': '3' } },
    means: { then: 'requeue', code: 'http_429', retryAfterSeconds: 3 },
  },
  { trouble: { kind: 'answer', status: 400, body: '' }, means: { then: 'fail_person', code: 'http_400' } },
];

function refusal(status: number, means: Refusal['means']): Refusal {
  const body = JSON.stringify({ code: 'no', message: 'Not so.' });
  return { trouble: { kind: 'answer', status, body }, means: { ...means, code: 'no', message: 'Not so.' } };
}

/** The simulator as a carrier for the conformance suite. */
export async function startSimulatorCarrier(): Promise<Carrier> {
  const clock = new TestClock(new Date('2026-11-02T10:00:00Z'));
  const simulator = await startSimulator({ clock, settings: { setupSeconds: [1, 1], ringSeconds: [5, 5] } });
  const receiver = await startReceiver();
  const front = await startFront(simulator.url, ({ method, url }) => method === 'POST' && url === '/calls');
  const account = accountAt('simulator', {
    baseUrl: front.url,
    credentials: { apiKey },
    hookToken: receiver.url,
  });
  return {
    account,
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
    oddWebhook: (callId, reference) =>
      signed({ eventId: 'odd', callId, reference, status: 'levitating', at: clock.now() }, clock),
    tampered,
    staleAfterMs: 24 * 60 * 60 * 1000,
    close: async () => {
      await Promise.all([front.close(), receiver.close(), simulator.close()]);
    },
  };
}

function signed(content: unknown, clock: TestClock): WebhookRequest {
  const text = JSON.stringify(content);
  const at = clock.now();
  return { headers: { [header]: sign(text, apiKey, at.getTime()) }, body: Buffer.from(text), url: '/', at };
}

function tampered(request: WebhookRequest): WebhookRequest[] {
  const bodies = [0, 100, request.body.length - 1].map((place) => ({ ...request, body: flipBit(request.body, place) }));
  const signature = Buffer.from(request.headers[header] ?? '');
  const headers = [2, 10, 20, signature.length - 1].map((place) => ({
    ...request,
    headers: { ...request.headers, [header]: flipBit(signature, place).toString('latin1') },
  }));
  const { [header]: _, ...unsigned } = request.headers;
  return [...bodies, ...headers, { ...request, headers: unsigned }, { ...request, body: new Uint8Array() }];
}
