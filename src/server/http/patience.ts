import { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusals, sendProblem } from './problem.ts';

/** A body that stops arriving for that many real milliseconds is answered with 408, and the connection closed. */
export function refuseSilence(app: FastifyInstance, silenceMs: number): void {
  app.addHook('onRequest', async (request, reply) => {
    // Injected requests come over no socket.
    if (!(request.raw instanceof IncomingMessage)) return;
    request.raw.setTimeout(silenceMs, () => {
      if (reply.sent) return;
      void sendProblem(refusals.tooSlow(), request, reply.header('connection', 'close')).then(
        () => request.raw.destroy(),
        () => request.raw.destroy(),
      );
    });
  });
  app.addHook('preHandler', async (request) => {
    if (!request.isMultipart()) stopWaiting(request);
  });
}

/** The body is here; what is done with it may take longer. */
export function stopWaiting(request: FastifyRequest): void {
  if (request.raw instanceof IncomingMessage) request.raw.setTimeout(0);
}
