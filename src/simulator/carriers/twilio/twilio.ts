import type { IncomingMessage } from 'node:http';
import type { Call } from '../../call.ts';
import type { Dialect, Exchange } from '../../dialect.ts';
import { answerJson, readText, Refused } from '../../http/exchange.ts';
import { answerPlacement, keep } from '../../http/placement.ts';
import type { World } from '../../world.ts';
import { forge, tellIn } from './callback.ts';
import { orderIn } from './order.ts';
import { resourceOf, statusOf } from './resource.ts';
import type { Asked } from './resource.ts';
import { idOf } from './sid.ts';

type Caller = { accountSid: string; token: string };
type Visit = Exchange & { world: World; caller: Caller; sid: string };

/** Twilio's Voice API, as much of it as placing calls needs: create, list, fetch and update calls, balance, account. */
export function twilio(): Dialect {
  const askedOf = new Map<Call, Asked>();
  const show = ({ world, caller }: Visit, call: Call) => {
    const asked = askedOf.get(call) ?? forgotten(caller.accountSid);
    return resourceOf(call, asked, { now: world.now(), queueMs: world.queueMs() });
  };
  const actions: Record<string, (visit: Visit) => void | Promise<void>> = {
    'POST /Calls.json': async (visit) => {
      const { world, request, response, caller } = visit;
      const { order, asked } = orderIn(new URLSearchParams(await readText(request)), caller.accountSid);
      const placement = world.place(order, caller.token);
      if (placement.kind === 'accepted') askedOf.set(placement.call, asked);
      await keep(world);
      answerPlacement({ world, response }, placement, (call) => answerJson(response, 201, show(visit, call)));
    },
    'GET /Calls.json': (visit) => {
      const calls = find(visit, (call) => askedOf.get(call)?.from ?? '').map((call) => show(visit, call));
      answerJson(visit.response, 200, { calls, page: 0, page_size: calls.length, next_page_uri: null });
    },
    'GET /Calls/:sid.json': (visit) => answerJson(visit.response, 200, show(visit, get(visit))),
    'POST /Calls/:sid.json': async (visit) => {
      const form = new URLSearchParams(await readText(visit.request));
      end(visit, form.get('Status'));
      await keep(visit.world);
      answerJson(visit.response, 200, show(visit, get(visit)));
    },
    'GET /Balance.json': ({ response, caller }) =>
      answerJson(response, 200, { account_sid: caller.accountSid, balance: '100.00', currency: 'USD' }),
    'GET .json': ({ response, caller }) =>
      answerJson(response, 200, { sid: caller.accountSid, status: 'active', type: 'Full', friendly_name: 'Pretend' }),
  };
  return {
    // One call a second and a queue behind it, as Twilio has for an account that asked for no more.
    settings: { dialsPerSecond: 1, announceDialling: true, announceQueued: false },
    answer: (world, exchange) => {
      const [, accountSid = '', rest = ''] = /^\/2010-04-01\/Accounts\/([^/.]+)(.*)$/.exec(exchange.url.pathname) ?? [];
      const [, sid = ''] = /^\/Calls\/([^/.]+)\.json$/.exec(rest) ?? [];
      const action = actions[`${exchange.request.method} ${sid === '' ? rest : '/Calls/:sid.json'}`];
      if (accountSid === '' || action === undefined) throw notFound(exchange.url.pathname);
      return action({ ...exchange, world, caller: callerOf(exchange.request, accountSid), sid });
    },
    refuse: (response, refused) => {
      const { status, message, retryAfter } = refused;
      const code = numberOf(refused);
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      const more_info = `https://www.twilio.com/docs/errors/${code}`;
      answerJson(response, status, { code, message, more_info, status });
    },
    tell: (call, turn, accepted) => {
      const asked = askedOf.get(call);
      return asked === undefined ? [] : tellIn(asked, call, { turn, accepted });
    },
    forge,
  };
}

const numbers: Readonly<Record<string, number>> = { too_many: 20_429, internal: 20_500 };

function numberOf({ code, status }: Refused): number {
  return numbers[code] ?? (/^\d+$/.test(code) ? Number(code) : 20_000 + status);
}

function callerOf({ headers }: IncomingMessage, accountSid: string): Caller {
  const encoded = headers.authorization?.replace(/^Basic /, '') ?? '';
  const [name = '', token = ''] = Buffer.from(encoded, 'base64').toString().split(':', 2);
  const isKnown = name === accountSid || name.startsWith('SK');
  if (token === '' || !isKnown) throw new Refused(401, '20003', { message: 'Authenticate' });
  refuseMagicToken(token);
  return { accountSid, token };
}

/** Tokens show how an account fails, as the simulator's own keys do. */
function refuseMagicToken(token: string): void {
  if (token.startsWith('revoked')) throw new Refused(401, '20003', { message: 'Authenticate' });
  if (token.startsWith('unpaid')) throw new Refused(403, '20005', { message: 'Account not active' });
  if (token.startsWith('forbidden')) throw new Refused(403, '20403', { message: 'Forbidden' });
}

function find({ world, url }: Visit, fromOf: (call: Call) => string): Call[] {
  const { searchParams: query } = url;
  const [to, from, status] = ['To', 'From', 'Status'].map((name) => query.get(name));
  const calls = typeof to === 'string' ? world.book.callsTo(to, 0) : world.book.slice(0, world.book.size);
  return calls
    .filter((call) => typeof from !== 'string' || fromOf(call) === from)
    .filter((call) => typeof status !== 'string' || statusOf(call) === status)
    .toReversed()
    .slice(0, Number(query.get('PageSize') ?? 50));
}

function get({ world, sid }: Visit): Call {
  const call = world.book.get(idOf(sid));
  if (call === undefined) throw notFound(`call ${sid}`);
  return call;
}

/** `canceled` withdraws what nobody has answered yet; `completed` ends everything. */
function end(visit: Visit, status: string | null): void {
  const call = get(visit);
  if (status !== 'canceled' && status !== 'completed') throw new Refused(400, '20001', { message: 'Unknown status' });
  const isTalking = call.status === 'in_progress';
  if ((status === 'canceled' && isTalking) || !visit.world.cancel(call)) {
    throw new Refused(400, '21220', { message: 'Call is not in the expected state. Cannot end it.' });
  }
}

function notFound(what: string): Refused {
  return new Refused(404, '20404', { message: `The requested resource ${what} was not found` });
}

/** Of a call of an earlier process, which had it in its journal. */
function forgotten(accountSid: string): Asked {
  return { accountSid, from: '', statusCallback: null, events: [], amdCallback: null, machineDetection: null };
}
