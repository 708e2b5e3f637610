import { STATUS_CODES } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '#contract/problem.ts';
import { Conflict, Forbidden, Invalid, LimitReached, NotFound, Refused, UpstreamFailed } from '#server/errors.ts';
import type { Log } from '#server/log.ts';
import { isDatabaseDown } from './database-down.ts';
import { TooMany, rateHeaders } from './guard/rate-limit.ts';

type Answer = { status: number; problem: Problem; headers: Record<string, string> };
type HttpExtras = { detail: string; headers?: Record<string, string>; limit?: number };

/** A request that is refused for its form, before anybody looks at what it asks. */
class HttpRefusal extends Refused {
  readonly status: number;
  readonly extras: HttpExtras;

  constructor(status: number, code: string, extras: HttpExtras) {
    super(code, extras.detail);
    this.status = status;
    this.extras = extras;
  }
}

export const refusals = {
  malformedJson: (detail: string) => new HttpRefusal(400, 'malformed_json', { detail }),
  malformedUpload: (detail: string) => new HttpRefusal(400, 'malformed_upload', { detail }),
  malformedUrl: () =>
    new HttpRefusal(400, 'malformed_url', { detail: 'The address holds an escape that can not be read.' }),
  /** The same words for a missing, a wrong, an expired and a revoked key, and for a session that is over. */
  unauthorized: () =>
    new HttpRefusal(401, 'unauthorized', {
      detail:
        'This needs a valid API key, sent as "Authorization: Bearer carillon_…", or a session (POST /auth/sign-in).',
      headers: { 'www-authenticate': 'Bearer' },
    }),
  badSignature: () =>
    new HttpRefusal(401, 'bad_signature', {
      detail: 'The signature of this webhook is missing, wrong or too old. Nothing was kept.',
    }),
  /** The same words for an e-mail that nobody has and for a wrong password. */
  wrongPassword: () =>
    new HttpRefusal(401, 'wrong_credentials', { detail: 'No user has this e-mail and this password. Try again.' }),
  notPermitted: (needed: string) =>
    new Forbidden(
      'forbidden',
      `This needs ${needed}. Ask an admin of the workspace, or whoever runs the installation.`,
      {
        needed,
      },
    ),
  inProgress: () =>
    new HttpRefusal(409, 'in_progress', {
      detail:
        'A request with this Idempotency-Key is still being worked on. Ask again in a few seconds; if it stays so, the process ' +
        'that had it died: look whether it was done, and use a new key.',
      headers: { 'retry-after': '2' },
    }),
  noSuchPath: (path: string) =>
    new HttpRefusal(404, 'not_found', {
      detail: `There is nothing at ${path}. The paths are listed in /openapi.json.`,
    }),
  methodNotAllowed: (method: string, allowed: string[]) =>
    new HttpRefusal(405, 'method_not_allowed', {
      detail: `${method} is not possible here; ${allowed.join(', ')} would be.`,
      headers: { allow: allowed.join(', ') },
    }),
  tooSlow: () =>
    new HttpRefusal(408, 'request_timeout', { detail: 'The request did not arrive in time. Send it again.' }),
  tooLarge: (limit: number) =>
    new HttpRefusal(413, 'payload_too_large', { detail: `The request is larger than ${describeBytes(limit)}.`, limit }),
  uriTooLong: (limit: number) =>
    new HttpRefusal(414, 'uri_too_long', { detail: `The address is longer than ${describeBytes(limit)}.`, limit }),
  wrongMediaType: (wanted: string) =>
    new HttpRefusal(415, 'unsupported_media_type', {
      detail: `Send this as ${wanted}, and say so in the content-type header.`,
    }),
} as const;

function describeBytes(bytes: number): string {
  if (bytes >= 1024 ** 2) return `${Math.round(bytes / 1024 ** 2)} MiB`;
  return `${Math.round(bytes / 1024)} KiB`;
}

