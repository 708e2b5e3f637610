import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally } from '../support/listen.ts';
import type { Trouble } from './carrier.ts';
import type { Sent } from './specification.ts';

export type Front = {
  url: string;
  creates: () => number;
  sent: () => Sent[];
  meet: (trouble: Trouble) => void;
  dropConnections: () => void;
  close: () => Promise<void>;
};

/** Stands before a carrier, counts its create-calls and makes trouble for them on demand. */
export async function startFront(carrierUrl: string, isCreate: (request: IncomingMessage) => boolean): Promise<Front> {
  let creates = 0;
  const sent: Sent[] = [];
  let trouble: Trouble | null = null;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray());
    sent.push(sentIn(request, body));
    if (!isCreate(request)) return forward(carrierUrl, { request, body }, response);
    creates += 1;
    const met = trouble;
    trouble = null;
    if (met === null) return forward(carrierUrl, { request, body }, response);
    if (met.kind === 'answer') response.writeHead(met.status, met.headers).end(met.body);
    if (met.kind === 'cut') request.socket.destroy();
    if (met.kind === 'accept_and_cut')
      await forward(carrierUrl, { request, body }, null).then(() => request.socket.destroy());
  };
  const server = createServer((request, response) => void take(request, response));
  const port = await listenLocally(server);
  return {
    url: `http://127.0.0.1:${port}`,
    creates: () => creates,
    sent: () => sent,
    meet: (next) => void (trouble = next),
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sentIn({ method = '', url = '', headers }: IncomingMessage, body: Buffer): Sent {
  const flat = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { method, url, headers: Object.fromEntries(flat), body: body.toString() };
}

async function forward(
  carrierUrl: string,
  { request, body }: { request: IncomingMessage; body: Buffer },
  response: ServerResponse | null,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const { host: _, connection: __, ...headers } = request.headers;
  const { method } = request;
  const onward = ask(carrierUrl + request.url, { ...(method === undefined ? {} : { method }), headers }, (answer) => {
    answer.on('end', resolve);
    if (response === null) answer.resume();
    else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
  });
  onward.on('error', reject).end(body);
  return promise;
}
