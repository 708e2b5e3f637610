import { carrierNamed } from '#simulator/carriers/carriers.ts';
import { sign } from '#simulator/carriers/twilio/callback.ts';
import type { SettingsChange } from '#simulator/settings.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { storedHeaders } from '#server/dialer/receive.ts';
import type { WebhookRequest } from '#server/provider.ts';
import { accountAt } from '../support/asked.ts';
import { TestClock } from '../support/clock.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Carrier, Refusal } from './carrier.ts';
import { flipBit } from './flip-bit.ts';
import { startFront } from './front.ts';

export const accountSid = 'AC00000000000000000000000000000001';
export const authToken = '0123456789abcdef0123456789abcdef';
const header = 'x-twilio-signature';

const refusals: Refusal[] = [
  refusal(400, 21211, { then: 'fail_person' }),
  refusal(400, 21215, { then: 'fail_person' }),
  refusal(400, 21216, { then: 'fail_person' }),
  refusal(400, 13227, { then: 'fail_person' }),
  refusal(400, 99999, { then: 'fail_person' }),
  refusal(400, 21210, { then: 'pause_campaign' }),
  refusal(400, 21212, { then: 'pause_campaign' }),
  refusal(400, 21219, { then: 'pause_campaign' }),
  refusal(400, 21205, { then: 'pause_campaign' }),
  refusal(404, 20404, { then: 'pause_campaign' }),
  refusal(401, 20003, { then: 'pause_account' }),
  refusal(403, 20005, { then: 'pause_account' }),
  refusal(400, 10001, { then: 'pause_account' }),
  refusal(402, 99999, { then: 'pause_account' }),
  refusal(400, 22005, { then: 'pause_account' }),
  refusal(400, 10004, { then: 'requeue' }),
  refusal(429, 20429, { then: 'requeue' }),
  {
    trouble: { kind: 'answer', status: 429, body: '<html>', headers: { 'retry-after': '3' } },
    means: { then: 'requeue', code: 'http_429', retryAfterSeconds: 3 },
  },
  { trouble: { kind: 'answer', status: 400, body: '' }, means: { then: 'fail_person', code: 'http_400' } },
];

function refusal(status: number, code: number, means: Refusal['means']): Refusal {
  const body = JSON.stringify({ code, message: 'Not so.', more_info: 'https://www.twilio.com/docs/errors', status });
  return {
    trouble: { kind: 'answer', status, body },
    means: { ...means, code: `twilio_${code}`, message: 'Not so.' },
  };
}

/** A pretend Twilio as a carrier for the conformance suite. */
export async function startTwilioCarrier(): Promise<Carrier> {
  const clock = new TestClock(new Date('2026-11-02T10:00:00Z'));
  const settings: SettingsChange = { setupSeconds: [1, 1], ringSeconds: [5, 5] };
  const simulator = await startSimulator({ clock, settings, dialect: carrierNamed('twilio')() });
  const receiver = await startReceiver();
  const front = await startFront(
    simulator.url,
    ({ method, url }) => method === 'POST' && url?.endsWith('/Calls.json') === true,
  );
  const account = accountAt('twilio', {
    baseUrl: front.url,
    credentials: { accountSid, authToken },
    hookToken: receiver.url,
  });
  const stored = (request: WebhookRequest): WebhookRequest => ({ ...request, headers: storedHeaders(request) });
  return {
    account,
    clock,
    refusals,
    agentId: 'wss://bot.example.com/media',
    echoesOurId: false,
    tellsConversation: false,
    meet: front.meet,
    creates: front.creates,
    sent: front.exchanges,
    dropConnections: front.dropConnections,
    webhooks: () => receiver.received.map((each) => stored({ ...each, url: receiver.url + each.url, at: clock.now() })),
    oddWebhook: (CallSid, callId) => {
      const url = `${receiver.url}/hooks/twilio/token?call=${callId}`;
      const form = { CallSid, CallStatus: 'levitating', SequenceNumber: '7', Timestamp: clock.now().toUTCString() };
      const headers = { [header]: sign(url, form, authToken) };
      return stored({ headers, body: Buffer.from(new URLSearchParams(form).toString()), url, at: clock.now() });
    },
    tampered,
    staleAfterMs: null,
    close: async () => {
      await Promise.all([front.close(), receiver.close(), simulator.close()]);
    },
  };
}

function tampered(request: WebhookRequest): WebhookRequest[] {
  const bodies = [0, 100, request.body.length - 1].map((place) => ({ ...request, body: flipBit(request.body, place) }));
  const signature = Buffer.from(request.headers[header] ?? '');
  const headers = [0, 10, signature.length - 1].map((place) => ({
    ...request,
    headers: { ...request.headers, [header]: flipBit(signature, place).toString('latin1') },
  }));
  const { [header]: _, ...unsigned } = request.headers;
  const elsewhere = { ...request, url: request.url.replace(/call=.*/, 'call=another') };
  return [...bodies, ...headers, elsewhere, { ...request, headers: unsigned }, { ...request, body: new Uint8Array() }];
}
