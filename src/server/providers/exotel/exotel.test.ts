import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFact } from '#domain/call.ts';
import type { CallProgress } from '#domain/call.ts';
import { startExotelCarrier } from '#test/carriers/exotel.ts';
import { startReceiver } from '#test/support/receiver.ts';
import type { PlaceRequest, ProviderAccount, WebhookRequest } from '../../provider.ts';
import { createExotelProvider } from './exotel.ts';
import { orderFor } from './order.ts';

const contracts = new URL('../../../../../shared/contracts/', import.meta.url).pathname;
/** Skipped by name where the contract data does not lie beside the project. */
const withContracts = describe.skipIf(!existsSync(contracts));
const contract = (path: string): unknown => JSON.parse(readFileSync(contracts + path, 'utf8'));

const exotel = createExotelProvider();
const callId = '01930000-0000-7000-8000-00000000000c';

const account: ProviderAccount = {
  workspaceId: '01930000-0000-7000-8000-000000000001',
  id: '01930000-0000-7000-8000-000000000002',
  provider: 'exotel',
  baseUrl: 'https://api.in.exotel.com',
  credentials: { accountSid: 'acme1', apiKey: 'key', apiToken: 'token' },
  hookToken: 'tok',
};

function request(changes: Partial<PlaceRequest> = {}): PlaceRequest {
  return {
    callId,
    to: '+919876543210',
    from: '08000000001',
    providerAgentId: 'wss://bot.example.com/media?sample-rate=8000',
    userData: { city: 'Pune', summary: 'name: Ann Lee, company: ABC', next_action: 'Book a visit' },
    ringSecondsMax: 40,
    talkSecondsMax: 600,
    voicemailMessage: null,
    callbackUrl: 'https://dialer.example.com/hooks/exotel/tok',
    timeoutMs: 5000,
    ...changes,
  };
}

