import { randomUUIDv7 } from 'node:crypto';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { openApiDocument } from '#contract/openapi.ts';
import { Readiness, operations } from '#contract/operations.ts';
import { createReceiver } from './dialer/receive.ts';
import { handlers } from './handlers.ts';
import { mountDocs } from './http/docs/docs-page.ts';
import { mountHooks } from './http/hooks.ts';
import { parseJson } from './http/json.ts';
import { mount, refuseOtherMethods } from './http/mount.ts';
import { refuseSilence } from './http/patience.ts';
import { answerWithProblems, jsonBytesMax, pathOf, readinessStatus, refusals, sendProblem } from './http/problem.ts';
import { readReadiness } from './http/readiness.ts';
import type { ReadinessSources } from './http/readiness.ts';
import { createLive } from './live/live.ts';
import type { System } from './system.ts';

export type AppOptions = Omit<ReadinessSources, 'db'> & {
  system: System;
  /** Where uploads lie while they are read. */
  uploadFolder: string;
  /** How long a request may be silent before it is complete, real milliseconds; 30 s when not given. */
  silenceMs?: number;
};

const urlBytesMax = 8 * 1024;

const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The HTTP side of a process: the API, the webhooks' door, health, and the API's description. Not yet listening. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { system } = options;
  const app = fastify({
    bodyLimit: jsonBytesMax,
    genReqId: () => `req_${randomUUIDv7()}`,
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 5000, requestTimeout: 0 },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
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
    if (request.is404) throw refusals.noSuchPath(pathOf(request));
  });
  refuseSilence(app, options.silenceMs ?? 30_000);
  const live = createLive(system);
  app.addHook('preClose', () => live.close());
  const all = { ...handlers, live: live.handlers };
  for (const prefix of ['/api/v1', '/api'])
    mount(app, { system, handlers: all, prefix, uploadFolder: options.uploadFolder });
  mountHooks(app, { publicUrl: system.publicUrl, receive: createReceiver(system) });
  mountOperations(app, { ...options, db: system.db });
  return app;
}

function mountOperations(app: FastifyInstance, sources: ReadinessSources): void {
  const document = JSON.stringify(openApiDocument(sources.version));
  const [health, ready, description] = [operations.health.path, operations.ready.path, '/openapi.json'];
  app.get(health, async () => ({ status: 'ok' }));
  app.get(ready, async (_request, reply) => {
    const readiness = await readReadiness(sources);
    return reply.code(readinessStatus(readiness.ready)).send(z.encode(Readiness, readiness));
  });
  app.get(description, async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  for (const path of [health, ready, description]) refuseOtherMethods(app, path, ['GET']);
  mountDocs(app, { description });
}
