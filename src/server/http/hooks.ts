import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { IncomingWebhook, Received } from '#server/dialer/receive.ts';
import { countWebhook } from '#server/metrics/metrics.ts';
import { refuseOtherMethods } from './mount.ts';
import { pathOf, refusals, sendProblem } from './problem.ts';

const bytesMax = 256 * 1024;
const Params = z.object({ provider: z.string(), token: z.string() });
const path = '/hooks/:provider/:token';

export type HookOptions = { publicUrl: string; receive: (webhook: IncomingWebhook) => Promise<Received> };

/** Where providers call us: the body is taken as it is, whatever type it says it has. */
export function mountHooks(app: FastifyInstance, { publicUrl, receive }: HookOptions): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post(path, { bodyLimit: bytesMax }, async (request, reply) => {
      const received = await receive({
        ...Params.parse(request.params),
        headers: flat(request.headers),
        body: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
        url: publicUrl + request.url,
      }).catch((error: unknown) => {
        countWebhook('failed');
        throw error;
      });
      countWebhook(received.kind);
      if (received.kind === 'unknown_token') return sendProblem(refusals.noSuchPath(pathOf(request)), request, reply);
      if (received.kind === 'bad_signature') return sendProblem(refusals.badSignature(), request, reply);
      return reply.send({ received: true });
    });
    refuseOtherMethods(scope, path, ['POST']);
  });
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(entries);
}
