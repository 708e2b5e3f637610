import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export type Question = {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
  /** Real milliseconds for everything: connecting, sending, the whole answer. */
  timeoutMs: number;
};

/** `unsent`: not a byte of it left this machine. `silent`: it may have arrived, and nobody said what became of it. */
export type Reply =
  | { kind: 'answer'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'unsent'; message: string }
  | { kind: 'silent'; message: string };

const answerBytesMax = 4 * 1024 * 1024;
/** An idle connection is given up before most servers do: a request on one that is just dying has no known end. */
const pool = { keepAlive: true, timeout: 4000 };
const httpPool = new HttpAgent(pool);
const httpsPool = new HttpsAgent(pool);

/**
 * Sends exactly one HTTP request: no retry, no redirect, no second try when a kept connection turns out to be dead.
 * Never rejects.
 */
export function askOnce(question: Question): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  let hasBegun = false;
  const fail = (error: Error) => resolve({ kind: hasBegun ? 'silent' : 'unsent', message: describe(error) });
  let request: ClientRequest;
  try {
    request = open(question);
  } catch (error) {
    fail(error instanceof Error ? error : new Error(String(error)));
    return promise;
  }
  const late = new Error(`no answer within ${question.timeoutMs} ms`);
  const timer = setTimeout(() => request.destroy(late), question.timeoutMs);
  request.on('socket', (socket) => {
    if (!socket.connecting) hasBegun = true;
    else socket.once('connect', () => (hasBegun = true));
  });
  request.on('error', fail);
  request.on('response', (response) => void read(response).then(resolve, fail));
  request.end(question.body);
  return promise.finally(() => clearTimeout(timer));
}

function open({ method, url, headers, body }: Question): ClientRequest {
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options: RequestOptions = { method, headers: { ...headers, ...length } };
  return new URL(url).protocol === 'https:'
    ? httpsRequest(url, { ...options, agent: httpsPool })
    : httpRequest(url, { ...options, agent: httpPool });
}

async function read(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error(`the answer is longer than ${answerBytesMax} bytes`);
    chunks.push(chunk);
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  const body = Buffer.concat(chunks).toString();
  return { kind: 'answer', status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body };
}

function describe(error: Error & { code?: string }): string {
  return error.message === '' ? (error.code ?? error.name) : error.message;
}
