import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { key, startPretendCaller } from '#test/support/pretend-caller.ts';
import type { PretendCaller } from '#test/support/pretend-caller.ts';

const winner = '+12025550150';

async function lines(caller: PretendCaller): Promise<unknown[]> {
  const text = await (await caller.ask('GET', '/log')).text();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

test('a call is told as it happens, each time with what is known by then', async () => {
  const caller = await startPretendCaller();
  const id = await caller.place(winner, { reference: 'mine' });
  expect(await caller.view(id)).toMatchObject({ id, reference: 'mine', to: winner, status: 'queued', ringingAt: null });
  await caller.untilOver();
  expect(caller.statuses).toEqual(['queued', 'ringing', 'in_progress', 'ended']);
  expect(new Set(caller.webhooks.map(({ eventId }) => eventId)).size).toBe(4);
  const [, ringing, answered, ended] = caller.webhooks;
  expect(ringing).toMatchObject({ callId: id, reference: 'mine', at: ringing?.ringingAt, answeredAt: null });
  expect(answered).toMatchObject({ at: answered?.answeredAt, endedAt: null });
  expect(answered).not.toHaveProperty('disposition');
  expect(ended).toMatchObject({ at: ended?.endedAt, disposition: 'answered', goalMet: true });
  expect(ended?.summary).toContain('Ann Lee');
  expect(ended?.transcript).toContain('Ann Lee');
  expect(ended?.talkSeconds).toBe(
    Math.round((Date.parse(ended?.endedAt ?? '') - Date.parse(ended?.answeredAt ?? '')) / 1000),
  );
  const { eventId: _, callId: __, at: ___, ...view } = { ...ended, id };
  expect(await caller.view(id)).toEqual(view);
});

test('the log agrees with what was sent', async () => {
  const caller = await startPretendCaller();
  for (let index = 0; index < 60; index++) await caller.place(`+1202555${1000 + index}`);
  await caller.untilOver();
  const ended = new Map(caller.webhooks.filter(({ status }) => status === 'ended').map((each) => [each.callId, each]));
  expect(ended.size).toBe(60);
  expect(new Set(caller.log().map(({ disposition }) => disposition)).size).toBe(5);
  for (const entry of caller.log()) {
    const webhook = ended.get(entry.id);
    expect(entry).toEqual({
      id: webhook?.callId,
      reference: webhook?.reference,
      to: webhook?.to,
      accepted: webhook?.createdAt,
      rang: webhook?.ringingAt,
      answered: webhook?.answeredAt,
      ended: webhook?.endedAt,
      disposition: webhook?.disposition,
    });
  }
  expect(await lines(caller)).toEqual(caller.log());
});

test('a log of many thousand lines comes whole and in order of acceptance', async () => {
  const caller = await startPretendCaller();
  for (let index = 0; index < 1203; index++) await caller.place(`+1202555${1000 + index}`);
  expect(await lines(caller)).toEqual(caller.log());
  expect(caller.log().map(({ reference }) => reference)).toEqual(
    caller.log().map((_, index) => `reference-${index + 1}`),
  );
});

test('a webhook is signed with the key of the request, over its time and its body', async () => {
  const caller = await startPretendCaller();
  await caller.place(winner);
  await caller.clock.advance(0);
  const [received] = caller.receiver.received;
  const at = caller.clock.now().getTime();
  const signature = createHmac('sha256', key).update(`${at}.${received?.body.toString()}`).digest('hex');
  expect(received?.headers['x-simulator-signature']).toBe(`t=${at},v1=${signature}`);
});

test('fates depend on seed, number and ordinal, never on when or in which order people are called', async () => {
  const numbers = Array.from({ length: 40 }, (_, index) => `+1202555${1000 + index}`);
  const one = await startPretendCaller({}, 7);
  for (const to of numbers) await one.place(to);
  await one.untilOver();
  for (const to of numbers) await one.place(to);
  await one.untilOver();
  const two = await startPretendCaller({}, 7);
  for (const to of numbers.toReversed()) {
    await two.place(to);
    await two.clock.advance(20_000);
    await two.place(to);
  }
  await two.untilOver();
  const fates = (caller: PretendCaller) =>
    Object.fromEntries(
      numbers.map((to) => [
        to,
        caller
          .log()
          .filter((entry) => entry.to === to)
          .map((entry) => entry.disposition),
      ]),
    );
  expect(fates(two)).toEqual(fates(one));
  const other = await startPretendCaller({}, 8);
  for (const to of numbers) await other.place(to);
  await other.untilOver();
  expect(other.log().map(({ disposition }) => disposition)).not.toEqual(
    one
      .log()
      .slice(0, 40)
      .map(({ disposition }) => disposition),
  );
});

test('nobody answers after ringSecondsMax, nobody talks longer than talkSecondsMax', async () => {
  const caller = await startPretendCaller({
    answerRate: 1,
    voicemailRate: 0,
    busyRate: 0,
    failedRate: 0,
    setupSeconds: [0, 0],
    ringSeconds: [20, 20],
  });
  const unheard = await caller.place('+12025551000', { ringSecondsMax: 19 });
  const cut = await caller.place('+12025551001', { talkSecondsMax: 2 });
  await caller.untilOver();
  expect(await caller.view(unheard)).toMatchObject({
    disposition: 'no_answer',
    endedAt: '2026-11-02T10:00:19.000Z',
    answeredAt: null,
  });
  expect(await caller.view(cut)).toMatchObject({
    disposition: 'answered',
    talkSeconds: 2,
    endedAt: '2026-11-02T10:00:22.000Z',
  });
});

test('a hang-up can be told before the ending', async () => {
  const caller = await startPretendCaller({ disconnectBeforeEnd: true, endingLagSeconds: 9, announceQueued: false });
  await caller.place(winner);
  await caller.place('+12025550152');
  await caller.untilOver();
  const told = caller.webhooks.filter(({ to }) => to === winner);
  expect(told.map(({ status }) => status)).toEqual(['ringing', 'in_progress', 'disconnected', 'ended']);
  const [, , disconnected, ended] = told;
  expect(disconnected).not.toHaveProperty('disposition');
  expect(Date.parse(ended?.at ?? '') - Date.parse(disconnected?.at ?? '')).toBe(9000);
  expect(ended?.endedAt).toBe(disconnected?.at);
  expect(caller.webhooks.filter(({ to }) => to !== winner).map(({ status }) => status)).toEqual(['ended']);
});

test('never more calls at once than the lines there are', async () => {
  const caller = await startPretendCaller({ maxCallsAtOnce: 2 });
  await caller.place('+12025551000');
  await caller.place(winner);
  const refused = await caller.ask('POST', '/calls', caller.order('+12025551002'));
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ retryAfter: Number(refused.headers.get('retry-after')) });
  await caller.untilOver();
  await caller.place('+12025551002');
  expect(caller.log()).toHaveLength(3);
});

