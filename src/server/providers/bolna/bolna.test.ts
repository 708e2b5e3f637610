import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { applyFact, holdsSlot } from '#domain/call.ts';
import type { CallFact } from '#domain/call.ts';
import { startBolnaCarrier } from '#test/carriers/bolna.ts';
import { hasContracts, readContract } from '#test/carriers/contracts.ts';
import { accountAt, placeRequest, unheard } from '#test/support/asked.ts';
import { orders, withCopies } from '#test/support/orders.ts';
import type { CallReport } from '../../provider.ts';
import { createBolnaProvider } from './bolna.ts';

const bolna = createBolnaProvider();
const account = accountAt('bolna');

const Case = z.object({
  name: z.string(),
  body: z.record(z.string(), z.unknown()),
  expect: z.record(z.string(), z.unknown()),
});
const Create = z.object({
  name: z.string(),
  response: z.object({
    status: z.number().default(0),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    timeout: z.boolean().default(false),
  }),
  expect: z.object({ action: z.string() }).optional(),
});
const StatusMap = z.object({ bolna: z.record(z.string(), z.tuple([z.string(), z.number(), z.number()])) });

const fixture = (name: string) => (hasContracts ? readContract(`fixtures/${name}`) : undefined);
const { cases } = z
  .object({ cases: z.array(Case) })
  .default({ cases: [] })
  .parse(fixture('bolna/webhook.examples.json'));
const creates = z
  .object({ createCall: z.array(Create) })
  .default({ createCall: [] })
  .parse(fixture('bolna/http.examples.json'));

const read = (body: unknown): CallReport => {
  const [report] = bolna.parseWebhook(Buffer.from(JSON.stringify(body)), {});
  if (report === undefined) throw new Error('no report');
  return report;
};

const eventOf: Record<string, string> = { answered: 'completed', no_answer: 'no-answer', cancelled: 'canceled' };

/** What a report says, in the words of the fixtures. */
function said(body: unknown) {
  const report = read(body);
  const verdict = bolna.verifyWebhook(account, {
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    url: '/',
    at: new Date(),
  });
  const [fact] = report.facts;
  const isEnded = fact?.kind === 'ended';
  return {
    event: isEnded ? (eventOf[fact.disposition] ?? fact.disposition) : (fact?.kind ?? 'unknown'),
    terminal: isEnded,
    frees_slot: verdict.ok && verdict.isUrgent,
  };
}

const noConversation = 'completed but nobody spoke';

test.skipIf(hasContracts)(
  'the shared contracts are not beside the project: fixtures of Bolna are not checked',
  () => {},
);

describe.skipIf(!hasContracts)('every webhook of the fixtures means what it should', () => {
  test.each(cases)('$name', ({ name, body, expect: wanted }) => {
    const { event, terminal, frees_slot } = wanted;
    const heard = said(body);
    if (name.startsWith(noConversation)) expect(heard).toEqual({ event: 'no-answer', terminal, frees_slot });
    else expect(heard).toEqual({ event, terminal, frees_slot });
    const report = read(body);
    expect(report).toMatchObject({ providerCallId: body['id'], callId: 'att_01' });
    const details = report.facts[0]?.details;
    if (wanted['durationSec'] !== undefined) expect(details?.talkSeconds).toBe(wanted['durationSec']);
    if (wanted['reason'] !== undefined) expect(details?.reason).toBe(wanted['reason']);
    if (wanted['outcome'] === 'no-conversation') expect(details?.talkSeconds).toBe(0);
  });

  test('every status of the map, however it is spelled', () => {
    const { bolna: map } = StatusMap.parse(fixture('status-map.json'));
    const example = cases.find(({ name }) => name.startsWith('completed, real'))?.body;
    for (const [status, [event, terminal, frees]] of Object.entries(map)) {
      const spellings = [status, status.replaceAll('-', '_'), ` ${status.toUpperCase()} `];
      for (const spelling of spellings) {
        const heard = said({ ...example, status: spelling });
        expect(heard).toMatchObject({ terminal: terminal === 1, frees_slot: frees === 1 });
        expect(event.startsWith(heard.event)).toBe(true);
      }
    }
  });
});

const actions: Record<string, object> = {
  'fail-attempt': { kind: 'rejected', then: 'fail_person' },
  'fail-campaign-config': { kind: 'rejected', then: 'pause_campaign' },
  'pause-provider': { kind: 'rejected', then: 'pause_account' },
  requeue: { kind: 'rejected', then: 'requeue', retryAfterSeconds: 5 },
  'reconcile-before-retry': { kind: 'ambiguous' },
};

