import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Carrier } from '#test/carriers/carrier.ts';
import { startTwilioCarrier } from '#test/carriers/twilio.ts';
import { callId } from '#test/support/asked.ts';
import { account, request, twilio } from '#test/support/twilio.ts';
import type { PlaceRequest } from '../../provider.ts';
import { health } from './health.ts';

describe('an order', () => {
  let carrier: Carrier;
  beforeEach(async () => {
    carrier = await startTwilioCarrier();
  });
  afterEach(() => carrier.close());

  async function formOf(changes: Partial<PlaceRequest>): Promise<URLSearchParams> {
    await twilio.placeCall(carrier.account, request(changes));
    return new URLSearchParams(carrier.sent().at(-1)?.body);
  }

  test('carries our id back in the address of every callback, and asks for all of them', async () => {
    const form = await formOf({});
    const callback = `${request().callbackUrl}?call=${callId}#rc=3&rp=ct,rt,5xx`;
    expect(form.get('StatusCallback')).toBe(callback);
    expect(form.get('AsyncAmdStatusCallback')).toBe(callback);
    expect(form.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed']);
    expect([form.get('Timeout'), form.get('TimeLimit')]).toEqual(['30', '600']);
    expect([form.get('MachineDetection'), form.get('AsyncAmd')]).toEqual(['Enable', 'true']);
    expect((await formOf({ voicemailMessage: 'Call us.' })).get('MachineDetection')).toBe('DetectMessageEnd');
  });

  test('tells a stream and a relay of the person, as XML whatever the person is called', async () => {
    const userData = { summary: 'name: Ann "Lee" & Söhne <x>', next_action: 'Say hello', visits: 3 };
    const told = [
      `<Parameter name="call_id" value="${callId}"/>`,
      '<Parameter name="summary" value="name: Ann &quot;Lee&quot; &amp; Söhne &lt;x&gt;"/>',
      '<Parameter name="next_action" value="Say hello"/>',
      '<Parameter name="visits" value="3"/>',
    ].join('');
    const stream = `<Stream url="wss://bot.example.com/media">${told}</Stream>`;
    expect((await formOf({ userData })).get('Twiml')).toBe(`<Response><Connect>${stream}</Connect></Response>`);
    const relay = await formOf({ providerAgentId: 'relay:wss://bot.example.com/r?a=1&b=2', userData: {} });
    expect(relay.get('Twiml')).toContain('<ConversationRelay url="wss://bot.example.com/r?a=1&amp;b=2"><Parameter');
  });

  test('never makes TwiML longer than Twilio takes, and keeps our id in it', async () => {
    const long = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`field_${index}`, '&😀'.repeat(400)]));
    const markup = (await formOf({ userData: { ...long, '\u0000': 'nul' } })).get('Twiml') ?? '';
    expect(markup.length).toBeLessThanOrEqual(4000);
    expect(markup).toContain(callId);
    expect(markup).toMatch(
      /^<Response><Connect><Stream url="[^"]+">(<Parameter name="[^"]*" value="[^"]*"\/>)+<\/Stream>/,
    );
    expect(markup.isWellFormed()).toBe(true);
  });

  test.each([
    { providerAgentId: null, code: 'no_agent' },
    { providerAgentId: 'AP00000000000000000000000000000001', code: 'no_agent' },
    { providerAgentId: 'ws://in-the-clear.example.com', code: 'no_agent' },
    { providerAgentId: `<Response>${'x'.repeat(4000)}</Response>`, code: 'no_agent' },
    { providerAgentId: 'wss://bot.example.com/media', from: null, code: 'no_number' },
  ])('that can only fail is not posted: $code for $providerAgentId', async ({ code, ...changes }) => {
    const result = await twilio.placeCall(carrier.account, request(changes));
    expect(result).toMatchObject({ kind: 'rejected', then: 'pause_campaign', code });
    expect(carrier.creates()).toBe(0);
  });

  test('is placed with an API key where there is one', async () => {
    const credentials = { ...carrier.account.credentials, apiKeySid: 'SK1', apiKeySecret: 'secret' };
    await twilio.placeCall({ ...carrier.account, credentials }, request());
    expect(carrier.sent()[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('SK1:secret').toString('base64')}`);
  });

  test('an account tells how it stands', async () => {
    const balance = { cents: 10_000, currency: 'USD' };
    expect(await health(carrier.account)).toEqual({ kind: 'well', balance, callsAtOnce: null });
    const revoked = { ...carrier.account, credentials: { ...carrier.account.credentials, authToken: 'revoked' } };
    expect(await health(revoked)).toEqual({ kind: 'refused', code: 'twilio_20003', message: 'Authenticate' });
    await expect(health(account)).rejects.toThrow("can't be asked");
  });
});
