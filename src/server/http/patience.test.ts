import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '#server/app.ts';
import { TestApp } from '#test/support/app.ts';

let api: TestApp;
let port: number;
let close: () => Promise<void>;

beforeAll(async () => {
  api = await TestApp.open();
  const app = await createApp({ ...api.options, silenceMs: 100 });
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await api.close();
});

/** Everything that comes back until the connection is closed. */
function converse(head: string[], body: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${[...head, 'host: test', `authorization: Bearer ${api.tenant.key}`].join('\r\n')}\r\n\r\n${body}`);
  return text(socket);
}

it.each([
  ['JSON', '/api/v1/campaigns', 'application/json', '{"name":'],
  [
    'a file',
    '/api/v1/campaigns/upload',
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nphone\n',
  ],
])('%s that stops arriving is answered with 408 and the connection closed', async (_what, path, type, body) => {
  const answer = await converse([`POST ${path} HTTP/1.1`, `content-type: ${type}`, 'content-length: 5000'], body);
  expect(answer).toMatch(/^HTTP\/1.1 408/);
  expect(answer).toContain('"code":"request_timeout"');
});

it('a header block above 16 KiB is answered with 431', async () => {
  expect(await converse(['GET /healthz HTTP/1.1', `x-long: ${'x'.repeat(20_000)}`], '')).toMatch(/^HTTP\/1.1 431/);
});
