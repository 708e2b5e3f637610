import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { logEntryOf, viewOf } from '../call.ts';
import type { Call } from '../call.ts';
import type { CallBook } from '../call-book.ts';
import { answerJson, readJson, Refused } from './exchange.ts';
import { Order } from './order.ts';
import type { Placement, World } from '../world.ts';

type Exchange = { request: IncomingMessage; response: ServerResponse; url: URL };

const endpoints: Record<string, (world: World, exchange: Exchange) => void | Promise<void>> = {
  'POST /calls': createCall,
  'GET /calls': ({ book }, { response, url }) =>
    answerJson(response, 200, { data: findCalls(book, url.searchParams).map(viewOf) }),
  'GET /calls/:id': ({ book }, { response, url }) => answerJson(response, 200, viewOf(getCall(book, url))),
  'POST /calls/:id/cancel': cancelCall,
  'GET /account': showAccount,
  'GET /log': ({ book }, { response }) => sendLog(book, response),
  'GET /settings': ({ settings }, { response }) => answerJson(response, 200, settings),
  'PUT /settings': putSettings,
};

/** Answers one request; throws Refused or a zod error for what is asked wrongly. */
export async function route(world: World, exchange: Exchange): Promise<void> {
  const { request, url } = exchange;
  const name = `${request.method} ${url.pathname.replace(/^\/calls\/[^/]+/, '/calls/:id')}`;
  const answer = endpoints[name];
  if (answer !== undefined) return answer(world, exchange);
  const known = Object.keys(endpoints).join(', ');
  throw new Refused(404, 'no_such_endpoint', { message: `There is no ${name}; there are ${known}.` });
}

function keyOf(request: IncomingMessage): string {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined) throw new Refused(401, 'no_key', { message: 'Send any key as Authorization: Bearer.' });
  refuseMagicKey(key);
  return key;
}

/** How an account stands: money without end, and as many calls at once as the world has room for. */
function showAccount({ settings }: World, { request, response }: Exchange): void {
  keyOf(request);
  answerJson(response, 200, { maxCallsAtOnce: settings.maxCallsAtOnce });
}

async function createCall(world: World, { request, response }: Exchange): Promise<void> {
  const key = keyOf(request);
  const order = Order.parse(await readJson(request));
  if (order.agent?.startsWith('missing'))
    throw new Refused(404, 'no_such_agent', { message: 'There is no such agent.' });
  const placement = world.place(order, key);
  await keep(world);
  answerPlacement(world, placement, response);
}

/** What is answered must outlive a kill of this process. */
async function keep(world: World): Promise<void> {
  await world.written().catch((cause: unknown) => {
    const message = `The journal can't be written (${String(cause)}). Make room for it, then ask again.`;
    throw new Refused(500, 'not_written', { message });
  });
}

/** Keys that show how an account fails, as magic numbers show how calls end. */
function refuseMagicKey(key: string): void {
  if (key.startsWith('revoked')) throw new Refused(401, 'key_revoked', { message: 'This key was revoked.' });
  if (key.startsWith('unpaid')) throw new Refused(402, 'no_credit', { message: 'This account has no credit left.' });
  if (key.startsWith('forbidden')) throw new Refused(403, 'not_allowed', { message: 'This key may not place calls.' });
}

function answerPlacement(world: World, placement: Placement, response: ServerResponse): void {
  if (placement.kind === 'refused') {
    const { reason, retryAfter } = placement;
    throw new Refused(429, 'too_many', { message: `Not accepted: ${reason}.`, retryAfter });
  }
  if (placement.kind === 'server_error' || placement.answer === 'server_error') {
    throw new Refused(500, 'internal', { message: 'Something went wrong.' });
  }
  const { id, status } = placement.call;
  const accept = () => answerJson(response, 201, { id, status });
  if (placement.answer === 'never') response.socket?.destroy();
  else if (placement.answer === 'at_once') accept();
  else {
    const timer = setTimeout(accept, world.settings.faults.hangMs);
    response.on('close', () => clearTimeout(timer));
  }
}

const Search = z.object({
  reference: z.string().optional(),
  to: z.string().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
});

function findCalls(book: CallBook, query: URLSearchParams): Call[] {
  const { reference, to, since } = Search.parse(Object.fromEntries(query));
  const from = since === undefined ? 0 : Date.parse(since);
  if (reference !== undefined) {
    return book
      .withReference(reference)
      .filter((call) => call.createdAt >= from && (to === undefined || call.to === to));
  }
  if (to !== undefined) return book.callsTo(to, from);
  throw new Refused(400, 'bad_request', { message: 'Say which calls: give reference or to.' });
}

function getCall(book: CallBook, url: URL): Call {
  const id = url.pathname.split('/')[2] ?? '';
  const call = book.get(id);
  if (call === undefined) throw new Refused(404, 'no_such_call', { message: `There is no call ${id}.` });
  return call;
}

async function cancelCall(world: World, { response, url }: Exchange): Promise<void> {
  const call = getCall(world.book, url);
  if (!world.cancel(call)) throw new Refused(409, 'already_over', { message: 'This call is over already.' });
  await keep(world);
  answerJson(response, 200, { status: call.status });
}

async function putSettings(world: World, { request, response }: Exchange): Promise<void> {
  world.change(await readJson(request));
  await keep(world);
  answerJson(response, 200, world.settings);
}

const linesAtATime = 500;

async function sendLog(book: CallBook, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  await pipeline(Readable.from(logLines(book)), response);
}

function* logLines(book: CallBook): Generator<string> {
  const { size } = book;
  for (let from = 0; from < size; from += linesAtATime) {
    const calls = book.slice(from, Math.min(size, from + linesAtATime));
    yield calls.map((call) => `${JSON.stringify(logEntryOf(call))}\n`).join('');
  }
}
