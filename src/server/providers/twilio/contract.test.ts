import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFact, judged } from '#domain/call.ts';
import type { CallDetails, CallFact, CallProgress } from '#domain/call.ts';
import { hasContracts, readContract } from '#test/carriers/contracts.ts';
import { callId, unheard as silent } from '#test/support/asked.ts';
import { orders, withCopies } from '#test/support/orders.ts';
import { startReceiver } from '#test/support/receiver.ts';
import { account, request, twilio } from '#test/support/twilio.ts';
import type { Refusal } from '../../provider.ts';

const headers = { ':query': `call=${callId}`, ':received': '2026-11-20T10:00:07.000Z' };

function factsOf(form: Record<string, string>): CallFact[] {
  return twilio
    .parseWebhook(Buffer.from(new URLSearchParams(form).toString()), headers)
    .flatMap((report) => report.facts);
}

type Standing = CallProgress & { details: CallDetails };

const unheard: Standing = { ...silent, details: {} };

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
      expect(twilio.verifyWebhook(owner, webhook).ok).toBe(valid);
      if (rawBody === undefined) return;
      expect(twilio.verifyWebhook(owner, { ...webhook, body: Buffer.from(`${rawBody} `) }).ok).toBe(false);
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
    const receiver = await startReceiver();
    for (const { status, then, body } of answers) {
      receiver.answerWith(status, body);
      const result = await twilio.placeCall({ ...account, baseUrl: receiver.url }, request());
      const got = result.kind === 'rejected' ? result.then : result.kind;
      expect([body, got]).toEqual([body, then ?? 'accepted']);
    }
    expect(receiver.received).toHaveLength(answers.length);
    await receiver.close();
  });

  test('a call that is fetched and one that is found are read whole', async () => {
    const { fetch: fetched, reconcile } = fixtures(Exchanges, 'fixtures/twilio/http.examples.json');
    const receiver = await startReceiver();
    const owner = { ...account, baseUrl: receiver.url };
    receiver.answerWith(200, JSON.stringify(fetched.response.body));
    const report = await twilio.fetchCall(owner, 'CA00000000000000000000000000000001');
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
    receiver.answerWith(200, JSON.stringify(reconcile.response.body));
    const attempt = { callId, to: '+15005550006', from: '+15005550001', since: new Date('2026-11-20T10:00:00.900Z') };
    expect(await twilio.findByAttempt(owner, attempt)).toMatchObject([
      { providerCallId: 'CA00000000000000000000000000000001', facts: [{ kind: 'queued' }, { kind: 'ringing' }] },
    ]);
    expect(receiver.received).toHaveLength(3);
    await receiver.close();
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
        expect(withCopies(order).flat().reduce(hear, unheard)).toMatchObject(expected);
      }
    }
  });
});
