import type { IncomingMessage, ServerResponse } from 'node:http';

/** A refusal with its HTTP status; `message` says what to do. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfter: number | undefined;

  constructor(status: number, code: string, detail: { message: string; retryAfter?: number }) {
    super(detail.message);
    this.status = status;
    this.code = code;
    this.retryAfter = detail.retryAfter;
  }
}

const bodyBytesMax = 256 * 1024;

/** A request's body; throws Refused for one that is too long. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Refused(413, 'too_large', { message: `Send at most ${bodyBytesMax} bytes.` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The JSON of a request's body; throws Refused for what is no JSON or too long. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'malformed_json', { message: 'The body is not JSON.' });
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

export function answerRefused(response: ServerResponse, refused: Refused): void {
  const { status, code, message, retryAfter } = refused;
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  answerJson(response, status, { code, message, ...(retryAfter === undefined ? {} : { retryAfter }) });
}
