import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import * as z from 'zod';
import { api } from '#contract/api.ts';
import type { Api } from '#contract/api.ts';
import { isRepeatable, pathsOf } from '#contract/endpoint.ts';
import type { Endpoint, Input, Output } from '#contract/endpoint.ts';
import type { Need } from '#domain/permissions.ts';
import { Invalid } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import type { Actor, Asking, Person, Visitor } from './actor.ts';
import { etagOf, readIfMatch } from './condition.ts';
import { bodyOfForm } from './form-fields.ts';
import { admit, systemFor } from './guard/admit.ts';
import type { Guard } from './guard/admit.ts';
import { fingerprintOf, once, readKey } from './guard/idempotency.ts';
import type { Sent } from './guard/idempotency.ts';
import { answerFor, jsonBytesMax, pathOf, refusals, sendProblem } from './problem.ts';
import { withForm } from './upload.ts';
import type { ReceivedFile } from './upload.ts';
import { readInput } from './validate.ts';

type HandlerInput<E extends Endpoint> = E extends { upload: true }
  ? Input<E> & { file: ReceivedFile }
  : E extends { resumable: true }
    ? Input<E> & { lastEventId: string | undefined }
    : Input<E>;

/** Who an endpoint's handler is told asks, by the permission it names. */
type Who<E extends Endpoint> = E['permission'] extends 'public'
  ? Visitor
  : E['permission'] extends 'signed_in'
    ? Person
    : Actor;

/** What a handler gives that opens or closes a session. */
export type WithCookies<T> = { cookies: string[]; output: T };

type Given<E extends Endpoint> = E extends { text: string }
  ? AsyncIterable<string>
  : E extends { cookies: true }
    ? WithCookies<Output<E>>
    : Output<E>;

/** What does the work of an endpoint: no parsing, no status codes. */
export type Handler<E extends Endpoint> = (system: System, actor: Who<E>, input: HandlerInput<E>) => Promise<Given<E>>;

type Verbs<Noun extends keyof Api> = {
  [Name in keyof Api[Noun]]: Api[Noun][Name] extends Endpoint ? Handler<Api[Noun][Name]> : never;
};

/** A handler for every endpoint that asks who is there. */
export type Handlers = { [Noun in Exclude<keyof Api, 'operations'>]: Verbs<Noun> };

type AnyHandler = (system: System, asking: Asking, input: Record<string, unknown>) => Promise<unknown>;
type Route = { definition: Endpoint; need: Need; handler: AnyHandler };

export type MountOptions = { guard: Guard; handlers: Handlers; prefix: string; uploadFolder: string };

/** Makes routes of the contract and its handlers; every other method of a path answers what would be allowed. */
export function mount(app: FastifyInstance, options: MountOptions): void {
  const byPath = new Map<string, Set<string>>();
  for (const route of routesOf(options.handlers)) {
    for (const path of pathsOf(route.definition)) {
      const url = options.prefix + path;
      app.route({ method: route.definition.method, url, ...lifeOf(route, options) });
      byPath.set(url, (byPath.get(url) ?? new Set()).add(route.definition.method));
    }
  }
  for (const [url, methods] of byPath) refuseOtherMethods(app, url, [...methods]);
}

function routesOf(handlers: Handlers): Route[] {
  // The type Handlers holds name for name what the contract holds; Object.entries forgets that.
  const byNoun = handlers as unknown as Record<string, Record<string, AnyHandler>>;
  return Object.entries<Record<string, Endpoint>>(api).flatMap(([noun, verbs]) =>
    Object.entries(verbs).flatMap(([name, definition]) => {
      const handler = byNoun[noun]?.[name];
      return handler ? [{ definition, need: { permission: definition.permission, noun }, handler }] : [];
    }),
  );
}

/** Who is there is asked before a byte of the body is read. */
function lifeOf(route: Route, options: MountOptions) {
  const { guard } = options;
  const admitted = new WeakMap<FastifyRequest, Asking>();
  return {
    ...(route.definition.bytesMax === undefined ? {} : { bodyLimit: route.definition.bytesMax }),
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      admitted.set(request, await admit(guard, { request, reply }, route.need));
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const asking = admitted.get(request);
      if (!asking) throw refusals.unauthorized();
      const system = systemFor(guard, asking, { ...route.need, request });
      const act = (input: Record<string, unknown>) => route.handler(system, asking, input);
      return respond({ request, reply }, { ...route, ...options, system, asking, act });
    },
  };
}

type Act = Route &
  MountOptions & {
    system: System;
    asking: Asking;
    act: (input: Record<string, unknown>) => Promise<unknown>;
  };
