import type { IncomingMessage } from 'node:http';
import { carrierNamed } from '#simulator/carriers/carriers.ts';
import type { SettingsChange } from '#simulator/settings.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { storedHeaders } from '#server/dialer/receive.ts';
import { accountAt } from '../support/asked.ts';
import { TestClock } from '../support/clock.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Carrier, Refusal } from './carrier.ts';
import { startFront } from './front.ts';

const credentials = { accountSid: 'acme1', apiKey: 'a key of the test', apiToken: 'a token of the test' };

const refusals: Refusal[] = [
  refusal(400, 'Bad or missing From number', { then: 'fail_person' }),
  refusal(400, 'Invalid StreamUrl', { then: 'pause_campaign' }),
  refusal(400, 'CallerId is not one of your ExoPhones', { then: 'pause_campaign' }),
  refusal(400, 'Insufficient balance', { then: 'pause_account' }),
  refusal(401, 'Unauthorized', { then: 'pause_account' }),
  refusal(402, 'Payment Required', { then: 'pause_account' }),
  refusal(403, 'Forbidden', { then: 'fail_person' }),
  refusal(403, 'Calls to a number on NDNC are blocked', { then: 'fail_person' }),
  refusal(403, 'This number is registered for DND', { then: 'fail_person' }),
  refusal(403, 'Account suspended', { then: 'pause_account' }),
  refusal(403, 'AgentStream is not enabled', { then: 'pause_account' }),
  refusal(403, 'Concurrent call limit reached', { then: 'requeue' }),
  refusal(404, 'There is no such flow', { then: 'pause_campaign' }),
  refusal(405, 'Method not allowed', { then: 'pause_campaign' }),
  refusal(422, 'Not a phone number', { then: 'fail_person' }),
  refusal(429, 'Rate limit exceeded. Try again in 30 seconds.', { then: 'requeue' }),
  {
    trouble: {
      kind: 'answer',
      status: 429,
      body: '{"RestException":{"Status":429,"Message":"Slowly.","Code":"RATE_LIMIT_EXCEEDED"}}',
      headers: { 'retry-after': '30' },
    },
    means: { then: 'requeue', code: 'RATE_LIMIT_EXCEEDED', message: 'Slowly.', retryAfterSeconds: 30 },
  },
  { trouble: { kind: 'answer', status: 400, body: '<html>' }, means: { then: 'fail_person', code: 'http_400' } },
];

function refusal(status: number, message: string, means: Refusal['means']): Refusal {
  const body = JSON.stringify({ RestException: { Status: status, Message: message, Code: 34001 } });
  return { trouble: { kind: 'answer', status, body }, means: { ...means, code: '34001', message } };
}

/** Pretend Exotel as a carrier for the conformance suite. */
export async function startExotelCarrier(settings: SettingsChange = {}): Promise<Carrier> {
  const clock = new TestClock(new Date('2026-11-02T10:00:00Z'));
  const simulator = await startSimulator({
    clock,
    dialect: carrierNamed('exotel')(),
    settings: { setupSeconds: [1, 1], ringSeconds: [5, 5], ...settings },
  });
  const receiver = await startReceiver();
  const isCreate = ({ method, url }: IncomingMessage) =>
    method === 'POST' && url === '/v1/Accounts/acme1/Calls/connect.json';
  const front = await startFront(simulator.url, isCreate);
  return {
    account: accountAt('exotel', {
      baseUrl: front.url,
      credentials,
      hookToken: receiver.url,
    }),
    clock,
    refusals,
    agentId: 'wss://bot.example.com/media?sample-rate=8000',
    // It calls a call in progress from the moment it takes it, and says of the past only how long was talked.
    stages: [['initiated'], ['queued', 'ringing'], ['initiated'], ['queued', 'answered', 'ended']],
    echoesOurId: false,
    tellsConversation: false,
    listsOnlyWhatIsOver: true,
    isDeafToMachines: true,
    meet: front.meet,
    creates: front.creates,
    sent: front.exchanges,
    dropConnections: front.dropConnections,
    webhooks: () =>
      receiver.received
        .map((received) => ({ ...received, at: clock.now() }))
        .map((received) => ({ ...received, headers: storedHeaders(received) })),
    oddWebhook: (CallSid, CustomField) => ({
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({ CallSid, CustomField, Status: 'levitating', DateUpdated: '2026-11-20 15:31:20' }),
      ),
      url: '/',
      at: clock.now(),
    }),
    tampered: () => [],
    staleAfterMs: null,
    close: async () => {
      await Promise.all([front.close(), receiver.close(), simulator.close()]);
    },
  };
}
