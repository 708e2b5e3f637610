import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyFact } from '#domain/call.ts';
import type { CallFact } from '#domain/call.ts';
import { startBolnaCarrier } from '#test/carriers/bolna.ts';
import { numberThat } from '#test/carriers/carrier.ts';
import type { Carrier } from '#test/carriers/carrier.ts';
import { startExotelCarrier } from '#test/carriers/exotel.ts';
import { startSimulatorCarrier } from '#test/carriers/simulator.ts';
import { startTwilioCarrier } from '#test/carriers/twilio.ts';
import { callId, placeRequest, unheard } from '#test/support/asked.ts';
import { listenLocally } from '#test/support/listen.ts';
import { orders, withCopies } from '#test/support/orders.ts';
import type { PlaceRequest } from '../provider.ts';
import { provider, providers } from './providers.ts';

const carriers: Record<string, () => Promise<Carrier>> = {
  simulator: startSimulatorCarrier,
  bolna: startBolnaCarrier,
  twilio: startTwilioCarrier,
  exotel: startExotelCarrier,
};

test('every registered provider has a carrier to conform to, and one that is not there is named', () => {
  expect(Object.keys(carriers)).toEqual(providers.map(({ name }) => name));
  expect(() => provider('pigeon')).toThrow('There is no provider "pigeon"; this build has simulator, bolna');
});

const kinds = (facts: CallFact[]) => facts.map(({ kind }) => kind);