/** The one place that turns whatever went wrong into an answer. */
export function answerFor(error: unknown, request: { id: string; path: string; bytesMax: number }): Answer {
  const known = error instanceof Refused ? error : translate(error, request.bytesMax);
  const status = statusOf(known);
  const extras: Partial<HttpExtras> = known instanceof HttpRefusal ? known.extras : {};
  const problem: Problem = {
    type: `https://carillon.dev/problems/${known.code.replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: known.code,
    detail: known.detail,
    instance: request.path,
    requestId: request.id,
    ...(known.allowedActions ? { allowedActions: [...known.allowedActions] } : {}),
    ...(known.errors ? { errors: [...known.errors] } : {}),
    ...(extras.limit === undefined ? {} : { limit: extras.limit }),
    ...(known.needed === undefined ? {} : { needed: known.needed }),
  };
  return { status, problem, headers: { ...waitHeaders(known, status), ...extras.headers } };
}

function waitHeaders(error: Refused, status: number): Record<string, string> {
  if (error instanceof TooMany) return { ...rateHeaders(error.spent), 'retry-after': String(error.spent.resetSeconds) };
  return status === 503 ? { 'retry-after': '5' } : {};
}

/** What a readiness answer is sent with. */
export function readinessStatus(isReady: boolean): number {
  return isReady ? 200 : 503;
}

function statusOf(error: Refused): number {
  if (error instanceof HttpRefusal) return error.status;
  if (error instanceof Invalid) return error.code === 'macro_workbook' ? 415 : 422;
  if (error instanceof NotFound) return 404;
  if (error instanceof Conflict) return error.code === 'version_conflict' ? 412 : 409;
  if (error instanceof Forbidden) return 403;
  if (error instanceof LimitReached) return 429;
  if (error instanceof UpstreamFailed) return 503;
  return 500;
}

function translate(error: unknown, bytesMax: number): Refused {
  if (isDatabaseDown(error)) {
    const detail = 'The database can not be reached at the moment. Nothing was changed; try again in a few seconds.';
    return new UpstreamFailed('database_unavailable', detail, { cause: error });
  }
  return (
    fromFastify(error, bytesMax) ??
    new Refused('internal', 'Something went wrong here. The log says what, under this requestId.')
  );
}

/** Fastify's own refusals, by its codes. */
function fromFastify(error: unknown, bytesMax = jsonBytesMax): Refused | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusals.tooLarge(bytesMax);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_TYPE':
      return refusals.wrongMediaType('application/json');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return refusals.uriTooLong(urlBytesMax);
    case 'FST_ERR_BAD_URL':
      return refusals.malformedUrl();
    default:
      return undefined;
  }
}

/** The largest JSON body. */
export const jsonBytesMax = 1024 ** 2;

/** The longest address. */
export const urlBytesMax = 8 * 1024;

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, problem, headers } = answerFor(error, {
    id: request.id,
    path: pathOf(request),
    bytesMax: request.routeOptions?.bodyLimit ?? jsonBytesMax,
  });
  return reply
    .code(status)
    .headers({ ...headers, 'x-request-id': request.id })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** Makes every error and every unknown path of this app a problem. */
export function answerWithProblems(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const isOurs = error instanceof Refused && !(error instanceof UpstreamFailed);
    if (!isOurs && !fromFastify(error))
      log.error({ err: error, ...subjectOf(request), route: request.routeOptions.url }, 'a request failed');
    return sendProblem(error, request, reply);
  });
}

/** What a line of the log about a request names: the request, and the campaign or the call that it is about. */
export function subjectOf({ id, params, routeOptions }: FastifyRequest): Record<string, string> {
  const [, noun] = /\/(campaign|call)s\/:id/.exec(routeOptions.url ?? '') ?? [];
  const about = typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : undefined;
  return { requestId: id, ...(noun && about ? { [`${noun}Id`]: about } : {}) };
}

/** Where a webhook came is named without the token that lets it in. */
export function pathOf(request: FastifyRequest): string {
  const path = request.url.split('?')[0] ?? '/';
  return path.replace(/^(\/+hooks\/+[^/]+)\/.+$/i, '$1/…');
}
