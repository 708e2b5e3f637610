import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally } from '../support/listen.ts';
import type { Trouble } from './carrier.ts';

export type Sent = { method: string; url: string; headers: Record<string, string>; body: string };

/** One request and what the carrier answered; `answer` is null where it was not asked, or cut off. */
export type Exchange = Sent & { status: number; answer: string | null };

export type Front = {
  url: string;
  creates: () => number;
  /** What came, in order. */
  exchanges: () => Exchange[];
  meet: (trouble: Trouble) => void;
  dropConnections: () => void;
  close: () => Promise<void>;
};

/** Stands before a carrier, keeps what is said, counts its create-calls and makes trouble for them on demand. */
export async function startFront(
  carrierUrl: string,
  isCreate: (request: IncomingMessage) => boolean = () => false,
): Promise<Front> {
  let creates = 0;
  const exchanges: Exchange[] = [];
  let trouble: Trouble | null = null;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray());
    const exchange: Exchange = { ...sentIn(request, body), status: 0, answer: null };
    exchanges.push(exchange);
    const onward = { request, body, exchange };
    if (!isCreate(request)) return forward(carrierUrl, onward, response);
    creates += 1;
    const met = trouble;
    trouble = null;
    if (met === null) return forward(carrierUrl, onward, response);
    if (met.kind === 'answer') response.writeHead(met.status, met.headers).end(met.body);
    if (met.kind === 'cut') request.socket.destroy();
    if (met.kind === 'accept_and_cut') await forward(carrierUrl, onward, null).then(() => request.socket.destroy());
  };
  const server = createServer((request, response) => void take(request, response));
  const port = await listenLocally(server);
  return {
    url: `http://127.0.0.1:${port}`,
    creates: () => creates,
    exchanges: () => exchanges,
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

type Onward = { request: IncomingMessage; body: Buffer; exchange: Exchange };

/** A carrier that cuts the connection is felt by whoever asked. */
async function forward(carrierUrl: string, onward: Onward, response: ServerResponse | null): Promise<void> {
  const { request, body, exchange } = onward;
  const { promise, resolve } = Promise.withResolvers<void>();
  const { host: _, connection: __, ...headers } = request.headers;
  const { method } = request;
  const asked = ask(
    carrierUrl + request.url,
    { ...(method === undefined ? {} : { method }), headers },
    async (answer) => {
      const whole = Buffer.concat(await answer.toArray());
      Object.assign(exchange, { status: answer.statusCode ?? 0, answer: whole.toString() });
      response?.writeHead(exchange.status, answer.headers).end(whole);
      resolve();
    },
  );
  asked.on('error', () => {
    request.socket.destroy();
    resolve();
  });
  asked.end(body);
  return promise;
}
