import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFact } from '#domain/call.ts';
import { numberThat } from '#test/carriers/carrier.ts';
import { hasContracts, readContract } from '#test/carriers/contracts.ts';
import { startExotelCarrier } from '#test/carriers/exotel.ts';
import { breachesOf } from '#test/carriers/published-json.ts';
import type { Document } from '#test/carriers/published-json.ts';
import { callId, unheard } from '#test/support/asked.ts';
import {
  account,
  asForm,
  asJson,
  asParts,
  exotel,
  factsIn,
  formOf,
  request,
  told,
  verified,
} from '#test/support/exotel.ts';
import type { Callback } from '#test/support/exotel.ts';
import { orders, withCopies } from '#test/support/orders.ts';
import { startReceiver } from '#test/support/receiver.ts';

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
  z.object({ cases: z.array(Case) }).parse(readContract('fixtures/exotel/status-callback.examples.json')).cases;
const sentAs = ({ form, body }: z.infer<typeof Case>): Callback[] =>
  form ? [asForm(form), asParts(form)] : [asJson(body)];

const endings: Record<string, string> = {
  completed: 'answered',
  'no-answer': 'no_answer',
  busy: 'busy',
  failed: 'failed',
  canceled: 'cancelled',
  voicemail: 'voicemail',
};

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
const creates = () => z.object({ createCall: z.array(Create) }).parse(readContract(httpFixture)).createCall;

const meaning: Record<string, object> = {
  accepted: { kind: 'accepted', providerCallId: '80bfbec2d78bbbf10fb851f4fa165211' },
  requeue: { kind: 'rejected', then: 'requeue', code: 'RATE_LIMIT_EXCEEDED', retryAfterSeconds: 30 },
  'pause-provider': { kind: 'rejected', then: 'pause_account' },
  'fail-attempt': { kind: 'rejected', then: 'fail_person' },
  'reconcile-before-retry': { kind: 'ambiguous' },
};

describe.skipIf(!hasContracts)('the contract data beside the project', () => {
  test('every callback means what it should, in each of its forms', () => {
    for (const each of callbacks().filter((one) => one.expect.event !== undefined)) {
      for (const sent of sentAs(each)) {
        const { event = '', terminal, durationSec, correlation } = each.expect;
        const [fact] = factsIn(sent);
        const told = fact?.kind === 'ended' ? fact.disposition : fact?.kind;
        expect([each.name, told]).toEqual([each.name, endings[event] ?? event]);
        expect([each.name, fact?.kind === 'ended', verified(sent).isUrgent]).toEqual([each.name, terminal, terminal]);
        if (durationSec !== undefined) expect(fact?.details?.talkSeconds).toBe(durationSec);
        if (correlation !== undefined)
          expect(exotel.parseWebhook(sent.body, sent.headers)[0]?.callId).toBe(correlation);
      }
    }
  });

  test('a copy is known for one, and nothing else is', () => {
    const cases = callbacks();
    const keyOf = (each: z.infer<typeof Case>) => sentAs(each).map((sent) => verified(sent).dedupeKey)[0];
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
        const { placedAt, ...reached } = withCopies(order).flatMap(factsIn).reduce(applyFact, unheard);
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
    const { fetch, reconcile } = z.object({ fetch: Exchanged, reconcile: Exchanged }).parse(readContract(httpFixture));
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

  describe('the published specification', () => {
    const direct = 'ConnectVoiceAIRequest';
    const withFlow = 'ConnectVoiceAIWithFlowRequest';
    const breaks = (schema: string, content: unknown) =>
      breachesOf(
        readContract('upstream/exotel/connect-voice-ai.openapi.json') as Document,
        schema,
        JSON.stringify(content),
      );
    const shaped = (form: URLSearchParams) => ({
      ...Object.fromEntries(form),
      TimeLimit: Number(form.get('TimeLimit')),
      TimeOut: Number(form.get('TimeOut')),
      StatusCallbackEvents: form.getAll('StatusCallbackEvents[]'),
    });

    test('is kept by what is sent, to a bot and to a flow, and would be seen to be broken', () => {
      const [toBot, toFlow] = [shaped(formOf()), shaped(formOf({ providerAgentId: '926' }))];
      expect([breaks(direct, toBot), breaks(withFlow, toFlow)]).toEqual([[], []]);
      expect([breaks(direct, toFlow).length, breaks(withFlow, toBot).length]).toEqual([2, 1]);
      expect(breaks(direct, { ...toBot, StreamUrl: `wss://${'a'.repeat(600)}`, TimeLimit: 'long' })).toHaveLength(2);
    });

    test('is kept by what pretend Exotel answers', async () => {
      const carrier = await startExotelCarrier();
      const ask = async (form: URLSearchParams) => {
        const { accountSid, apiKey, apiToken } = carrier.account.credentials;
        const authorization = `Basic ${Buffer.from(`${apiKey}:${apiToken}`).toString('base64')}`;
        const url = `${carrier.account.baseUrl}/v1/Accounts/${accountSid}/Calls/connect.json`;
        const response = await fetch(url, { method: 'POST', headers: { authorization }, body: form });
        return { status: response.status, content: await response.json() };
      };
      const callbackUrl = `${carrier.account.hookToken}/hooks/exotel/token`;
      const taken = await ask(formOf({ to: numberThat.answered, callbackUrl }));
      expect([taken.status, breaks('ConnectCallResponse', taken.content)]).toEqual([200, []]);
      const refused = await ask(new URLSearchParams({ From: numberThat.answered }));
      expect([refused.status, breaks('ErrorResponse', refused.content)]).toEqual([400, []]);
      await carrier.close();
    });
  });
});
