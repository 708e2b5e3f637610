import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeNeed, mayUse } from '#domain/permissions.ts';
import type { Need } from '#domain/permissions.ts';
import { record } from '#server/audit/sql.ts';
import type { Database } from '#server/database/pool.ts';
import { Forbidden } from '#server/errors.ts';
import { ipHeader } from '#server/identity/identity.ts';
import type { Identity } from '#server/identity/identity.ts';
import { findRole } from '#server/members/sql.ts';
import type { System } from '#server/system.ts';
import { findKeyOwner } from '../actor.ts';
import type { Actor, Asking, From, Person } from '../actor.ts';
import { refusals, subjectOf } from '../problem.ts';
import { requireOwnOrigin } from './origin.ts';
import { rateHeaders } from './rate-limit.ts';
import type { RateLimiter } from './rate-limit.ts';

export type Guard = {
  system: System;
  identity: Identity;
  /** The database as a workspace sees it. */
  inWorkspace: (workspaceId: string) => Database;
  limiter: RateLimiter;
  /** Requests a minute that one actor may make; any number where there is none. */
  rates: { reads: number | null; writes: number | null } | undefined;
};

/** Who asks, when they may ask this; before a byte of the body is read. */
export async function admit(
  guard: Guard,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  need: Need,
): Promise<Asking> {
  const asking = await recognise(guard, request, need);
  limit(guard, { request, reply }, asking);
  if (asking.kind === 'visitor' || (asking.kind === 'member' && need.permission === 'signed_in')) return asking;
  const actor = inItsWorkspace(asking);
  if (actor && mayUse(actor, need)) return actor;
  await record(guard.system.db, asking, {
    action: 'denied',
    target: `${request.method} ${request.routeOptions.url}`,
    after: { needed: describeNeed(need) },
  });
  throw actor ? refusals.notPermitted(describeNeed(need)) : noWorkspace();
}

/** What a handler is given to work with: of a workspace, unless the endpoint is about the whole installation. */
export function systemFor(
  guard: Guard,
  asking: Asking,
  { permission, request }: Need & { request: FastifyRequest },
): System {
  const system = { ...guard.system, log: guard.system.log.child(subjectOf(request)) };
  const isOfAll = permission === 'public' || permission === 'signed_in' || permission === 'system_admin';
  if (isOfAll || asking.kind === 'visitor' || asking.workspaceId === null) return system;
  return { ...system, db: guard.inWorkspace(asking.workspaceId), everywhere: guard.system.db };
}

async function recognise({ system, identity }: Guard, request: FastifyRequest, need: Need): Promise<Asking> {
  const from = fromOf(request);
  if (need.permission === 'public') {
    requireOwnOrigin(request, system.publicUrl, false);
    return { kind: 'visitor', name: 'a visitor', from };
  }
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined || cookie === undefined) return findKeyOwner(system.db, authorization, from);
  const person = await findPerson(system, identity, from);
  requireOwnOrigin(request, system.publicUrl, true);
  return person;
}

async function findPerson(system: System, identity: Identity, from: From): Promise<Person> {
  const found = await identity.read(from.headers);
  if (!found) throw refusals.unauthorized();
  const { activeWorkspaceId, ...user } = found;
  const role = activeWorkspaceId === null ? undefined : await findRole(system.db, activeWorkspaceId, user.userId);
  return {
    kind: 'member',
    ...user,
    workspaceId: role === undefined ? null : activeWorkspaceId,
    role: role ?? null,
    from,
  };
}

function inItsWorkspace(asking: Person | Actor): Actor | undefined {
  if (asking.kind !== 'member') return asking;
  const { workspaceId, role } = asking;
  return workspaceId === null || role === null ? undefined : { ...asking, workspaceId, role };
}

function noWorkspace(): Forbidden {
  return new Forbidden(
    'no_workspace',
    'You work in no workspace at the moment. Switch to one of yours (GET /auth/session lists them), or make one.',
  );
}

function limit(
  { limiter, rates }: Guard,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  asking: Asking,
): void {
  const kind = request.method === 'GET' ? 'reads' : 'writes';
  const perMinute = rates?.[kind] ?? null;
  if (perMinute === null) return;
  reply.headers(rateHeaders(limiter.spend(`${kind} ${limitedBy(asking)}`, { limit: perMinute, seconds: 60 })));
}

function limitedBy(asking: Asking): string {
  if (asking.kind === 'api_key') return asking.keyId;
  return asking.kind === 'member' ? asking.userId : (asking.from?.ip ?? '');
}

function fromOf(request: FastifyRequest): From {
  const headers = new Headers();
  for (const name of ['cookie', 'user-agent'] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  headers.set(ipHeader, request.ip);
  return { requestId: request.id, ip: request.ip, headers };
}
