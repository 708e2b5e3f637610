import { describe, expect, test } from 'vitest';
import { numberThat } from '#test/carriers/carrier.ts';
import { startExotelCarrier } from '#test/carriers/exotel.ts';
import { callId } from '#test/support/asked.ts';
import { account, exotel, formOf, request } from '#test/support/exotel.ts';
import { startReceiver } from '#test/support/receiver.ts';

describe('what is asked for', () => {
  test('a bot is called straight, and told whom it speaks to as far as its address has room', () => {
    const form = formOf();
    expect(form.get('StreamType')).toBe('bidirectional');
    const url = new URL(form.get('StreamUrl') ?? '');
    expect(url.origin + url.pathname).toBe('wss://bot.example.com/media');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      'sample-rate': '8000',
      call_id: callId,
      summary: 'name: Ann Lee, company: ABC',
      next_action: 'Book a visit',
      city: 'Pune',
    });
    expect(form.getAll('StatusCallbackEvents[]')).toEqual(['ringing', 'answered', 'terminal']);
    expect(form.has('Url')).toBe(false);
  });

  test.each(['926', 'http://my.exotel.com/acme1/exoml/start_voice/926'])(
    'a flow is run by its number or address: %s',
    (flow) => {
      const form = formOf({ providerAgentId: flow });
      expect(form.get('Url')).toBe('http://my.exotel.com/acme1/exoml/start_voice/926');
      expect(form.getAll('StatusCallbackEvents[]')).toEqual(['answered', 'terminal']);
      expect([form.get('CallType'), form.has('StreamUrl'), form.has('StreamType')]).toEqual(['trans', false, false]);
    },
  );

  test.each([
    { providerAgentId: null, code: 'no_agent' },
    { providerAgentId: 'agent-1', code: 'no_agent' },
    { providerAgentId: 'https://evil.example.com/exoml/start_voice/1', code: 'no_agent' },
    { providerAgentId: 'https://exotel.com.evil.example/exoml/start_voice/1', code: 'no_agent' },
    { providerAgentId: `wss://bot.example.com/${'a'.repeat(560)}`, code: 'long_address' },
    { from: null, code: 'no_number' },
  ])('nothing is posted for what Exotel can not do: $code $providerAgentId', async ({ code, ...changes }) => {
    const receiver = await startReceiver();
    const result = await exotel.placeCall({ ...account, baseUrl: receiver.url }, request(changes));
    expect(result).toMatchObject({ kind: 'rejected', then: 'pause_campaign', code });
    expect(receiver.received).toEqual([]);
    await receiver.close();
  });

  test.each(['x', 'é', '語', '🙂', '\ud83d'])(
    'fields keep their lengths whatever is told of a person: %s',
    (letter) => {
      const form = formOf({ userData: { summary: letter.repeat(700), notes: { deep: letter.repeat(40) } } });
      expect(Buffer.byteLength(form.get('CustomField') ?? '')).toBeLessThanOrEqual(128);
      expect(form.get('CustomField')?.split(' ')[0]).toBe(callId);
      expect(form.get('StreamUrl')?.length).toBeLessThan(600);
      expect(new URL(form.get('StreamUrl') ?? '').searchParams.get('call_id')).toBe(callId);
    },
  );

  test('an address is as long as Exotel takes, and not a character longer', async () => {
    const carrier = await startExotelCarrier();
    const wishes = { to: numberThat.answered, userData: { summary: 'x'.repeat(700) } };
    expect(await exotel.placeCall(carrier.account, request(wishes))).toMatchObject({ kind: 'accepted' });
    const [sent] = carrier.sent();
    if (sent === undefined) throw new Error('nothing was sent');
    const { method, url, body } = sent;
    const { authorization = '', 'content-type': type = '' } = sent.headers;
    expect(new URLSearchParams(body).get('StreamUrl')).toHaveLength(599);
    const longer = { method, headers: { authorization, 'content-type': type }, body: body.replace('x&', 'xx&') };
    expect((await fetch(carrier.account.baseUrl + url, longer)).status).toBe(400);
    await carrier.close();
  });

  test('a person has no say over the address of the bot', () => {
    const form = formOf({ userData: { 'sample-rate': '1', call_id: 'x', 'a&b=c#d': 'e&f#g' } });
    const { searchParams, hash } = new URL(form.get('StreamUrl') ?? '');
    expect([...searchParams]).toEqual([
      ['sample-rate', '8000'],
      ['call_id', callId],
      ['a&b=c#d', 'e&f#g'],
    ]);
    expect(hash).toBe('');
  });

  test.each([
    { ringSecondsMax: 45, talkSecondsMax: 600, asked: ['45', '600'] },
    { ringSecondsMax: 300, talkSecondsMax: 99_999, asked: ['60', '14400'] },
    { ringSecondsMax: 0.2, talkSecondsMax: 0, asked: ['1', '1'] },
  ])('ringing and talking are bounded at Exotel too: $asked', ({ asked, ...limits }) => {
    const form = formOf(limits);
    expect([form.get('TimeOut'), form.get('TimeLimit')]).toEqual(asked);
  });

  test('credentials travel in the header alone', async () => {
    const receiver = await startReceiver();
    await exotel.placeCall({ ...account, baseUrl: receiver.url }, request());
    const [sent] = receiver.received;
    if (sent === undefined) throw new Error('nothing was sent');
    const { url, headers, body } = sent;
    expect(url).toBe('/v1/Accounts/acme1/Calls/connect.json');
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('the-key:the-secret').toString('base64')}`);
    expect(url + body.toString()).not.toMatch(/the-key|the-secret/);
    await receiver.close();
  });
});

describe('an account', () => {
  test('is well while its key is good, and says what money it has', async () => {
    const carrier = await startExotelCarrier();
    const { account: there } = carrier;
    expect(await exotel.health?.(there)).toEqual({
      kind: 'well',
      balance: { cents: 154_375, currency: 'INR' },
      callsAtOnce: null,
    });
    const revoked = { ...there, credentials: { ...there.credentials, apiKey: 'revoked' } };
    expect(await exotel.health?.(revoked)).toEqual({ kind: 'refused', code: '401', message: 'Unauthorized' });
    await expect(exotel.health?.({ ...there, baseUrl: 'http://nowhere.invalid' })).rejects.toThrow("can't be asked");
    await carrier.close();
  });
});