describe.skipIf(!hasContracts)('every answer to a create-call means what it should', () => {
  test.each(creates.createCall)('$name', async ({ response: { status, body, headers, timeout }, expect: wanted }) => {
    const carrier = await startBolnaCarrier();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    carrier.meet(timeout ? { kind: 'silence' } : { kind: 'answer', status, body: text, headers });
    const result = await bolna.placeCall(
      carrier.account,
      placeRequest({ to: '+919876543210', providerAgentId: carrier.agentId, timeoutMs: 200 }),
    );
    const accepted = { kind: 'accepted', providerCallId: 'b7140255-af33-4608-8e97-04dd944b8e48' };
    expect(result).toMatchObject(wanted === undefined ? accepted : (actions[wanted.action] ?? { kind: wanted.action }));
    expect(carrier.creates()).toBe(1);
    await carrier.close();
  });
});

describe.skipIf(!hasContracts)('webhooks in any order, with copies, leave a call where they leave it in order', () => {
  const body = (start: string) => {
    const found = cases.find(({ name }) => name.startsWith(start));
    if (found === undefined) throw new Error(`no fixture ${start}`);
    return found.body;
  };
  const before = ['initiated', 'ringing'];
  test.each([
    { ending: 'completed, real conversation', way: [...before, 'in-progress', 'call-disconnected'] },
    { ending: 'completed, voicemail', way: [...before, 'in-progress', 'call-disconnected'] },
    { ending: noConversation, way: [...before, 'call-disconnected'] },
    { ending: 'busy', way: before },
    { ending: 'no-answer', way: before },
    { ending: 'failed', way: ['initiated'] },
    { ending: 'error', way: ['initiated'] },
    { ending: 'canceled', way: ['initiated'] },
    { ending: 'cancelled', way: ['rescheduled by'] },
    { ending: 'stopped', way: ['scheduled by'] },
    { ending: 'balance-low', way: [] },
    { ending: 'unknown status', way: [...before, 'in-progress'] },
  ])('$ending', ({ ending, way }) => {
    // In the fixtures everything happens at one instant; here one second after the other.
    const facts = [...way, ending].flatMap(
      (start, index) => read({ ...body(start), updated_at: `2026-11-20T10:00:0${index}` }).facts,
    );
    const inOrder = facts.reduce(applyFact, unheard);
    for (const order of orders(facts)) {
      const { placedAt: _, ...reached } = withCopies(order).reduce(applyFact, unheard);
      expect(inOrder).toMatchObject(reached);
      expect(holdsSlot(reached.status)).toBe(holdsSlot(inOrder.status));
    }
  });
});

const execution = { id: 'x', status: 'completed', created_at: '2026-11-20T10:00:00.365265' };
const factOf = (changes: Record<string, unknown>): CallFact | undefined => read({ ...execution, ...changes }).facts[0];

test('only what was spoken makes a conversation', () => {
  expect(factOf({})).toMatchObject({ disposition: 'no_answer' });
  expect(factOf({ transcript: 'assistant: Hello?\nuser: ' })).toMatchObject({ disposition: 'no_answer' });
  expect(factOf({ transcript: 'assistant: Hello?\nuser: Yes.' })).toMatchObject({ disposition: 'answered' });
  expect(factOf({ conversation_duration: 0.4 })).toMatchObject({ disposition: 'answered' });
});

test('an instant without a zone is UTC, and one with a zone is what it says', () => {
  expect(factOf({ updated_at: '2026-11-20T10:00:02.5' })?.at).toEqual(new Date('2026-11-20T10:00:02.500Z'));
  expect(factOf({ updated_at: '2026-11-20T15:30:00+05:30' })?.at).toEqual(new Date('2026-11-20T10:00:00Z'));
});

test.each([
  [true, true],
  ['Yes', true],
  ['false', false],
  ['perhaps', undefined],
  [undefined, undefined],
])('the goal as the extraction %j tells it: %j', (goal, goalMet) => {
  expect(factOf({ conversation_duration: 9, extracted_data: { goal_met: goal } })?.details?.goalMet).toBe(goalMet);
});

test('an id may be a number, and a call without our id is known by Bolna’s', () => {
  expect(read({ ...execution, id: 7 })).toMatchObject({ providerCallId: '7', callId: null });
});

test('what is only told on does not keep a call from ending when it is not what it should be', () => {
  const odd = {
    transcript: [],
    summary: 7,
    telephony_data: 'none',
    updated_at: 'soon',
    extracted_data: 'x',
    total_cost: -1,
  };
  const at = new Date('2026-11-20T10:00:00.365Z');
  expect(factOf({ ...odd, conversation_duration: 3.2 })).toEqual({
    kind: 'ended',
    disposition: 'answered',
    at,
    details: { talkSeconds: 3, reason: 'completed' },
  });
});
