import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFact, judged } from '#domain/call.ts';
import type { CallDetails, CallFact, CallProgress } from '#domain/call.ts';
import type { Carrier } from '#test/carriers/carrier.ts';
import { hasContracts, readContract } from '#test/carriers/contracts.ts';
import { PublishedForms } from '#test/carriers/published-forms.ts';
import { authToken, startTwilioCarrier } from '#test/carriers/twilio.ts';
import { listenLocally } from '#test/support/listen.ts';
import type { PlaceRequest, ProviderAccount, Refusal } from '../../provider.ts';
import { health } from './health.ts';
import { createTwilioProvider } from './twilio.ts';

const adapter = createTwilioProvider();
const callId = '01930000-0000-7000-8000-00000000000c';
const headers = { ':query': `call=${callId}`, ':received': '2026-11-20T10:00:07.000Z' };

const request: PlaceRequest = {
  callId,
  to: '+12025550150',
  from: '+12025550100',
  providerAgentId: 'wss://bot.example.com/media',
  userData: { summary: 'name: Ann "Lee" & Söhne <x>', next_action: 'Say hello', visits: 3 },
  voicemailMessage: null,
  ringSecondsMax: 30,
  talkSecondsMax: 600,
  callbackUrl: 'https://dialer.example.com/hooks/twilio/token',
  timeoutMs: 5000,
};

const account: ProviderAccount = {
  workspaceId: '01930000-0000-7000-8000-000000000001',
  id: '01930000-0000-7000-8000-000000000002',
  provider: 'twilio',
  baseUrl: 'http://127.0.0.1:1',
  credentials: { accountSid: 'AC00000000000000000000000000000001', authToken },
  hookToken: 'token',
};

function factsOf(form: Record<string, string>): CallFact[] {
  return adapter
    .parseWebhook(Buffer.from(new URLSearchParams(form).toString()), headers)
    .flatMap((report) => report.facts);
}

type Standing = CallProgress & { details: CallDetails };

const unheard: Standing = {
  status: 'placing',
  placedAt: null,
  ringingAt: null,
  answeredAt: null,
  disconnectedAt: null,
  endedAt: null,
  disposition: null,
  details: {},
};

/** As the ledger applies what it is told. */
function hear(call: Standing, fact: CallFact): Standing {
  const said = Object.entries(fact.details ?? {}).filter(([, value]) => value !== undefined);
  const details = { ...call.details, ...Object.fromEntries(said) };
  const next = applyFact(call, fact);
  return { ...next, disposition: judged(next.disposition, details), details };
}

const Form = z.record(z.string(), z.string());
const Expected = z.object({
  event: z.string().optional(),
  terminal: z.boolean().optional(),
  answeredBy: z.string().optional(),
  durationSec: z.number().optional(),
  ignored: z.boolean().optional(),
});
const Cases = z.array(z.object({ name: z.string(), form: Form, after: z.string().optional(), expect: Expected }));
const Callbacks = z.object({ cases: Cases, asyncAmd: Cases });
const Vectors = z.object({
  twilio: z.object({
    vectors: z.array(
      z.object({
        name: z.string(),
        authToken: z.string(),
        url: z.string(),
        params: Form,
        rawBody: z.string().optional(),
        signature: z.string(),
        valid: z.boolean(),
      }),
    ),
  }),
});
const Exchanges = z.object({
  createCall: z.array(
    z.object({
      name: z.string(),
      response: z.object({ status: z.number().optional(), body: z.unknown().optional() }),
      expect: z.object({ action: z.string() }).optional(),
    }),
  ),
  fetch: z.object({ response: z.object({ body: z.unknown() }) }),
  reconcile: z.object({ response: z.object({ body: z.unknown() }) }),
});
const Codes = z.object({ codes: z.array(z.object({ code: z.number(), action: z.string() })) });
const Matrix = z.object({ generic: z.record(z.string(), z.string()) });
const StatusMap = z.object({ twilio: z.record(z.string(), z.tuple([z.string(), z.number(), z.number()])) });

/** What the contract calls an event, as a fact of ours. */
const factFor: Readonly<Record<string, Partial<CallFact>>> = {
  queued: { kind: 'queued' },
  initiated: { kind: 'initiated' },
  ringing: { kind: 'ringing' },
  answered: { kind: 'answered' },
  completed: { kind: 'ended', disposition: 'answered' },
  voicemail: { kind: 'ended', disposition: 'voicemail' },
  busy: { kind: 'ended', disposition: 'busy' },
  'no-answer': { kind: 'ended', disposition: 'no_answer' },
  failed: { kind: 'ended', disposition: 'failed' },
  canceled: { kind: 'ended', disposition: 'cancelled' },
};