function formOf(changes?: Partial<PlaceRequest>): URLSearchParams {
  const order = orderFor(account, request(changes));
  if (order.kind === 'impossible') throw new Error(order.message);
  return order.form;
}

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
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('key:token').toString('base64')}`);
    expect(url + body.toString()).not.toMatch(/key:|token/);
    await receiver.close();
  });
});

const boundary = 'a-boundary';

function multipart(form: Record<string, string>): string {
  const parts = Object.entries(form).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}

type Sent = { headers: Record<string, string>; body: Buffer };

const asJson = (content: unknown): Sent => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(content)),
});
const asForm = (form: Record<string, string>): Sent => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from(new URLSearchParams(form).toString()),
});
const asParts = (form: Record<string, string>): Sent => ({
  headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  body: Buffer.from(multipart(form)),
});

const Case = z.object({
  name: z.string(),
  form: z.record(z.string(), z.string()).optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  expect: z.object({
    event: z.string().optional(),
    terminal: z.boolean().optional(),
    durationSec: z.number().optional(),
    correlation: z.string().optional(),
    duplicate: z.boolean().optional(),
  }),
});

const callbacks = () =>
  z.object({ cases: z.array(Case) }).parse(contract('fixtures/exotel/status-callback.examples.json')).cases;
const sentAs = ({ form, body }: z.infer<typeof Case>): Sent[] =>
  form ? [asForm(form), asParts(form)] : [asJson(body)];
const factsIn = ({ body, headers }: Sent) => exotel.parseWebhook(body, headers).flatMap(({ facts }) => facts);
const verify = (sent: Sent) => {
  const verdict = exotel.verifyWebhook(account, { ...sent, url: '/', at: new Date(0) } satisfies WebhookRequest);
  if (!verdict.ok) throw new Error('refused');
  return verdict;
};

const endings: Record<string, string> = {
  completed: 'answered',
  'no-answer': 'no_answer',
  busy: 'busy',
  failed: 'failed',
  canceled: 'cancelled',
  voicemail: 'voicemail',
};

const unheard: CallProgress = {
  status: 'placing',
  placedAt: null,
  ringingAt: null,
  answeredAt: null,
  disconnectedAt: null,
  endedAt: null,
  disposition: null,
};

function orders<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

const told = { CallSid: 'abc', DateUpdated: '2026-11-20 15:30:09', CustomField: `${callId} name: Ann Lee` };
const ringing = asJson({ ...told, EventType: 'ringing', Status: 'ringing', DateUpdated: '2026-11-20 15:30:01' });
const answered = asJson({ ...told, EventType: 'answered', Status: 'in-progress' });

const httpFixture = 'fixtures/exotel/http.examples.json';
const Exchanged = z.object({ response: z.object({ status: z.number(), body: z.unknown() }) });
const Create = z.object({
  name: z.string(),
  request: z.object({ form: z.array(z.tuple([z.string(), z.string()])) }).optional(),
  response: z.object({
    status: z.number().default(0),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
    timeout: z.boolean().optional(),
  }),
  expect: z.object({ action: z.string() }).optional(),
});
const creates = () => z.object({ createCall: z.array(Create) }).parse(contract(httpFixture)).createCall;

const meaning: Record<string, object> = {
  accepted: { kind: 'accepted', providerCallId: '80bfbec2d78bbbf10fb851f4fa165211' },
  requeue: { kind: 'rejected', then: 'requeue', code: 'RATE_LIMIT_EXCEEDED', retryAfterSeconds: 30 },
  'pause-provider': { kind: 'rejected', then: 'pause_account' },
  'fail-attempt': { kind: 'rejected', then: 'fail_person' },
  'reconcile-before-retry': { kind: 'ambiguous' },
};

withContracts('the contract data', () => {
  test('every callback means what it should, in each of its forms', () => {
    for (const each of callbacks().filter((one) => one.expect.event !== undefined)) {
      for (const sent of sentAs(each)) {
        const { event = '', terminal, durationSec, correlation } = each.expect;
        const [fact] = factsIn(sent);
        const told = fact?.kind === 'ended' ? fact.disposition : fact?.kind;
        expect([each.name, told]).toEqual([each.name, endings[event] ?? event]);
        expect([each.name, fact?.kind === 'ended', verify(sent).isUrgent]).toEqual([each.name, terminal, terminal]);
        if (durationSec !== undefined) expect(fact?.details?.talkSeconds).toBe(durationSec);
        if (correlation !== undefined)
          expect(exotel.parseWebhook(sent.body, sent.headers)[0]?.callId).toBe(correlation);
      }
    }
  });

  test('a copy is known for one, and nothing else is', () => {
    const cases = callbacks();
    const keyOf = (each: z.infer<typeof Case>) => sentAs(each).map((sent) => verify(sent).dedupeKey)[0];
    const copy = cases.find((each) => each.expect.duplicate === true);
    const original = cases.find((each) => each.name === 'terminal completed, JSON');
    if (copy === undefined || original === undefined) throw new Error('the data has changed');
    expect(keyOf(copy)).toBe(keyOf(original));
    const others = cases.filter((each) => each.expect.duplicate !== true).map(keyOf);
    expect(new Set(others).size).toBe(others.length);
  });

  test('callbacks in any order, with copies, come to the same call', () => {
    const sequences = callbacks()
      .filter(({ expect: { terminal } }) => terminal === true)
      .map((ending) => [ringing, answered, ...sentAs(ending).slice(0, 1)]);
    for (const sequence of sequences) {
      const inOrder = sequence.flatMap(factsIn).reduce(applyFact, unheard);
      expect(inOrder.status).toBe('ended');
      for (const order of orders(sequence)) {
        const withCopies = order.flatMap((sent, index) => [sent, ...order.slice(0, index + 1)]);
        const { placedAt, ...reached } = withCopies.flatMap(factsIn).reduce(applyFact, unheard);
        expect(placedAt).not.toBeNull();
        expect(inOrder).toMatchObject(reached);
      }
    }
  });

  test('every answer to a create-call means what it should', async () => {
    for (const { name, response, expect: expected } of creates()) {
      const carrier = await startExotelCarrier();
      const body = JSON.stringify(response.body ?? {});
      carrier.meet(
        response.timeout === true
          ? { kind: 'silence' }
          : { kind: 'answer', status: response.status, body, headers: response.headers ?? {} },
      );
      const result = await exotel.placeCall(
        carrier.account,
        request({ timeoutMs: response.timeout === true ? 50 : 5000 }),
      );
      expect([name, result]).toEqual([name, expect.objectContaining(meaning[expected?.action ?? 'accepted'] ?? {})]);
      expect(carrier.creates()).toBe(1);
      await carrier.close();
    }
  });

  test('what the examples ask for is what is asked for', () => {
    const [bot, flow] = creates().map(({ request: asked }) => new URLSearchParams(asked?.form));
    const ours = [formOf(), formOf({ providerAgentId: flow?.get('Url') ?? null })];
    for (const [index, example] of [bot, flow].entries()) {
      for (const name of [
        'From',
        'CallerId',
        'StreamType',
        'Url',
        'CallType',
        'TimeLimit',
        'StatusCallbackContentType',
      ]) {
        if (example?.has(name)) expect([name, ours[index]?.get(name)]).toEqual([name, example.get(name)]);
      }
    }
    expect(ours[1]?.get('TimeOut')).toBe('40');
  });

  test('a call that was asked about, and the list, mean what they should', async () => {
    const { fetch, reconcile } = z.object({ fetch: Exchanged, reconcile: Exchanged }).parse(contract(httpFixture));
    const receiver = await startReceiver();
    const there = { ...account, baseUrl: receiver.url };
    receiver.answerWith(200, JSON.stringify(fetch.response.body));
    const sid = '80bfbec2d78bbbf10fb851f4fa165211';
    expect(await exotel.fetchCall(there, sid)).toEqual({
      providerCallId: sid,
      callId: null,
      facts: [
        { kind: 'queued', at: new Date('2026-11-20T10:00:00Z') },
        { kind: 'answered', at: new Date('2026-11-20T10:00:09Z') },
        {
          kind: 'ended',
          disposition: 'answered',
          at: new Date('2026-11-20T10:01:17Z'),
          details: { talkSeconds: 68, recordingUrl: 'https://recordings.example.com/abc.mp3', costCents: 150 },
        },
      ],
    });
    receiver.answerWith(200, JSON.stringify(reconcile.response.body));
    const attempt = { callId, to: '+919876543210', from: '08000000001', since: new Date('2026-11-20T09:59:00Z') };
    expect(await exotel.findByAttempt(there, attempt)).toMatchObject([
      { providerCallId: sid, facts: [{ kind: 'initiated' }] },
    ]);
    for (const other of [
      { to: '+919876543211' },
      { from: '08000000002' },
      { since: new Date('2026-11-20T10:00:02Z') },
    ]) {
      await expect(exotel.findByAttempt(there, { ...attempt, ...other })).rejects.toThrow('only when they are over');
    }
    const asked = receiver.received.map(({ url }) => decodeURIComponent(url).replaceAll('+', ' '));
    expect(asked[0]).toBe(`/v1/Accounts/acme1/Calls/${sid}.json?details=true`);
    expect(asked[1]).toContain('DateCreated=gte:2026-11-20 15:29:00;lte:2026-11-20 15:34:00');
    await receiver.close();
  });

  test('what is sent and what pretend Exotel answers is as the specification says', async () => {
    const spec = contract('upstream/exotel/connect-voice-ai.openapi.json');
    const schema = (name: string) => schemaNamed(spec, name);
    const shaped = (form: URLSearchParams) => ({
      ...Object.fromEntries(form),
      TimeLimit: Number(form.get('TimeLimit')),
      TimeOut: Number(form.get('TimeOut')),
      StatusCallbackEvents: form.getAll('StatusCallbackEvents[]'),
    });
    schema('ConnectVoiceAIRequest').parse(shaped(formOf()));
    schema('ConnectVoiceAIWithFlowRequest').parse(shaped(formOf({ providerAgentId: '926' })));
    expect(schema('ConnectVoiceAIRequest').safeParse(shaped(formOf({ providerAgentId: '926' }))).success).toBe(false);
    expect(schema('ConnectVoiceAIWithFlowRequest').safeParse(shaped(formOf())).success).toBe(false);
    const carrier = await startExotelCarrier();
    const ask = async (form: URLSearchParams) => {
      const { accountSid, apiKey, apiToken } = carrier.account.credentials;
      const authorization = `Basic ${Buffer.from(`${apiKey}:${apiToken}`).toString('base64')}`;
      const url = `${carrier.account.baseUrl}/v1/Accounts/${accountSid}/Calls/connect.json`;
      const response = await fetch(url, { method: 'POST', headers: { authorization }, body: form });
      return { status: response.status, content: await response.json() };
    };
    const callbackUrl = `${carrier.account.hookToken}/hooks/exotel/tok`;
    const taken = await ask(formOf({ to: '+12025550150', callbackUrl }));
    expect(taken.status).toBe(200);
    schema('ConnectCallResponse').parse(taken.content);
    const refused = await ask(new URLSearchParams({ From: '+12025550150' }));
    expect(refused.status).toBe(400);
    schema('ErrorResponse').parse(refused.content);
    await carrier.close();
  });
});

function schemaNamed(spec: unknown, name: string): z.ZodType {
  const { components } = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) }).parse(spec);
  const text = JSON.stringify({ $defs: components.schemas, $ref: `#/components/schemas/${name}` });
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}

