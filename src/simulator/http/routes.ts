import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { logEntryOf, viewOf } from '../call.ts';
import type { Call } from '../call.ts';
import type { CallBook } from '../call-book.ts';
import type { Dialect, Exchange } from '../dialect.ts';
import { answerJson, answerRefused, readJson, Refused } from './exchange.ts';
import { Order } from './order.ts';
import { answerPlacement, keep } from './placement.ts';
import { forge, tell } from '../webhooks/native-letter.ts';
import type { World } from '../world.ts';

type Endpoints = Record<string, Dialect['answer']>;

const endpoints: Endpoints = {
  'POST /calls': createCall,
  'GET /calls': ({ book }, { response, url }) =>
    answerJson(response, 200, { data: findCalls(book, url.searchParams).map(viewOf) }),
  'GET /calls/:id': ({ book }, { response, url }) => answerJson(response, 200, viewOf(getCall(book, url))),
  'POST /calls/:id/cancel': cancelCall,
  'GET /account': showAccount,
};

/** What every world can be asked, whatever words its network speaks. */
const ofEveryWorld: Endpoints = {
  'GET /log': ({ book }, { response }) => sendLog(book, response),
  'GET /settings': ({ settings }, { response }) => answerJson(response, 200, settings),
  'PUT /settings': putSettings,
};

/** The simulator's own words. */
export const native: Dialect = { settings: {}, answer, refuse: answerRefused, tell, forge };

/** Answers one request; throws Refused or a zod error for what is asked wrongly. */
export async function route(dialect: Dialect, world: World, exchange: Exchange): Promise<void> {
  const { request, url } = exchange;
  await (ofEveryWorld[`${request.method} ${url.pathname}`] ?? dialect.answer)(world, exchange);
}

async function answer(world: World, exchange: Exchange): Promise<void> {
  const { request, url } = exchange;
  const name = `${request.method} ${url.pathname.replace(/^\/calls\/[^/]+/, '/calls/:id')}`;
  const found = endpoints[name];
  if (found !== undefined) return found(world, exchange);
  const known = Object.keys({ ...endpoints, ...ofEveryWorld }).join(', ');
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
  answerPlacement({ world, response }, placement, ({ id, status }) => answerJson(response, 201, { id, status }));
}

/** Keys that show how an account fails, as magic numbers show how calls end. */
function refuseMagicKey(key: string): void {
  if (key.startsWith('revoked')) throw new Refused(401, 'key_revoked', { message: 'This key was revoked.' });
  if (key.startsWith('unpaid')) throw new Refused(402, 'no_credit', { message: 'This account has no credit left.' });
  if (key.startsWith('forbidden')) throw new Refused(403, 'not_allowed', { message: 'This key may not place calls.' });
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
