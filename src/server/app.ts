import { randomUUIDv7 } from 'node:crypto';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { openApiDocument } from '#contract/openapi.ts';
import { Readiness, operations } from '#contract/operations.ts';
import { stopwatch } from './clock.ts';
import type { Database } from './database/pool.ts';
import { createReceiver } from './dialer/receive.ts';
import { handlers } from './handlers.ts';
import { asksForPage, mountDashboard } from './http/pages/dashboard.ts';
import { mountDocs } from './http/pages/docs-page.ts';
import { RateLimiter } from './http/guard/rate-limit.ts';
import { mountHooks } from './http/hooks.ts';
import { parseJson } from './http/json.ts';
import { mount, refuseOtherMethods } from './http/mount.ts';
import { refuseSilence } from './http/patience.ts';
import { countRequest } from './metrics/metrics.ts';
import {
  answerWithProblems,
  jsonBytesMax,
  pathOf,
  readinessStatus,
  refusals,
  sendProblem,
  urlBytesMax,
} from './http/problem.ts';
import { readReadiness } from './http/readiness.ts';
import type { ReadinessSources } from './http/readiness.ts';
import { createLive } from './live/live.ts';
import type { Live } from './live/live.ts';
import { createAuthHandlers } from './identity/handlers.ts';
import type { Identity } from './identity/identity.ts';
import type { System } from './system.ts';

/** What a process says of itself. */
export type HealthSources = ReadinessSources & {
  /** The metrics, in Prometheus' text format. */
  scrape: () => Promise<string>;
};

export type AppOptions = Omit<HealthSources, 'db'> & {
  system: System;
  identity: Identity;
  /** The database as a workspace sees it. */
  inWorkspace: (workspaceId: string) => Database;
  /** How much one actor may ask, and how often somebody may try to come in; as much as they like when not given. */
  limits?: RequestLimits | undefined;
  /** Whether strangers may make themselves a workspace. */
  isSignUpOpen: boolean;
  /** Reverse proxies in front, whose word about a visitor's address counts; none when not given. */
  proxies?: number;
  /** Where uploads lie while they are read. */
  uploadFolder: string;
  /** How long a request may be silent before it is complete, real milliseconds; 30 s when not given. */
  silenceMs?: number;
};

export type RequestLimits = {
  /** Requests of one actor in a minute; null for any number. */
  rates: { reads: number | null; writes: number | null };
  /** Tries to come in, in a quarter of an hour. */
  tries: { ofAddress: number; withEmail: number };
};

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Of a process that answers nobody else: whether it is alive, and whether it can do its work. */
export function createHealthApp(sources: HealthSources): FastifyInstance {
  const app = fastify({ genReqId: () => `req_${randomUUIDv7()}`, forceCloseConnections: true });
  app.addHook('onRequest', async (_request, reply) => void reply.headers(securityHeaders));
  app.addHook('onResponse', count);
  mountHealth(app, sources);
  return app;
}

/** The HTTP side of a process: the API, the webhooks' door, health, and the API's description. Not yet listening. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { system } = options;
  const app = fastify({
    bodyLimit: jsonBytesMax,
    trustProxy: (_address, hop) => hop < (options.proxies ?? 0),
    genReqId: () => `req_${randomUUIDv7()}`,
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 5000, requestTimeout: 0 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: urlBytesMax },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply.headers(securityHeaders)),
  });
  answerWithProblems(app, system.log);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseJson(body),
  );
  await app.register(multipart);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('x-request-id', request.id);
    if (request.url.length > urlBytesMax) throw refusals.uriTooLong(urlBytesMax);
    if (request.is404 && !asksForPage(request)) throw refusals.noSuchPath(pathOf(request));
  });
  app.addHook('onResponse', count);
  refuseSilence(app, options.silenceMs ?? 30_000);
  const live = createLive(system);
  app.addHook('preClose', () => live.close());
  mountApi(app, options, live);
  mountHooks(app, { publicUrl: system.publicUrl, receive: createReceiver(system) });
  mountOperations(app, { ...options, db: system.db });
  await mountDashboard(app);
  return app;
}

function mountApi(app: FastifyInstance, options: AppOptions, live: Live): void {
  const { system, identity, inWorkspace, limits, isSignUpOpen, uploadFolder } = options;
  const limiter = new RateLimiter(stopwatch());
  const guard = { system, identity, inWorkspace, limiter, rates: limits?.rates };
  const auth = createAuthHandlers({ identity, limiter, tries: limits?.tries, isSignUpOpen });
  for (const prefix of ['/api/v1', '/api'])
    mount(app, { guard, handlers: { ...handlers, auth, live: live.handlers }, prefix, uploadFolder });
}

function mountOperations(app: FastifyInstance, sources: HealthSources): void {
  const document = JSON.stringify(openApiDocument(sources.version));
  const description = '/openapi.json';
  mountHealth(app, sources);
  app.get(description, async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  refuseOtherMethods(app, description, ['GET']);
  mountDocs(app, { description });
}

async function count(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { method, routeOptions } = request;
  countRequest({ method, route: routeOptions.url, status: reply.statusCode, milliseconds: reply.elapsedTime });
}

function mountHealth(app: FastifyInstance, sources: HealthSources): void {
  const [health, ready, metrics] = [operations.health.path, operations.ready.path, operations.metrics.path];
  app.get(health, async () => ({ status: 'ok' }));
  app.get(ready, async (_request, reply) => {
    const readiness = await readReadiness(sources);
    return reply.code(readinessStatus(readiness.ready)).send(z.encode(Readiness, readiness));
  });
  app.get(metrics, async (_request, reply) => reply.type(operations.metrics.text).send(await sources.scrape()));
  for (const path of [health, ready, metrics]) refuseOtherMethods(app, path, ['GET']);
}
