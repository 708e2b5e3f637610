import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import * as z from 'zod';
import { api } from '#contract/api.ts';
import type { Api } from '#contract/api.ts';
import { pathsOf } from '#contract/endpoint.ts';
import type { Endpoint, Input, Output } from '#contract/endpoint.ts';
import { Invalid } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import { checkPermission, findActor } from './actor.ts';
import type { Actor } from './actor.ts';
import { etagOf, readIfMatch } from './condition.ts';
import { bodyOfForm } from './form-fields.ts';
import { refusals, sendProblem } from './problem.ts';
import { withForm } from './upload.ts';
import type { ReceivedFile } from './upload.ts';
import { readInput } from './validate.ts';

type HandlerInput<E extends Endpoint> = E extends { upload: true }
  ? Input<E> & { file: ReceivedFile }
  : E extends { resumable: true }
    ? Input<E> & { lastEventId: string | undefined }
    : Input<E>;

/** What does the work of an endpoint: no parsing, no status codes. */
export type Handler<E extends Endpoint> = (
  system: System,
  actor: Actor,
  input: HandlerInput<E>,
) => Promise<E extends { text: string } ? AsyncIterable<string> : Output<E>>;

type Verbs<Noun extends keyof Api> = {
  [Name in keyof Api[Noun]]: Api[Noun][Name] extends Endpoint ? Handler<Api[Noun][Name]> : never;
};

/** A handler for every endpoint that asks who is there. */
export type Handlers = { [Noun in Exclude<keyof Api, 'operations'>]: Verbs<Noun> };

type AnyHandler = (system: System, actor: Actor, input: Record<string, unknown>) => Promise<unknown>;
type Route = { definition: Endpoint; handler: AnyHandler };

export type MountOptions = { system: System; handlers: Handlers; prefix: string; uploadFolder: string };

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
      return handler ? [{ definition, handler }] : [];
    }),
  );
}

/** Who is there is asked before a byte of the body is read. */
function lifeOf({ definition, handler }: Route, { system, uploadFolder }: MountOptions) {
  const actors = new WeakMap<FastifyRequest, Actor>();
  return {
    ...(definition.bytesMax === undefined ? {} : { bodyLimit: definition.bytesMax }),
    onRequest: async (request: FastifyRequest) => {
      const actor = await findActor(system.db, request.headers.authorization);
      checkPermission(actor, definition.permission);
      actors.set(request, actor);
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      const actor = actors.get(request);
      if (!actor) throw refusals.unauthorized();
      const act = (input: Record<string, unknown>) => handler(system, actor, input);
      const output = definition.upload
        ? await actOnForm(request, { definition, uploadFolder, act })
        : await act(inputOf(request, definition));
      return answer(reply, definition, output);
    },
  };
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

type FormAct = {
  definition: Endpoint;
  uploadFolder: string;
  act: (input: Record<string, unknown>) => Promise<unknown>;
};

function actOnForm(request: FastifyRequest, { definition, uploadFolder, act }: FormAct): Promise<unknown> {
  return withForm(request, uploadFolder, ({ fields, file }) => {
    const body = bodyOfForm(fields, definition.body);
    const input = readInput(definition, { params: request.params, query: request.query, body });
    if (!file) throw fileMissing();
    return act({ ...input, file });
  });
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

/** What a handler gives must be what the contract says, or it is our mistake (500). */
function answer(reply: FastifyReply, definition: Endpoint, output: unknown): FastifyReply {
  reply.code(definition.status ?? 200);
  if (definition.versioned) reply.header('etag', etagOf(output));
  if (definition.status === 204 && output === undefined) return reply.send();
  if (definition.status === 204) reply.code(202);
  if (definition.text !== undefined) return reply.type(definition.text).send(Readable.from(Pieces.parse(output)));
  const encoded = z.encode(definition.output, output);
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(encoded));
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
