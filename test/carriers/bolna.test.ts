import { describe, expect, onTestFinished, test } from 'vitest';
import { createBolnaProvider } from '#server/providers/bolna/bolna.ts';
import { openBolna } from '#simulator/carriers/bolna/bolna.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { accountAt, placeRequest } from '../support/asked.ts';
import { TestClock } from '../support/clock.ts';
import { startReceiver } from '../support/receiver.ts';
import { breaches, breachesOf } from './published-json.ts';
import type { Document } from './published-json.ts';
import { hasContracts, readContract } from './contracts.ts';
import { startFront } from './front.ts';

const agentId = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
const bolna = createBolnaProvider();
const request = placeRequest({
  providerAgentId: agentId,
  userData: { clinic: 'North', summary: 'name: Ann Lee', next_action: 'Say hello', attempt_id: 'a column of the file' },
  voicemailMessage: 'Call us back.',
});

async function begin() {
  const clock = new TestClock(new Date('2026-11-20T10:00:00Z'));
  const receiver = await startReceiver();
  const agents = [{ id: agentId, name: 'Alfred', webhookUrl: receiver.url }];
  const simulator = await startSimulator({ clock, dialect: openBolna(agents) });
  const front = await startFront(simulator.url);
  onTestFinished(async () => void (await Promise.all([front.close(), simulator.close(), receiver.close()])));
  const account = accountAt('bolna', { baseUrl: front.url, credentials: { apiKey: 'key' } });
  return { clock, receiver, front, account, simulator };
}

test('what Bolna is asked for is the agent, the number and what the agent is told, and never to dial by itself', async () => {
  const { account, front } = await begin();
  expect(await bolna.placeCall(account, request)).toMatchObject({ kind: 'accepted' });
  expect(await bolna.placeCall(account, { ...request, from: null })).toMatchObject({ kind: 'accepted' });
  const [first, second] = front.exchanges().map(({ body }): unknown => JSON.parse(body));
  const user_data = { clinic: 'North', summary: 'name: Ann Lee', next_action: 'Say hello', attempt_id: request.callId };
  expect(first).toEqual({
    agent_id: agentId,
    recipient_phone_number: '+12025550150',
    from_phone_number: '+12025550100',
    user_data,
  });
  expect(second).toEqual({ agent_id: agentId, recipient_phone_number: '+12025550150', user_data });
});

test('an agent without an id of Bolna is not asked for', async () => {
  const { account, front } = await begin();
  const result = await bolna.placeCall(account, { ...request, providerAgentId: null });
  expect(result).toMatchObject({ kind: 'rejected', then: 'pause_campaign', code: 'no_agent_id' });
  expect(front.exchanges()).toEqual([]);
});

test('an account says what it has left and which agents it has, and a bad key is told from silence', async () => {
  const { account } = await begin();
  expect(await bolna.health?.(account)).toEqual({
    kind: 'well',
    balance: { cents: 9930, currency: 'USD' },
    callsAtOnce: { used: 0, max: 10 },
  });
  expect(await bolna.listAgents?.(account)).toEqual([{ id: agentId, name: 'Alfred' }]);
  const revoked = { ...account, credentials: { apiKey: 'revoked' } };
  expect(await bolna.health?.(revoked)).toMatchObject({ kind: 'refused', message: 'Invalid API key' });
  await expect(bolna.listAgents?.(revoked)).rejects.toThrow('Invalid API key');
  await expect(bolna.health?.({ ...account, baseUrl: 'http://nowhere.invalid' })).rejects.toThrow("can't be asked");
});

test('a call that rings already can not be stopped, and goes on', async () => {
  const { account, clock, simulator } = await begin();
  const placed = await bolna.placeCall(account, request);
  if (placed.kind !== 'accepted') throw new Error('not accepted');
  await clock.advance(2000);
  expect(await bolna.cancelCall(account, placed.providerCallId)).toBe('not_possible');
  await clock.advance(3_600_000);
  expect(simulator.log()).toMatchObject([{ disposition: 'answered' }]);
});

test('a lost call is found among the calls of every agent, on every page', async () => {
  const { account, simulator, clock } = await begin();
  for (let index = 0; index < 60; index++)
    await bolna.placeCall(account, { ...request, callId: `other-${index}`, to: `+1202555${2000 + index}` });
  const ids = simulator.log().map(({ id }) => id);
  const query = { callId: 'other-3', to: '+12025552003', from: null, since: clock.now() };
  expect(await bolna.findByAttempt(account, query)).toMatchObject([{ callId: 'other-3' }]);
  expect(await bolna.findByAttempt(account, { ...query, callId: 'nobody' })).toEqual([]);
  expect(ids).toHaveLength(60);
});

test.skipIf(hasContracts)('the published specification is not beside the project: words are not held to it', () => {});

describe.skipIf(!hasContracts)('as Bolna has published it', () => {
  const read = () => readContract('upstream/bolna/bolna.openapi.json') as Document;
  const document = hasContracts ? read() : { paths: {}, components: { schemas: {} } };

  test('all that is asked and answered keeps to the specification', async () => {
    const { account, clock, front } = await begin();
    const placed = await bolna.placeCall(account, request);
    if (placed.kind !== 'accepted') throw new Error('not accepted');
    for (const seconds of [0, 3, 10, 60, 3600]) {
      await clock.advance(seconds * 1000);
      await bolna.fetchCall(account, placed.providerCallId);
    }
    await bolna.findByAttempt(account, { callId: request.callId, to: request.to, from: null, since: new Date(0) });
    await bolna.findByAttempt(account, { callId: request.callId, to: request.to, from: null, since: clock.now() });
    await bolna.cancelCall(account, placed.providerCallId);
    await bolna.health?.(account);
    await bolna.placeCall(account, { ...request, to: '12' });
    expect(front.exchanges().length).toBeGreaterThan(10);
    for (const each of front.exchanges()) expect([each.url, breaches(document, each)]).toEqual([each.url, []]);
  });

  test('every webhook is an execution', async () => {
    const { account, clock, receiver } = await begin();
    for (const last of ['0', '1', '2', '3', '4'])
      await bolna.placeCall(account, { ...request, to: `+1202555015${last}` });
    await clock.advance(3_600_000);
    const statuses = new Set(receiver.received.map(({ body }) => JSON.parse(body.toString()).status));
    expect(statuses).toContain('call-disconnected');
    for (const { body } of receiver.received)
      expect(breachesOf(document, 'AgentExecution', body.toString())).toEqual([]);
  });

  test('what is wrong would be found', () => {
    const call = { method: 'POST', headers: {}, url: '/call', status: 200, answer: '{"status":"ringing"}' };
    expect(breaches(document, { ...call, body: '{"agent_id":"x","metadata":{}}' })).toHaveLength(4);
    expect(breaches(document, { ...call, url: '/calls', body: '{}' })).toEqual(['POST /calls is not there']);
    expect(breachesOf(document, 'AgentExecution', '{"status":"levitating"}')).toHaveLength(1);
  });
});