test('a waiting call is withdrawn, a talking one hung up, one that is over stays as it is', async () => {
  const caller = await startPretendCaller({ setupSeconds: [1, 1], ringSeconds: [5, 5] });
  const cancel = async (id: string) => (await caller.ask('POST', `/calls/${id}/cancel`)).status;
  const queued = await caller.place('+12025551000');
  expect(await cancel(queued)).toBe(200);
  const [ringing, talking] = [await caller.place(winner), await caller.place(winner)];
  await caller.clock.advance(2000);
  expect(await cancel(ringing)).toBe(200);
  await caller.clock.advance(5000);
  expect(await cancel(talking)).toBe(200);
  await caller.untilOver();
  expect(await cancel(talking)).toBe(409);
  expect(await cancel('sim_nobody_0')).toBe(404);
  expect(caller.log()).toMatchObject([
    { id: queued, rang: null, ended: '2026-11-02T10:00:00.000Z', disposition: 'cancelled' },
    {
      id: ringing,
      rang: '2026-11-02T10:00:01.000Z',
      answered: null,
      ended: '2026-11-02T10:00:02.000Z',
      disposition: 'cancelled',
    },
    { id: talking, answered: '2026-11-02T10:00:06.000Z', ended: '2026-11-02T10:00:07.000Z', disposition: 'answered' },
  ]);
  const endings = caller.webhooks.filter(({ status }) => status === 'ended');
  expect(endings.map(({ callId }) => callId)).toEqual([queued, ringing, talking]);
  expect(endings.at(-1)).toMatchObject({ talkSeconds: 1, goalMet: false });
});

test('calls are found by reference, and by number since an instant', async () => {
  const caller = await startPretendCaller();
  const find = async (query: string) => {
    const { body } = await caller.askJson('GET', `/calls?${query}`);
    return z
      .array(z.object({ id: z.string() }))
      .parse(body['data'])
      .map(({ id }) => id);
  };
  const first = await caller.place(winner, { reference: 'same' });
  await caller.clock.advance(60_000);
  const second = await caller.place(winner, { reference: 'same' });
  const other = await caller.place('+12025551000', { reference: 'other' });
  expect(await find('reference=same')).toEqual([first, second]);
  expect(await find('reference=nobody')).toEqual([]);
  expect(await find('to=%2B12025551000')).toEqual([other]);
  expect(await find('to=%2B12025550150')).toEqual([first, second]);
  expect(await find('to=%2B12025550150&since=2026-11-02T10:00:30Z')).toEqual([second]);
  expect(await find('reference=same&since=2026-11-02T10:00:30Z')).toEqual([second]);
  expect((await caller.ask('GET', '/calls')).status).toBe(400);
  expect((await caller.ask('GET', '/calls?to=x&since=yesterday')).status).toBe(400);
});

test('settings are read and changed while it runs', async () => {
  const caller = await startPretendCaller();
  const changed = await caller.ask('PUT', '/settings', { maxCallsAtOnce: 0 });
  expect(await changed.json()).toEqual(await (await caller.ask('GET', '/settings')).json());
  expect((await caller.ask('POST', '/calls', caller.order(winner))).status).toBe(429);
  const refused = await caller.askJson('PUT', '/settings', { maxCallsAtOnce: -1 });
  expect(refused.status).toBe(400);
  expect(refused.body['message']).toContain('maxCallsAtOnce');
});
