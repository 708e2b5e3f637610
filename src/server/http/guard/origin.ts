import type { FastifyRequest } from 'fastify';
import { Forbidden } from '#server/errors.ts';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site makes a browser send: a request that changes something must say that it comes from here.
 * `isTold` for requests that speak by a cookie: then a missing origin is refused as well.
 */
export function requireOwnOrigin(request: FastifyRequest, publicUrl: string, isTold: boolean): void {
  if (safe.has(request.method)) return;
  const { origin, host, 'sec-fetch-site': site } = request.headers;
  const own = [new URL(publicUrl).origin, `http://${host}`, `https://${host}`];
  if (origin !== undefined ? own.includes(origin) : isSaidOwn(site, isTold)) return;
  throw new Forbidden(
    'wrong_origin',
    'This request comes from another site. Send it from the dashboard, with its Origin header, or use an API key.',
  );
}

function isSaidOwn(site: string | string[] | undefined, isTold: boolean): boolean {
  return site === undefined ? !isTold : site === 'same-origin' || site === 'none';
}