type Exchange = { request: FastifyRequest; reply: FastifyReply };

async function respond(exchange: Exchange, given: Act): Promise<FastifyReply> {
  const { request } = exchange;
  const { definition } = given;
  if (!definition.upload) {
    const input = inputOf(request, definition);
    return answerOnce(exchange, given, { input, body: request.body });
  }
  return withForm(request, given.uploadFolder, ({ fields, file }) => {
    const body = bodyOfForm(fields, definition.body);
    const input = readInput(definition, { params: request.params, query: request.query, body });
    if (!file) throw fileMissing();
    return answerOnce(exchange, given, { input: { ...input, file }, body: fields, file: file.path });
  });
}

function inputOf(request: FastifyRequest, definition: Endpoint): Record<string, unknown> {
  if (request.isMultipart()) throw refusals.wrongMediaType('application/json');
  const input = readInput(definition, { params: request.params, query: request.query, body: request.body });
  if (definition.versioned) return { ...input, ifMatch: readIfMatch(request.headers['if-match']) };
  return definition.resumable ? { ...input, lastEventId: lastEventIdOf(request) } : input;
}

function lastEventIdOf({ headers }: FastifyRequest): string | undefined {
  const given = headers['last-event-id'];
  return typeof given === 'string' ? given : undefined;
}

type Read = { input: Record<string, unknown>; body: unknown; file?: string };

/** A POST with an Idempotency-Key is answered as the first one with that key was. */
async function answerOnce({ request, reply }: Exchange, given: Act, { input, ...sent }: Read): Promise<FastifyReply> {
  const { definition, asking, system, act } = given;
  const key = isRepeatable(definition) ? readKey(request.headers['idempotency-key']) : undefined;
  if (key === undefined || asking.kind === 'visitor' || asking.workspaceId === null)
    return answer(reply, definition, await act(input));
  const { workspaceId } = asking;
  const actorId = asking.kind === 'api_key' ? asking.keyId : asking.kind === 'member' ? asking.userId : workspaceId;
  const fingerprint = await fingerprintOf({ address: `${request.method} ${request.url}`, ...sent });
  const { isReplay, ...known } = await once(
    { db: system.db, vault: system.vault, workspaceId, actorId, key, fingerprint },
    async () => encode(definition, await act(input)),
    (error) => sentOf(error, request),
  );
  if (isReplay) reply.header('idempotent-replayed', 'true');
  return send(reply, known);
}

function sentOf(error: unknown, request: FastifyRequest): Sent {
  const { status, problem } = answerFor(error, { id: request.id, path: pathOf(request), bytesMax: jsonBytesMax });
  return { status, type: 'application/problem+json', body: JSON.stringify(problem) };
}

function fileMissing(): Invalid {
  const message = 'Must hold the file: send it as a part named "file" with a file name';
  return new Invalid('validation_failed', `/file: ${message}`, {
    errors: [{ pointer: '/file', code: 'required', message }],
  });
}

const Pieces = z.custom<AsyncIterable<string>>(
  (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
);

const Cookies = z.object({ cookies: z.array(z.string()), output: z.unknown() });

/** What a handler gives must be what the contract says, or it is our mistake (500). */
function answer(reply: FastifyReply, definition: Endpoint, given: unknown): FastifyReply {
  if (definition.text !== undefined) {
    return reply
      .code(definition.status ?? 200)
      .type(definition.text)
      .send(Readable.from(Pieces.parse(given)));
  }
  if (definition.versioned) reply.header('etag', etagOf(given));
  if (!definition.cookies) return send(reply, encode(definition, given));
  const { cookies, output } = Cookies.parse(given);
  return send(reply.header('set-cookie', cookies), encode(definition, output));
}

/** What answers 204 when it is done answers 202, with what it has to say, when it goes on. */
function encode(definition: Endpoint, output: unknown): Sent {
  const type = 'application/json; charset=utf-8';
  if (definition.status === 204 && output === undefined) return { status: 204, type, body: '' };
  const body = JSON.stringify(z.encode(definition.output, output));
  return { status: definition.status === 204 ? 202 : (definition.status ?? 200), type, body };
}

function send(reply: FastifyReply, { status, type, body }: Sent): FastifyReply {
  return status === 204 ? reply.code(status).send() : reply.code(status).type(type).send(body);
}

const methods: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** 405 with what is possible, before anything else of the request is looked at. */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: string[]): void {
  app.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    exposeHeadRoute: false,
    onRequest: async (request, reply) =>
      sendProblem(refusals.methodNotAllowed(request.method, allowed), request, reply),
    handler: async () => undefined,
  });
}