describe.each(Object.entries(carriers))('%s', (name, start) => {
  const adapter = provider(name);
  let carrier: Carrier;

  beforeEach(async () => {
    carrier = await start();
  });
  afterEach(() => carrier.close());

  function request(changes: Partial<PlaceRequest> = {}): PlaceRequest {
    return placeRequest({
      to: numberThat.answered,
      providerAgentId: carrier.agentId,
      callbackUrl: `${carrier.account.hookToken}/hooks/${name}/token`,
      ...changes,
    });
  }

  async function place(changes?: Partial<PlaceRequest>): Promise<string> {
    const result = await adapter.placeCall(carrier.account, request(changes));
    if (result.kind !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
    return result.providerCallId;
  }

  const untilOver = () => carrier.clock.advance(3_600_000);
  const read = () => carrier.webhooks().flatMap(({ body, headers }) => adapter.parseWebhook(body, headers));

  test('a call that is accepted was asked for once', async () => {
    const providerCallId = await place();
    expect(providerCallId).not.toBe('');
    expect(carrier.creates()).toBe(1);
  });

  test('every certain refusal is told apart, and asked for once', async () => {
    for (const [index, { trouble, means }] of carrier.refusals.entries()) {
      carrier.meet(trouble);
      expect(await adapter.placeCall(carrier.account, request())).toMatchObject({ kind: 'rejected', ...means });
      expect(carrier.creates()).toBe(index + 1);
    }
  });

  test.each([500, 502, 503, 504, 408, 302, 200, 201])(
    'an answer %i that says nothing certain is ambiguous',
    async (status) => {
      carrier.meet({ kind: 'answer', status, body: '<html>oops</html>' });
      expect(await adapter.placeCall(carrier.account, request())).toMatchObject({ kind: 'ambiguous' });
      expect(carrier.creates()).toBe(1);
    },
  );

  test('silence is ambiguous once the time is up', async () => {
    carrier.meet({ kind: 'silence' });
    expect(await adapter.placeCall(carrier.account, request({ timeoutMs: 60 }))).toMatchObject({ kind: 'ambiguous' });
    expect(carrier.creates()).toBe(1);
  });

  test('a connection cut after the request is ambiguous, on a fresh one and on a kept one', async () => {
    for (const creates of [1, 3]) {
      carrier.meet({ kind: 'cut' });
      expect(await adapter.placeCall(carrier.account, request())).toMatchObject({ kind: 'ambiguous' });
      expect(carrier.creates()).toBe(creates);
      await place();
    }
  });

  test('a kept connection that is dead by now never makes a second request', async () => {
    await place();
    carrier.dropConnections();
    const result = await adapter.placeCall(carrier.account, request());
    expect(['ambiguous', 'accepted']).toContain(result.kind);
    expect(carrier.creates()).toBe(result.kind === 'accepted' ? 2 : 1);
  });

  test('a carrier that cannot be reached got nothing: the call waits for later', async () => {
    const closed = createServer();
    const port = await listenLocally(closed);
    await new Promise((resolve) => closed.close(resolve));
    for (const baseUrl of [`http://127.0.0.1:${port}`, 'http://nowhere.invalid', 'not a url']) {
      const result = await adapter.placeCall({ ...carrier.account, baseUrl }, request());
      expect(result).toMatchObject({ kind: 'rejected', then: 'requeue', code: 'unreachable' });
    }
  });

  test('a call whose answer was lost is found, by our id where it is told, and only that one', async () => {
    const attempt = { callId, to: request().to, from: null, since: carrier.clock.now() };
    const find = () => adapter.findByAttempt(carrier.account, attempt);
    const isListed = carrier.listsOnlyWhatIsOver !== true;
    if (isListed) expect(await find()).toEqual([]);
    carrier.meet({ kind: 'accept_and_cut' });
    expect(await adapter.placeCall(carrier.account, request())).toMatchObject({ kind: 'ambiguous' });
    const other = carrier.echoesOurId ? request().to : numberThat.busy;
    await place({ callId: '01930000-0000-7000-8000-00000000000d', to: other });
    if (!isListed) {
      await expect(find()).rejects.toThrow();
      await untilOver();
    }
    const [found, ...others] = await find();
    expect(found).toMatchObject({ callId: carrier.echoesOurId ? callId : null });
    expect([found?.facts[0]?.kind, others]).toEqual(['queued', []]);
  });

  test('a call can be asked about at every stage, and one that is not there is not found', async () => {
    const id = await place();
    const kindsNow = async () => {
      const report = await adapter.fetchCall(carrier.account, id);
      return report === 'not_found' ? report : kinds(report.facts);
    };
    const seen = [await kindsNow()];
    for (const milliseconds of [2000, 5000, 3_600_000]) {
      await carrier.clock.advance(milliseconds);
      seen.push(await kindsNow());
    }
    const all = ['queued', 'ringing', 'answered', 'ended'];
    expect(seen).toEqual(carrier.stages ?? all.map((_, index) => all.slice(0, index + 1)));
    expect(await adapter.fetchCall(carrier.account, 'nobody')).toBe('not_found');
  });

  test('whoever cannot be asked is no evidence: fetch, find and cancel reject', async () => {
    const nowhere = { ...carrier.account, baseUrl: 'http://nowhere.invalid' };
    const attempt = { callId, to: request().to, from: null, since: carrier.clock.now() };
    await expect(adapter.fetchCall(nowhere, 'x')).rejects.toThrow("can't be asked");
    await expect(adapter.findByAttempt(nowhere, attempt)).rejects.toThrow("can't be asked");
    if (adapter.capabilities.canCancel === 'never') return;
    await expect(adapter.cancelCall(nowhere, 'x')).rejects.toThrow("can't be asked");
  });

  test('a waiting call is withdrawn, one that is over is not', async () => {
    const id = await place();
    await carrier.clock.advance(adapter.capabilities.canCancel === 'until_ringing' ? 500 : 2000);
    if (adapter.capabilities.canCancel === 'never') {
      expect(await adapter.cancelCall(carrier.account, id)).toBe('not_possible');
      return;
    }
    expect(await adapter.cancelCall(carrier.account, id)).toBe('requested');
    await untilOver();
    expect(await adapter.cancelCall(carrier.account, id)).toBe('already_over');
    expect(await adapter.cancelCall(carrier.account, 'nobody')).toBe('not_possible');
    expect(read().at(-1)?.facts).toMatchObject([{ kind: 'ended', disposition: 'cancelled' }]);
  });

  test.each(['answered', 'voicemail', 'no_answer', 'busy', 'failed'] as const)(
    'an ending is told by webhook and by asking alike: %s',
    async (disposition) => {
      const id = await place({ to: numberThat[disposition] });
      await untilOver();
      const ending = read()
        .flatMap(({ facts }) => facts)
        .find(({ kind }) => kind === 'ended');
      expect(ending).toMatchObject({ disposition });
      const report = await adapter.fetchCall(carrier.account, id);
      expect(report).toMatchObject({ providerCallId: id, callId: carrier.echoesOurId ? callId : null });
      const asked = report === 'not_found' ? null : report.facts.at(-1);
      const known = disposition === 'voicemail' && carrier.isDeafToMachines ? 'answered' : disposition;
      expect(asked).toMatchObject({ kind: 'ended', disposition: known, at: ending?.at });
      expect(asked?.details?.talkSeconds).toBe(ending?.details?.talkSeconds);
      if (carrier.tellsConversation) expect(asked).toEqual(ending);
      if (carrier.tellsConversation && disposition === 'answered')
        expect(ending?.details).toMatchObject({ goalMet: true, summary: expect.any(String) });
    },
  );

  test('webhooks carry our id and are genuine, each with a key of its own', async () => {
    const providerCallId = await place();
    await untilOver();
    for (const report of read()) expect(report).toMatchObject({ providerCallId, callId });
    const verdicts = carrier
      .webhooks()
      .map((webhook) => adapter.verifyWebhook(carrier.account, { ...webhook, at: carrier.clock.now() }));
    for (const verdict of verdicts) expect(verdict).toMatchObject({ ok: true });
    expect(new Set(verdicts.map((verdict) => (verdict.ok ? verdict.dedupeKey : ''))).size).toBe(verdicts.length);
  });

  test('webhooks in any order, each of them twice, come to the same call', async () => {
    await place();
    await untilOver();
    const facts = read().flatMap((report) => report.facts);
    const expected = facts.reduce(applyFact, unheard);
    expect(expected).toMatchObject({ status: 'ended', disposition: 'answered' });
    for (const order of orders(facts)) {
      const { placedAt: _, ...reached } = withCopies(order).reduce(applyFact, unheard);
      expect(expected).toMatchObject(reached);
    }
  });

  test('one wrong bit, a missing signature or another key makes it a forgery', async () => {
    await place();
    await untilOver();
    const [webhook] = carrier.webhooks();
    if (webhook === undefined) throw new Error('no webhook came');
    const forgeries = carrier.tampered(webhook);
    for (const forged of forgeries) {
      expect(adapter.verifyWebhook(carrier.account, forged)).toEqual({ ok: false, reason: 'bad_signature' });
    }
    if (forgeries.length === 0) return;
    const names = Object.keys(carrier.account.credentials);
    const all = (value: string) => Object.fromEntries(names.map((name) => [name, value]));
    for (const credentials of [all('another'), all(''), {}]) {
      const verdict = adapter.verifyWebhook({ ...carrier.account, credentials }, webhook);
      expect(verdict).toEqual({ ok: false, reason: 'bad_signature' });
    }
  });

  test('a signature of another day is stale', async () => {
    const webhook = carrier.oddWebhook('x', callId);
    const { staleAfterMs } = carrier;
    if (staleAfterMs === null) return;
    const verify = (later: number) =>
      adapter.verifyWebhook(carrier.account, { ...webhook, at: new Date(webhook.at.getTime() + later) });
    for (const later of [staleAfterMs, -staleAfterMs]) expect(verify(later)).toMatchObject({ ok: true });
    for (const later of [staleAfterMs + 1, -staleAfterMs - 1])
      expect(verify(later)).toEqual({ ok: false, reason: 'stale' });
  });

  test('an unknown status tells nothing, and what cannot be read throws', async () => {
    const { body, headers } = carrier.oddWebhook('their-id', callId);
    expect(adapter.parseWebhook(body, headers)).toEqual([{ providerCallId: 'their-id', callId, facts: [] }]);
    expect(() => adapter.parseWebhook(Buffer.from('{'), {})).toThrow();
    expect(() => adapter.parseWebhook(Buffer.from('{}'), {})).toThrow();
  });
});
