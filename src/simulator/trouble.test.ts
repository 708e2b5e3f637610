import { expect, test } from 'vitest';
import { startPretendCaller } from '#test/support/pretend-caller.ts';

const winner = '+12025550150';
const story = ['queued', 'ringing', 'in_progress', 'ended'];

test.each([
  ['+12025550150', ['answered', true]],
  ['+12025550151', ['no_answer', undefined]],
  ['+12025550152', ['busy', undefined]],
  ['+12025550153', ['voicemail', undefined]],
  ['+12025550154', ['failed', undefined]],
  ['+12025550158', ['answered', false]],
])('%s ends as the table says, on every attempt and with every seed', async (to, fate) => {
  for (const seed of [1, 2]) {
    const caller = await startPretendCaller({ answerRate: 0.3 }, seed);
    for (let attempt = 1; attempt <= 5; attempt++) await caller.place(to);
    await caller.untilOver();
    const endings = caller.webhooks.filter(({ status }) => status === 'ended');
    expect(endings.map(({ disposition, goalMet }) => [disposition, goalMet])).toEqual(
      Array.from({ length: 5 }, () => fate),
    );
  }
});

test('0151 rings until its limit, 0158 hangs up after six seconds, busy and failed never ring', async () => {
  const caller = await startPretendCaller({ setupSeconds: [0, 0] });
  const [unanswered, short, busy, failed] = await Promise.all(
    ['+12025550151', '+12025550158', '+12025550152', '+12025550154'].map((to) =>
      caller.place(to, { ringSecondsMax: 25 }),
    ),
  );
  await caller.untilOver();
  expect(await caller.view(unanswered ?? '')).toMatchObject({
    ringingAt: '2026-11-02T10:00:00.000Z',
    endedAt: '2026-11-02T10:00:25.000Z',
  });
  expect(await caller.view(short ?? '')).toMatchObject({ talkSeconds: 6 });
  expect(await caller.view(busy ?? '')).toMatchObject({ ringingAt: null, talkSeconds: 0 });
  expect(await caller.view(failed ?? '')).toMatchObject({ ringingAt: null, talkSeconds: 0 });
});

test('0155 ends without a word, and tells when asked', async () => {
  const caller = await startPretendCaller();
  const id = await caller.place('+12025550155');
  await caller.untilOver();
  expect(caller.statuses).toEqual(['queued', 'ringing', 'in_progress']);
  expect(await caller.view(id)).toMatchObject({ status: 'ended', disposition: 'answered' });
});

test('0156 tells everything twice in the same words', async () => {
  const caller = await startPretendCaller();
  await caller.place('+12025550156');
  await caller.untilOver();
  expect(caller.statuses).toEqual(story.flatMap((status) => [status, status]));
  expect(new Set(caller.webhooks.map(({ eventId }) => eventId)).size).toBe(4);
});

test('0157 tells the ending before the answer', async () => {
  const caller = await startPretendCaller();
  await caller.place('+12025550157');
  await caller.untilOver();
  expect(caller.statuses).toEqual(['ringing', 'queued', 'ended', 'in_progress']);
});

test('0159 is refused with 429, always', async () => {
  const caller = await startPretendCaller();
  for (let attempt = 1; attempt <= 3; attempt++) {
    const { status, body } = await caller.askJson('POST', '/calls', caller.order('+12025550159'));
    expect(status).toBe(429);
    expect(body['retryAfter']).toBeGreaterThan(0);
  }
  expect(caller.log()).toEqual([]);
});

test.each([
  ['refuse429', 429, 0],
  ['serverErrorBefore', 500, 0],
  ['serverErrorAfter', 500, 1],
] as const)('%s answers %i and accepts %i calls', async (fault, status, accepted) => {
  const caller = await startPretendCaller({ faults: { [fault]: 1 } });
  expect((await caller.ask('POST', '/calls', caller.order(winner))).status).toBe(status);
  await caller.untilOver();
  expect(caller.log()).toHaveLength(accepted);
  expect(caller.statuses).toEqual(accepted === 1 ? story : []);
});

