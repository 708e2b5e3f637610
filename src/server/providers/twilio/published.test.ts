import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Carrier } from '#test/carriers/carrier.ts';
import { hasContracts, readContract } from '#test/carriers/contracts.ts';
import { PublishedForms } from '#test/carriers/published-forms.ts';
import { startTwilioCarrier } from '#test/carriers/twilio.ts';
import { callId } from '#test/support/asked.ts';
import { request, twilio } from '#test/support/twilio.ts';
import type { PlaceRequest } from '../../provider.ts';

describe.skipIf(!hasContracts)('what is asked is what Twilio publishes', () => {
  const published = () => new PublishedForms(readContract('upstream/twilio/calls.openapi.json'));
  let carrier: Carrier;
  beforeEach(async () => {
    carrier = await startTwilioCarrier();
  });
  const order = (changes: Partial<PlaceRequest>) =>
    request({ callbackUrl: `${carrier.account.hookToken}/hooks/twilio/token`, ...changes });

  afterEach(() => carrier.close());

  test.each([
    'wss://bot.example.com/media',
    'relay:wss://bot.example.com/relay',
    'https://bot.example.com/twiml?voice=1',
    '<Response><Say>Hello</Say></Response>',
  ])('with the agent %s', async (providerAgentId) => {
    for (const voicemailMessage of [null, 'Please call us back.']) {
      const result = await twilio.placeCall(carrier.account, order({ providerAgentId, voicemailMessage }));
      if (result.kind !== 'accepted') throw new Error(JSON.stringify(result));
      await twilio.fetchCall(carrier.account, result.providerCallId);
      await twilio.cancelCall(carrier.account, result.providerCallId);
    }
    const { to, from } = order({});
    await twilio.findByAttempt(carrier.account, { callId, to, from, since: new Date(0) });
    expect(carrier.sent().length).toBeGreaterThan(6);
    const specification = published();
    for (const sent of carrier.sent()) expect(specification.faultsOf(sent)).toEqual([]);
  });

  test('and what the pretend Twilio answers is, too; a request that is wrong is noticed', async () => {
    await twilio.placeCall(carrier.account, order({}));
    await carrier.clock.advance(3_600_000);
    const [sent] = carrier.sent();
    if (sent === undefined) throw new Error('nothing was asked');
    const url = `${carrier.account.baseUrl}${sent.url}?To=${encodeURIComponent(order({}).to)}`;
    const listed = await fetch(url, { headers: { authorization: sent.headers['authorization'] ?? '' } });
    const { calls } = z.object({ calls: z.array(z.record(z.string(), z.unknown())) }).parse(await listed.json());
    expect(calls).toHaveLength(1);
    const specification = published();
    for (const call of calls) expect(specification.faultsOfAnswer('api.v2010.account.call', call)).toEqual([]);
    expect(specification.faultsOf({ ...sent, body: 'To=%2B1&Timeout=soon&Colour=red' })).toEqual([
      'From is missing',
      'Timeout (soon) is no whole number',
      'Colour is not known',
    ]);
  });
});
