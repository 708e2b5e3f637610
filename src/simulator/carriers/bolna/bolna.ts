import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Call } from '../../call.ts';
import type { Dialect, Exchange } from '../../dialect.ts';
import { answerJson, readJson, Refused } from '../../http/exchange.ts';
import { answerPlacement, keep } from '../../http/placement.ts';
import type { Letter } from '../../webhooks/postman.ts';
import type { World } from '../../world.ts';
import { callOf, executionIdOf, executionOf, rowOf } from './execution.ts';
import type { Note } from './execution.ts';

export type PretendAgent = { id: string; name: string; webhookUrl: string | null };

/** There from the start; its webhook address is set as at Bolna, by PATCH. */
const firstAgent: PretendAgent = { id: '3c90c3cc-0d44-4b50-8888-8dd25736052a', name: 'Alfred', webhookUrl: null };

/** At Bolna these are settings of the agent, out of a caller's reach. */
const limits = { ringSecondsMax: 45, talkSecondsMax: 600 };

const Ask = z.object({
  agent_id: z.string(),
  recipient_phone_number: z.string(),
  from_phone_number: z.string().nullish(),
  user_data: z.record(z.string(), z.unknown()).nullish(),
});

const Patch = z.object({ agent_config: z.object({ webhook_url: z.url().nullish() }).optional() });

type Front = { agents: Map<string, PretendAgent>; notes: Map<string, Note> };
type Asked = Exchange & { world: World; front: Front; id: string };

const endpoints: [RegExp, (asked: Asked) => void | Promise<void>][] = [
  [/^POST \/call$/, createCall],
  [/^POST \/call\/([^/]+)\/stop$/, stopCall],
  [/^GET \/executions\/([^/]+)$/, showCall],
  [
    /^GET \/v2\/agent\/all$/,
    ({ front, response }) => answerJson(response, 200, [...front.agents.values()].map(agentView)),
  ],
  [/^GET \/v2\/agent\/([^/]+)$/, ({ front, id, response }) => answerJson(response, 200, agentView(agentIn(front, id)))],
  [/^PATCH \/v2\/agent\/([^/]+)$/, changeAgent],
  [/^GET \/v2\/agent\/([^/]+)\/executions$/, listCalls],
  [/^GET \/user\/me$/, showAccount],
];

/** A world that speaks as Bolna does. What a call was asked for with is lost when it is started again. */
export function openBolna(agents: readonly PretendAgent[] = [firstAgent]): Dialect {
  const front: Front = { agents: new Map(agents.map((agent) => [agent.id, { ...agent }])), notes: new Map() };
  return {
    settings: { announceQueued: false, announceDialling: true, disconnectBeforeEnd: true, endingLagSeconds: 150 },
    answer: (world, exchange) => answer({ ...exchange, world, front, id: '' }),
    refuse,
    tell: (call, { status, at }, { callbackUrl }) => {
      const note = noteOf(front, call);
      note.changedAt = at;
      return callbackUrl === '' ? [] : [letterOf(callbackUrl, executionOf(call, note, { status, at }))];
    },
    forge: ({ url, body }) => letterOf(`${url}0`, { ...JSON.parse(body), status: 'busy' }),
  };
}

async function answer(asked: Asked): Promise<void> {
  const { request, url } = asked;
  refuseKey(request);
  const name = `${request.method} ${url.pathname}`;
  for (const [pattern, take] of endpoints) {
    const found = pattern.exec(name);
    if (found !== null) return take({ ...asked, id: decodeURIComponent(found[1] ?? '') });
  }
  throw new Refused(404, 'not_found', { message: 'Not Found' });
}

/** A key that begins with `revoked` shows how an account fails. */
function refuseKey(request: IncomingMessage): void {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined) throw new Refused(401, 'no_key', { message: 'Access denied' });
  if (key.startsWith('revoked')) throw new Refused(403, 'bad_key', { message: 'Invalid API key' });
}

/** The reason stands under another name where the key is refused. */
function refuse(response: ServerResponse, { status, message, retryAfter }: Refused): void {
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  answerJson(response, status, status === 403 ? { detail: message } : { error: status, message });
}

