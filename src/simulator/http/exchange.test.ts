import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startPretendCaller } from '#test/support/pretend-caller.ts';
import { startSimulator } from '../simulator.ts';

const winner = '+12025550150';

test('an agent that is missing is refused with 404', async () => {
  const caller = await startPretendCaller();
  const { status, body } = await caller.askJson('POST', '/calls', caller.order(winner, { agent: 'missing-1' }));
  expect([status, body['code']]).toEqual([404, 'no_such_agent']);
});

test.each([
  [{ to: '2025550150' }, 'E.164'],
  [{ reference: '' }, 'reference'],
  [{ callbackUrl: 'ftp://x.example' }, 'callbackUrl'],
  [{ ringSecondsMax: 0 }, 'ringSecondsMax'],
])('an order that does not fit is refused with what is wrong: %j', async (changes, message) => {
  const caller = await startPretendCaller();
  const { status, body } = await caller.askJson('POST', '/calls', caller.order(winner, changes));
  expect(status).toBe(400);
  expect(body['message']).toContain(message);
  expect(caller.log()).toEqual([]);
});

test('whoever has no key, no JSON, too much of it or the wrong address is told so', async () => {
  const simulator = await startSimulator();
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`${simulator.url}/calls`, { method: 'POST', headers, body });
  const status = async (apiKey: string, body = '{}') =>
    (await post({ authorization: `Bearer ${apiKey}` }, body)).status;
  expect((await post({}, '{}')).status).toBe(401);
  expect(await Promise.all(['revoked-1', 'unpaid-1', 'forbidden-1', 'good'].map((each) => status(each)))).toEqual([
    401, 402, 403, 400,
  ]);
  expect(await status('good', '{"to":')).toBe(400);
  expect(await status('good', `"${'x'.repeat(300_000)}"`)).toBe(413);
  expect((await fetch(`${simulator.url}/nothing`)).status).toBe(404);
  expect((await fetch(`${simulator.url}/calls/sim_x_1`)).status).toBe(404);
  await simulator.close();
});

test('it listens on 127.0.0.1 and nowhere else, and only by that name', async () => {
  const simulator = await startSimulator();
  const reach = (host: string) =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port: simulator.port, host, timeout: 500 });
      socket
        .on('connect', () => resolve(true))
        .on('error', () => resolve(false))
        .on('timeout', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
  expect(await Promise.all(['127.0.0.1', '127.0.0.2', '::1'].map(reach))).toEqual([true, false, false]);
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(simulator.port, '127.0.0.1', () =>
    socket.write('GET /log HTTP/1.1\r\nhost: evil.example\r\n\r\n'),
  );
  socket.on('data', (data) => resolve(data.toString()));
  expect(await promise).toMatch(/^HTTP\/1.1 421/);
  socket.destroy();
  await simulator.close();
});

test('a port that is taken is refused at the start', async () => {
  const simulator = await startSimulator();
  await expect(startSimulator({ port: simulator.port })).rejects.toThrow('EADDRINUSE');
  await simulator.close();
});

test('after it is closed nothing more happens', async () => {
  const caller = await startPretendCaller();
  const simulator = await startSimulator({ clock: caller.clock });
  await fetch(`${simulator.url}/calls`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body: JSON.stringify(caller.order(winner)),
  });
  await simulator.close();
  await caller.untilOver();
  expect(caller.statuses.filter((status) => status !== 'queued')).toEqual([]);
  expect(caller.clock.nextTimer()).toBeNull();
});