const actionFor: Readonly<Record<string, Refusal | 'ambiguous'>> = {
  requeue: 'requeue',
  'fail-attempt': 'fail_person',
  'fail-campaign-config': 'pause_campaign',
  'pause-provider': 'pause_account',
  'reconcile-before-retry': 'ambiguous',
};

describe.skipIf(!hasContracts)('the contract data beside the project', () => {
  const fixtures = <T>(shape: z.ZodType<T>, path: string) => shape.parse(hasContracts ? readContract(path) : null);
  const none = { cases: [], asyncAmd: [] };
  const callbacks = hasContracts ? fixtures(Callbacks, 'fixtures/twilio/status-callback.examples.json') : none;

  test.each(callbacks.cases)('a status callback means what it should: $name', ({ form, after, expect: expected }) => {
    const facts = factsOf(form);
    if (expected.event === undefined) return expect(facts).toEqual([]);
    expect(facts).toMatchObject([factFor[expected.event] ?? {}]);
    expect(facts[0]?.kind === 'ended').toBe(expected.terminal ?? false);
    if (expected.durationSec !== undefined) expect(facts[0]?.details?.talkSeconds).toBe(expected.durationSec);
    const verdict = facts[0]?.details?.extracted?.['answered_by'] ?? 'unknown';
    if (expected.answeredBy !== undefined) expect(verdict).toBe(expected.answeredBy);
    if (after === undefined) return;
    const ended = hear(unheard, { kind: 'ended', disposition: 'answered', at: new Date(0) });
    expect(facts.reduce(hear, ended)).toMatchObject({ status: 'ended', disposition: 'answered' });
  });

  test.each(callbacks.asyncAmd)('a machine detection means what it should: $name', ({ form, expect: expected }) => {
    const [fact] = factsOf(form);
    expect(fact?.details?.extracted).toEqual({ answered_by: expected.answeredBy });
    const isMachine = expected.answeredBy === 'machine';
    const ending: CallFact = { kind: 'ended', disposition: 'answered', at: new Date('2026-11-20T10:01:00Z') };
    if (fact === undefined) throw new Error('nothing was said');
    for (const order of [
      [fact, ending],
      [ending, fact],
    ]) {
      expect(order.reduce(hear, unheard).disposition).toBe(isMachine ? 'voicemail' : 'answered');
    }
    expect(hear(unheard, fact).status).toBe('placed');
  });

  test('every status means what the map says', () => {
    const { twilio } = fixtures(StatusMap, 'fixtures/status-map.json');
    for (const [status, [event, isTerminal]] of Object.entries(twilio)) {
      const form = {
        CallSid: 'CA1',
        CallStatus: status,
        SequenceNumber: '1',
        Timestamp: 'Fri, 20 Nov 2026 10:00:00 +0000',
      };
      const [fact] = factsOf(form);
      expect(fact).toMatchObject(factFor[event.split('|')[0] ?? ''] ?? {});
      expect(fact?.kind === 'ended').toBe(isTerminal === 1);
      if (event.includes('voicemail'))
        expect(factsOf({ ...form, AnsweredBy: 'fax' })).toMatchObject([{ kind: 'ended', disposition: 'voicemail' }]);
    }
  });

  const { vectors } = hasContracts
    ? fixtures(Vectors, 'fixtures/webhook-signature-vectors.json').twilio
    : { vectors: [] };

  test.each(vectors)(
    'a signature is taken or refused: $name',
    ({ url, params, rawBody, signature, valid, ...vector }) => {
      const body = Buffer.from(rawBody ?? new URLSearchParams(params).toString());
      const webhook = { url, body, headers: { 'x-twilio-signature': signature }, at: new Date(0) };
      const owner = { ...account, credentials: { ...account.credentials, authToken: vector.authToken } };
      expect(adapter.verifyWebhook(owner, webhook).ok).toBe(valid);
      if (rawBody === undefined) return;
      expect(adapter.verifyWebhook(owner, { ...webhook, body: Buffer.from(`${rawBody} `) }).ok).toBe(false);
    },
  );

  test('every answer to a create-call, every code and every status gives its action', async () => {
    const { createCall } = fixtures(Exchanges, 'fixtures/twilio/http.examples.json');
    const answers = createCall.flatMap(({ response, expect: expected }) =>
      response.status === undefined
        ? []
        : [{ status: response.status, body: JSON.stringify(response.body), then: actionFor[expected?.action ?? ''] }],
    );
    const { codes } = fixtures(Codes, 'fixtures/twilio/error-codes.json');
    for (const { code, action } of codes) {
      const then = actionFor[action];
      const status = then === 'ambiguous' ? 500 : 400;
      if (then !== undefined) answers.push({ status, body: JSON.stringify({ code, message: 'No.', status }), then });
    }
    const { generic } = fixtures(Matrix, 'fixtures/create-retry-matrix.json');
    for (const [status, action] of Object.entries(generic)) {
      const then = actionFor[action.split(' ')[0] ?? ''];
      if (/^\d+$/.test(status)) answers.push({ status: Number(status), body: '{}', then });
    }
    await withAnswers(answers, async (owner) => {
      for (const { then, body } of answers) {
        const result = await adapter.placeCall(owner, request);
        const got = result.kind === 'rejected' ? result.then : result.kind;
        expect([body, got]).toEqual([body, then ?? 'accepted']);
      }
    });
  });

  test('a call that is fetched and one that is found are read whole', async () => {
    const { fetch: fetched, reconcile } = fixtures(Exchanges, 'fixtures/twilio/http.examples.json');
    const list = { status: 200, body: JSON.stringify(reconcile.response.body) };
    const answers = [{ status: 200, body: JSON.stringify(fetched.response.body) }, list, list];
    await withAnswers(answers, async (owner) => {
      const report = await adapter.fetchCall(owner, 'CA00000000000000000000000000000001');
      expect(report === 'not_found' ? null : report.facts).toEqual([
        { kind: 'queued', at: new Date('2026-11-20T10:00:00Z') },
        { kind: 'ringing', at: new Date('2026-11-20T10:00:05Z') },
        { kind: 'answered', at: new Date('2026-11-20T10:00:05Z') },
        {
          kind: 'ended',
          disposition: 'answered',
          at: new Date('2026-11-20T10:00:54Z'),
          details: { talkSeconds: 49, costCents: 1, extracted: { answered_by: 'human' } },
        },
      ]);
      const attempt = { callId, to: '+15005550006', from: '+15005550001', since: new Date('2026-11-20T10:00:00.900Z') };
      expect(await adapter.findByAttempt(owner, attempt)).toMatchObject([
        { providerCallId: 'CA00000000000000000000000000000001', facts: [{ kind: 'queued' }, { kind: 'ringing' }] },
      ]);
    });
  });

  test('every order of a call’s callbacks, with copies, comes to the same call', () => {
    const named = (name: string) => {
      const found = [...callbacks.cases, ...callbacks.asyncAmd].find((each) => each.name === name);
      if (found === undefined) throw new Error(`there is no ${name}`);
      return factsOf(found.form);
    };
    const sequences = [
      ['initiated', 'ringing', 'answered, sync AMD human', 'completed'],
      ['initiated', 'ringing', 'answered event is CallStatus in-progress', 'machine_start', 'completed with recording'],
      ['initiated', 'ringing', 'answered event is CallStatus in-progress', 'completed, machine'],
      ['initiated', 'ringing', 'answered event is CallStatus in-progress', 'human', 'completed'],
      ['initiated', 'ringing', 'no-answer'],
      ['initiated', 'ringing', 'canceled by us while queued or ringing'],
      ['initiated', 'busy'],
      ['initiated', 'failed, not a number'],
      ['initiated', 'ringing', 'child leg (Dial) must not end the parent attempt', 'busy'],
    ];
    for (const sequence of sequences) {
      const facts = sequence.map(named);
      const { placedAt: _, ...expected } = facts.flat().reduce(hear, unheard);
      expect(expected.status).toBe('ended');
      for (const order of orders(facts)) {
        const copies = order.flatMap((each, index) => [...each, ...order.slice(0, index + 1).flat()]);
        expect(copies.reduce(hear, unheard)).toMatchObject(expected);
      }
    }
  });

  describe('what is asked is what Twilio publishes', () => {
    const published = () => new PublishedForms(readContract('upstream/twilio/calls.openapi.json'));
    let carrier: Carrier;
    beforeEach(async () => {
      carrier = await startTwilioCarrier();
    });
    afterEach(() => carrier.close());

    test.each([
      'wss://bot.example.com/media',
      'relay:wss://bot.example.com/relay',
      'https://bot.example.com/twiml?voice=1',
      '<Response><Say>Hello</Say></Response>',
    ])('with the agent %s', async (providerAgentId) => {
      for (const voicemailMessage of [null, 'Please call us back.']) {
        const result = await adapter.placeCall(carrier.account, { ...request, providerAgentId, voicemailMessage });
        if (result.kind !== 'accepted') throw new Error(JSON.stringify(result));
        await adapter.fetchCall(carrier.account, result.providerCallId);
        await adapter.cancelCall(carrier.account, result.providerCallId);
      }
      await adapter.findByAttempt(carrier.account, { callId, to: request.to, from: request.from, since: new Date(0) });
      expect(carrier.sent().length).toBeGreaterThan(6);
      const specification = published();
      for (const sent of carrier.sent()) expect(specification.faultsOf(sent)).toEqual([]);
    });

    test('and what the pretend Twilio answers is, too; a request that is wrong is noticed', async () => {
      await adapter.placeCall(carrier.account, request);
      await carrier.clock.advance(3_600_000);
      const [sent] = carrier.sent();
      if (sent === undefined) throw new Error('nothing was asked');
      const url = `${carrier.account.baseUrl}${sent.url}?To=${encodeURIComponent(request.to)}`;
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
});

function orders<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** Somebody who gives these answers, one after another, whatever is asked. */
async function withAnswers(
  answers: { status: number; body: string }[],
  use: (account: ProviderAccount) => Promise<void>,
): Promise<void> {
  let next = 0;
  const server = createServer((asked, response) => {
    asked.resume();
    const { status, body } = answers[next] ?? { status: 500, body: '' };
    next += 1;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  const port = await listenLocally(server);
  try {
    await use({ ...account, baseUrl: `http://127.0.0.1:${port}` });
    expect(next).toBe(answers.length);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('an order', () => {
  let carrier: Carrier;
  beforeEach(async () => {
    carrier = await startTwilioCarrier();
  });
  afterEach(() => carrier.close());

  async function formOf(changes: Partial<PlaceRequest>): Promise<URLSearchParams> {
    await adapter.placeCall(carrier.account, { ...request, ...changes });
    return new URLSearchParams(carrier.sent().at(-1)?.body);
  }

  test('carries our id back in the address of every callback, and asks for all of them', async () => {
    const form = await formOf({});
    const callback = `https://dialer.example.com/hooks/twilio/token?call=${callId}#rc=3&rp=ct,rt,5xx`;
    expect(form.get('StatusCallback')).toBe(callback);
    expect(form.get('AsyncAmdStatusCallback')).toBe(callback);
    expect(form.getAll('StatusCallbackEvent')).toEqual(['initiated', 'ringing', 'answered', 'completed']);
    expect([form.get('Timeout'), form.get('TimeLimit')]).toEqual(['30', '600']);
    expect([form.get('MachineDetection'), form.get('AsyncAmd')]).toEqual(['Enable', 'true']);
    expect((await formOf({ voicemailMessage: 'Call us.' })).get('MachineDetection')).toBe('DetectMessageEnd');
  });

  test('tells a stream and a relay of the person, as XML whatever the person is called', async () => {
    const told = [
      `<Parameter name="call_id" value="${callId}"/>`,
      '<Parameter name="summary" value="name: Ann &quot;Lee&quot; &amp; Söhne &lt;x&gt;"/>',
      '<Parameter name="next_action" value="Say hello"/>',
      '<Parameter name="visits" value="3"/>',
    ].join('');
    const stream = `<Stream url="wss://bot.example.com/media">${told}</Stream>`;
    expect((await formOf({})).get('Twiml')).toBe(`<Response><Connect>${stream}</Connect></Response>`);
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
    { providerAgentId: request.providerAgentId, from: null, code: 'no_number' },
  ])('that can only fail is not posted: $code for $providerAgentId', async ({ code, ...changes }) => {
    const result = await adapter.placeCall(carrier.account, { ...request, ...changes });
    expect(result).toMatchObject({ kind: 'rejected', then: 'pause_campaign', code });
    expect(carrier.creates()).toBe(0);
  });

  test('is placed with an API key where there is one', async () => {
    const credentials = { ...carrier.account.credentials, apiKeySid: 'SK1', apiKeySecret: 'secret' };
    await adapter.placeCall({ ...carrier.account, credentials }, request);
    expect(carrier.sent()[0]?.headers['authorization']).toBe(`Basic ${Buffer.from('SK1:secret').toString('base64')}`);
  });

  test('an account tells how it stands', async () => {
    const balance = { cents: 10_000, currency: 'USD' };
    expect(await health(carrier.account)).toEqual({ kind: 'well', balance, callsAtOnce: null });
    const revoked = { ...carrier.account, credentials: { ...carrier.account.credentials, authToken: 'revoked' } };
    expect(await health(revoked)).toEqual({ kind: 'refused', code: 'twilio_20003', message: 'Authenticate' });
    await expect(health({ ...account, baseUrl: 'http://127.0.0.1:1' })).rejects.toThrow("can't be asked");
  });
});