async function createCall({ world, front, request, response }: Asked): Promise<void> {
  const ask = Ask.parse(await readJson(request));
  const agent = agentIn(front, ask.agent_id);
  const { recipient_phone_number: to, from_phone_number: from = null } = ask;
  if (!/^\+[1-9]\d{6,14}$/.test(to)) throw new Refused(422, 'bad_number', { message: 'invalid phone number format' });
  const userData = ask.user_data ?? {};
  const reference = typeof userData['attempt_id'] === 'string' ? userData['attempt_id'] : randomUUID();
  const order = { reference, to, from, agent: agent.id, callbackUrl: agent.webhookUrl ?? '', ...limits, userData };
  const placement = world.place(order, '');
  if (placement.kind === 'accepted') {
    const { id, createdAt } = placement.call;
    front.notes.set(id, { agentId: agent.id, from, userData, changedAt: createdAt });
  }
  await keep(world);
  answerPlacement({ world, response }, placement, (call) =>
    answerJson(response, 200, { message: 'done', status: 'queued', execution_id: executionIdOf(call) }),
  );
}

async function stopCall({ world, id, response }: Asked): Promise<void> {
  const call = callIn(world, id);
  if (call.status !== 'queued' || !world.cancel(call))
    throw new Refused(400, 'not_waiting', { message: 'Only a queued or scheduled call can be stopped' });
  await keep(world);
  answerJson(response, 200, { message: 'done', status: 'stopped', execution_id: id });
}

function showCall({ world, front, id, response }: Asked): void {
  answerJson(response, 200, present(front, callIn(world, id)));
}

async function changeAgent({ front, id, request, response }: Asked): Promise<void> {
  const agent = agentIn(front, id);
  const webhookUrl = Patch.parse(await readJson(request)).agent_config?.webhook_url;
  if (webhookUrl !== undefined) agent.webhookUrl = webhookUrl;
  answerJson(response, 200, { message: 'success', state: 'updated' });
}

const Query = z.object({
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  page_number: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(50).default(20),
});

function listCalls({ world, front, id, url, response }: Asked): void {
  agentIn(front, id);
  const query = Query.parse(Object.fromEntries(url.searchParams));
  const from = query.from === undefined ? 0 : Date.parse(query.from);
  const to = query.to === undefined ? Infinity : Date.parse(query.to);
  const calls = world.book
    .slice(0, world.book.size)
    .filter((call) => call.createdAt >= from && call.createdAt <= to && noteOf(front, call).agentId === id)
    .toReversed();
  const end = query.page_number * query.page_size;
  answerJson(response, 200, {
    page_number: query.page_number,
    page_size: query.page_size,
    total: calls.length,
    has_more: end < calls.length,
    data: calls.slice(end - query.page_size, end).map((call) => rowOf(present(front, call))),
  });
}

function showAccount({ world, response }: Asked): void {
  const current = world.book.slice(0, world.book.size).filter(({ endedAt }) => endedAt === null).length;
  const concurrency = { max: world.settings.maxCallsAtOnce ?? 10, current };
  const id = '00000000-0000-4000-8000-000000000001';
  answerJson(response, 200, { id, name: 'Pretend', email: 'pretend@example.com', wallet: 9930.01, concurrency });
}

function present(front: Front, call: Call) {
  const note = noteOf(front, call);
  return executionOf(call, note, { status: call.status, at: note.changedAt });
}

function noteOf({ agents, notes }: Front, call: Call): Note {
  const known = notes.get(call.id);
  if (known !== undefined) return known;
  const [agentId = firstAgent.id] = agents.keys();
  const changedAt = call.endedAt ?? call.answeredAt ?? call.ringingAt ?? call.createdAt;
  const note: Note = { agentId, from: null, userData: { attempt_id: call.reference }, changedAt };
  notes.set(call.id, note);
  return note;
}

function callIn({ book }: World, id: string): Call {
  const call = callOf(book, id);
  if (call === undefined) throw new Refused(404, 'no_such_call', { message: 'Execution not found' });
  return call;
}

function agentIn({ agents }: Front, id: string): PretendAgent {
  const agent = agents.get(id);
  if (agent === undefined) throw new Refused(404, 'no_such_agent', { message: 'Agent not found' });
  return agent;
}

function agentView({ id, name }: PretendAgent) {
  return { id, agent_name: name, agent_type: 'other', agent_status: 'processed' };
}

function letterOf(url: string, body: object): Letter {
  return { url, body: JSON.stringify(body), headers: () => ({ 'content-type': 'application/json' }) };
}
