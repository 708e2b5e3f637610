import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally } from './listen.ts';

type Received = { headers: Record<string, string>; body: Buffer; url: string };

export type Receiver = {
  url: string;
  /** In the order in which they were whole. */
  received: Received[];
  /** What the next ones are answered with; `null` cuts the connection. */
  answerWith: (status: number | null, body?: string) => void;
  close: () => Promise<void>;
};

/** Something that takes webhooks and keeps them. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: { status: number | null; body: string } = { status: 204, body: '' };
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await request.toArray());
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push({ headers, body, url: request.url ?? '' });
    if (answer.status === null) request.socket.destroy();
    else response.writeHead(answer.status).end(answer.body);
  };
  const server = createServer((request, response) => void take(request, response));
  const port = await listenLocally(server);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answerWith: (status, body = '') => void (answer = { status, body }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
