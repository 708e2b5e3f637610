import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pathOf, refusals, sendProblem } from '../problem.ts';

const folder = fileURLToPath(new URL('../../../../dist/web', import.meta.url));
/** A file's name holds what is in it. */
const forEver = 'public, max-age=31536000, immutable';

/** Paths that are no page of the dashboard: what is unknown below them is a problem, whoever asks. */
const notPages = /^\/(api|hooks|docs|assets|openapi\.json|healthz|readyz|metrics)(\/|$)/;

/** The dashboard as it was built: its files for ever, its one page for every address that is a page. */
export async function mountDashboard(app: FastifyInstance): Promise<void> {
  const policy = await readPolicy();
  if (policy === undefined) {
    app.setNotFoundHandler((request, reply) => sendProblem(refusals.noSuchPath(pathOf(request)), request, reply));
    return;
  }
  await app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', path.endsWith('.html') ? 'no-cache' : forEver),
  });
  const page = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('content-security-policy', policy).sendFile('index.html', folder);
  app.get('/', page);
  app.setNotFoundHandler(page);
}

/** Whether somebody's browser asks for a page: what is unknown then is answered by the dashboard, in its own words. */
export function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return (headers.accept?.includes('text/html') ?? false) && !notPages.test(url.split('?')[0] ?? '');
}

/** Everything comes from this server; recordings lie where the provider keeps them. */
async function readPolicy(): Promise<string | undefined> {
  const text = await readFile(join(folder, 'policy.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { scripts } = JSON.parse(text) as { scripts: string[] };
  return [
    "default-src 'none'",
    `script-src 'self' ${scripts.join(' ')}`,
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    'media-src https:',
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