test('a lost response cuts the connection, and the call goes on', async () => {
  const caller = await startPretendCaller({ faults: { loseResponse: 1 } });
  await expect(caller.ask('POST', '/calls', caller.order(winner))).rejects.toThrow('fetch failed');
  await caller.untilOver();
  expect(caller.log()).toMatchObject([{ to: winner, disposition: 'answered' }]);
  expect(caller.statuses).toEqual(story);
});

test('a hanging response comes late, and the call is under way meanwhile', async () => {
  const caller = await startPretendCaller({ faults: { hang: 1, hangMs: 80 } });
  let isAnswered = false;
  const asked = caller.place(winner).then(() => (isAnswered = true));
  await expect.poll(() => caller.log().length).toBe(1);
  expect(isAnswered).toBe(false);
  await asked;
});

test('refusals are drawn anew for every request, so that one who asks again gets through', async () => {
  const caller = await startPretendCaller({ faults: { refuse429: 0.5 } });
  const statuses: number[] = [];
  for (let request = 0; request < 40; request++)
    statuses.push((await caller.ask('POST', '/calls', caller.order(winner))).status);
  expect(statuses).toContain(201);
  expect(statuses).toContain(429);
});

test('webhookLost sends nothing, webhookTwice everything twice', async () => {
  const lost = await startPretendCaller({ faults: { webhookLost: 1 } });
  await lost.place(winner);
  await lost.untilOver();
  expect(lost.webhooks).toEqual([]);
  const twice = await startPretendCaller({ faults: { webhookTwice: 1 } });
  await twice.place(winner);
  await twice.untilOver();
  expect(twice.statuses).toEqual(story.flatMap((status) => [status, status]));
});

test('webhookLate sends it so many seconds later', async () => {
  const caller = await startPretendCaller({
    announceQueued: false,
    setupSeconds: [0, 0],
    faults: { webhookLate: 1, webhookLateSeconds: 90 },
  });
  await caller.place('+12025550152');
  await caller.clock.advance(89_999);
  expect(caller.webhooks).toEqual([]);
  await caller.clock.advance(1);
  expect(caller.webhooks).toMatchObject([{ status: 'ended', at: '2026-11-02T10:00:00.000Z' }]);
});

test('webhookForged sends a lie under a wrong signature ahead of every true one', async () => {
  const caller = await startPretendCaller({ faults: { webhookForged: 1 } });
  await caller.place(winner);
  await caller.untilOver();
  expect(caller.statuses).toEqual(story.flatMap((status) => ['ended', status]));
  const signatures = caller.receiver.received.map(({ headers }) => headers['x-simulator-signature']);
  expect(new Set(signatures).size).toBe(8);
});

test('a webhook that was not taken is sent again after 1, 5 and 30 seconds, then never', async () => {
  const caller = await startPretendCaller({ announceQueued: false, setupSeconds: [0, 0] });
  caller.receiver.answerWith(503);
  await caller.place('+12025550152');
  const counts: number[] = [];
  for (const wait of [0, 999, 1, 4999, 1, 29_999, 1, 600_000]) {
    await caller.clock.advance(wait);
    counts.push(caller.webhooks.length);
  }
  expect(counts).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  expect(new Set(caller.webhooks.map(({ eventId }) => eventId)).size).toBe(1);
});

test('a webhook whose connection was cut is sent again until it is taken', async () => {
  const caller = await startPretendCaller({ announceQueued: false, setupSeconds: [0, 0] });
  caller.receiver.answerWith(null);
  await caller.place('+12025550152');
  await caller.clock.advance(0);
  caller.receiver.answerWith(204);
  await caller.untilOver();
  expect(caller.statuses).toEqual(['ended', 'ended']);
});

test('the hostile preset makes trouble of every kind, and every accepted call still ends once', async () => {
  const caller = await startPretendCaller({ preset: 'hostile', faults: { hangMs: 1 } });
  const answers = new Set<number | string>();
  for (let index = 0; index < 150; index++) {
    const response = await caller
      .ask('POST', '/calls', caller.order(`+1202555${1000 + index}`))
      .catch(() => 'lost' as const);
    answers.add(response === 'lost' ? response : response.status);
  }
  await caller.untilOver();
  expect(answers).toEqual(new Set([201, 429, 500, 'lost']));
  expect(caller.log().every(({ ended, disposition }) => ended !== null && disposition !== null)).toBe(true);
});
