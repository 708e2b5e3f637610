import type { IncomingMessage, ServerResponse } from 'node:http';
import { arrayBuffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { Call } from '../../call.ts';
import type { Dialect, Exchange } from '../../dialect.ts';
import { answerJson, Refused } from '../../http/exchange.ts';
import { answerPlacement, keep } from '../../http/placement.ts';
import type { World } from '../../world.ts';
import { Form, instantOf, nowhere } from './asked.ts';
import type { Asked } from './asked.ts';
import { callFields, detailsOf, idOf } from './fields.ts';
import { forge, tell } from './letter.ts';

/** What calls were asked with, as long as this world lives. */
type Front = { world: World; asked: WeakMap<Call, Asked> };
type Answer = (front: Front, exchange: Exchange) => void | Promise<void>;

const endpoints: Record<string, Answer> = {
  'POST /Calls/connect.json': createCall,
  'GET /Calls.json': (front, { response, url }) => answerJson(response, 200, listCalls(front, url)),
  'GET /Calls/:sid.json': fetchCall,
  'GET /Balance.json': answerBalance,
};

/** The words of Exotel's Voice API v1. It lists no call before it is over, and has nothing that ends one. */
export function openExotel(): Dialect {
  const asked = new WeakMap<Call, Asked>();
  return {
    settings: { announceQueued: false },
    answer: (world, exchange) => answer({ world, asked }, exchange),
    refuse,
    tell,
    forge,
  };
}

async function answer(front: Front, exchange: Exchange): Promise<void> {
  const { request, url } = exchange;
  refuseStrangers(request);
  const path = url.pathname.replace(/^\/v1\/Accounts\/[^/]+/, '').replace(/^(\/Calls)\/(?!connect)[^/.]+/, '$1/:sid');
  const found = endpoints[`${request.method} ${path}`];
  if (found !== undefined) return found(front, exchange);
  // Exotel would answer XML: whoever forgets it had better hear of it.
  const message = `There is no ${request.method} ${path}; there are ${Object.keys(endpoints).join(', ')}.`;
  throw new Refused(404, 'NOT_FOUND', { message });
}

/** Keys that show how an account fails, as magic numbers show how calls end. */
function refuseStrangers(request: IncomingMessage): void {
  const [, pair = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  const [, key] = /^([^:]+):.+$/.exec(Buffer.from(pair, 'base64').toString()) ?? [];
  if (key === undefined || key.startsWith('revoked'))
    throw new Refused(401, 'UNAUTHORIZED', { message: 'Unauthorized' });
  if (key.startsWith('unpaid')) throw new Refused(402, 'PAYMENT_REQUIRED', { message: 'Payment Required' });
  if (key.startsWith('suspended')) throw new Refused(403, 'FORBIDDEN', { message: 'This account is suspended' });
}

function refuse(response: ServerResponse, { status, message, retryAfter }: Refused): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  const wait = retryAfter === undefined ? message : `Rate limit exceeded. Try again in ${retryAfter} seconds.`;
  const Code = status === 429 ? 'RATE_LIMIT_EXCEEDED' : status;
  answerJson(response, status, { RestException: { Status: status, Message: wait, Code } });
}

async function createCall({ world, asked }: Front, { request, response, url }: Exchange): Promise<void> {
  const form = await readForm(request);
  if (form.Url?.endsWith('/start_voice/0')) throw new Refused(404, 'NOT_FOUND', { message: 'There is no such flow' });
  const [reference = '', ...words] = (form.CustomField ?? '').split(' ');
  const of: Asked = {
    account: url.pathname.split('/')[3] ?? '',
    callerId: form.CallerId,
    customField: form.CustomField ?? null,
    events: form.events,
    isJson: form.StatusCallbackContentType === 'application/json',
  };
  const order = {
    reference: reference || 'nothing',
    to: form.From,
    from: form.CallerId,
    callbackUrl: form.StatusCallback ?? nowhere,
    ringSecondsMax: form.TimeOut,
    talkSecondsMax: form.TimeLimit,
    userData: { summary: words.join(' ') },
  };
  const placement = world.place(order, JSON.stringify(of));
  if (placement.kind === 'accepted') asked.set(placement.call, of);
  await keep(world);
  answerPlacement({ world, response }, placement, (call) => answerJson(response, 200, { Call: callFields(call, of) }));
}

async function readForm(request: IncomingMessage): Promise<Form> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(await arrayBuffer(request), { headers }).formData().catch(() => {
    throw new Refused(400, 'BAD_REQUEST', { message: 'The body is no form.' });
  });
  const events = form.getAll('StatusCallbackEvents[]');
  return Form.parse({ ...Object.fromEntries(form), events });
}

async function fetchCall({ world, asked }: Front, { response, url }: Exchange): Promise<void> {
  const [, , , account = '', , file = ''] = url.pathname.split('/');
  const call = world.book.get(idOf(file.replace(/\.json$/, '')));
  if (call === undefined) throw new Refused(404, 'NOT_FOUND', { message: 'There is no such call' });
  const details = url.searchParams.get('details') === 'true' ? { Details: detailsOf(call) } : {};
  answerJson(response, 200, { Call: { ...callFields(call, askedOf(asked, { call, account })), ...details } });
}

/** A world that was started again no longer knows what its calls were asked with. */
function askedOf(asked: Front['asked'], { call, account }: { call: Call; account: string }): Asked {
  return asked.get(call) ?? { account, callerId: '', customField: null, events: [], isJson: false };
}

const Search = z.object({
  From: z.string(),
  DateCreated: z.string().default(''),
  PageSize: z.coerce.number().int().min(1).max(100).default(50),
});

function listCalls({ world, asked }: Front, url: URL) {
  const { From, DateCreated, PageSize } = Search.parse(Object.fromEntries(url.searchParams));
  const [, since = ''] = /gte:([^;]+)/.exec(DateCreated) ?? [];
  const [, until = ''] = /lte:([^;]+)/.exec(DateCreated) ?? [];
  const account = url.pathname.split('/')[3] ?? '';
  const found = world.book
    .callsTo(From, instantOf(since) ?? 0)
    .filter((call) => call.status === 'ended' && call.createdAt < (instantOf(until) ?? Infinity) + 1000)
    .toReversed();
  const Calls = found.slice(0, PageSize).map((call) => callFields(call, askedOf(asked, { call, account })));
  const uri = `/v1/Accounts/${account}/Calls.json`;
  return {
    Metadata: { Total: found.length, PageSize, FirstPageUri: uri, PrevPageUri: null, NextPageUri: null },
    Calls,
  };
}

function answerBalance(_front: Front, { response, url }: Exchange): void {
  const BalanceData = { Balance: '1543.75', Currency: 'INR', PricingPlan: 'Pay As You Go' };
  answerJson(response, 200, { Account: { AccountSid: url.pathname.split('/')[3], BalanceData } });
}