describe('callbacks', () => {
  const ending = { ...told, EventType: 'terminal', Status: 'completed', EndTime: '2026-11-20 15:31:17' };

  test.each([
    { what: { Status: 'completed' }, facts: [{ kind: 'ended', disposition: 'answered' }] },
    { what: { Status: ' Completed ' }, facts: [{ kind: 'ended', disposition: 'answered' }] },
    { what: { Status: 'no_answer' }, facts: [{ kind: 'ended', disposition: 'no_answer' }] },
    { what: { Status: 'canceled' }, facts: [{ kind: 'ended', disposition: 'cancelled' }] },
    { what: { Status: 'in-progress', EventType: undefined }, facts: [{ kind: 'initiated' }] },
    { what: { Status: 'queued', EventType: undefined }, facts: [{ kind: 'queued' }] },
    { what: { Status: 'ringing', EventType: undefined }, facts: [{ kind: 'ringing' }] },
    { what: { Status: 'in-progress', EventType: 'answered' }, facts: [{ kind: 'answered' }] },
    { what: { Status: 'levitating' }, facts: [] },
    {
      what: { Legs: [null, { AnsweredBy: 'MACHINE' }] },
      facts: [{ kind: 'ended', disposition: 'voicemail' }, { kind: 'disconnected' }],
    },
    { what: { Status: 'busy', Legs: [{ AnsweredBy: 'Machine' }] }, facts: [{ kind: 'ended', disposition: 'busy' }] },
    {
      what: { Legs: null, ConversationDuration: 'x', RecordingUrl: '' },
      facts: [{ kind: 'ended', disposition: 'answered' }],
    },
  ])('$what', ({ what, facts }) => {
    expect(factsIn(asJson({ ...ending, ...what }))).toMatchObject(facts);
  });

  test('a direct call, which has no second leg, was talked on for as long as its first', () => {
    const [fact] = factsIn(asJson({ ...ending, ConversationDuration: 0, Legs: [{ OnCallDuration: '41' }] }));
    expect(fact?.details?.talkSeconds).toBe(41);
  });

  test('our id comes back in the address where the body has none', () => {
    const { body, headers } = asJson({ ...ending, CustomField: undefined });
    expect(exotel.parseWebhook(body, { ...headers, ':query': `call_id=${callId}` })[0]?.callId).toBe(callId);
    expect(exotel.parseWebhook(body, headers)[0]?.callId).toBeNull();
  });

  test('an ending without an instant of its own takes that of its callback, or when that came', () => {
    const [fact] = factsIn(asJson({ ...ending, EndTime: '1970-01-01 05:30:00' }));
    expect(fact?.at).toEqual(new Date('2026-11-20T10:00:09Z'));
    const dateless = asJson({ ...ending, EndTime: null, DateUpdated: 'soon' });
    expect(() => factsIn(dateless)).toThrow('nothing of when');
    const headers = { ...dateless.headers, ':received': '2026-11-20T10:02:00.000Z' };
    expect(factsIn({ ...dateless, headers })[0]?.at).toEqual(new Date('2026-11-20T10:02:00Z'));
  });

  test('what nobody can read is kept all the same, and frees nothing', () => {
    for (const body of ['', '{', '[]', 'CallSid=', '\u0000', '--x\r\n']) {
      const sent = { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: Buffer.from(body) };
      expect(verify(sent)).toMatchObject({
        trust: 'token',
        isUrgent: false,
        dedupeKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(() => factsIn(sent)).toThrow();
    }
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
