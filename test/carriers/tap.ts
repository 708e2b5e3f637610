import { createServer, request as ask } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally } from '../support/listen.ts';

/** One request and what was answered; `answer` is null where the connection was cut instead. */
export type Overheard = { method: string; path: string; body: string; status: number; answer: string | null };

export type Tap = { url: string; overheard: Overheard[]; close: () => Promise<void> };

/** Stands before a carrier, lets everything through and keeps it. */
export async function startTap(carrierUrl: string): Promise<Tap> {
  const overheard: Overheard[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray());
    const { method = 'GET', url: path = '/' } = request;
    const kept: Overheard = { method, path, body: body.toString(), status: 0, answer: null };
    overheard.push(kept);
    const { host: _, connection: __, ...headers } = request.headers;
    const onward = ask(carrierUrl + path, { method, headers }, async (answer) => {
      const whole = Buffer.concat(await answer.toArray());
      Object.assign(kept, { status: answer.statusCode ?? 0, answer: whole.toString() });
      response.writeHead(kept.status, answer.headers).end(whole);
    });
    onward.on('error', () => request.socket.destroy()).end(body);
  };
  const server = createServer((request, response) => void take(request, response));
  const port = await listenLocally(server);
  return {
    url: `http://127.0.0.1:${port}`,
    overheard,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
