import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '#domain/permissions.ts';
import { makeKey } from '#server/api-keys/make-key.ts';
import { insertKey } from '#server/api-keys/sql.ts';
import { insertUser } from '#server/identity/sql.ts';
import { insertMember } from '#server/members/sql.ts';
import type { TestApp } from './app.ts';

export type Somebody = { userId: string; memberId: string; email: string; cookie: string };

/** A person with a session, a member of that workspace in this role. */
export async function makeMember(
  api: TestApp,
  { role, workspaceId = api.tenant.workspaceId }: { role: Role; workspaceId?: string },
): Promise<Somebody> {
  const { db } = api.system;
  const now = new Date();
  const email = `${randomUUID()}@example.com`;
  const userId = await insertUser(db, { name: `The ${role}`, email, passwordHash: null, isSystemAdmin: false }, now);
  if (userId === undefined) throw new Error('the e-mail was taken');
  await insertMember(db, { workspaceId, userId, role, now });
  const { rows } = await sql<{ id: string }>`
    select id from members where workspace_id = ${workspaceId} and user_id = ${userId}
  `.execute(db);
  const { cookies } = await api.options.identity.open({ userId, workspaceId }, new Headers());
  return { userId, memberId: rows[0]?.id ?? '', email, cookie: cookieOf(cookies) };
}

/** What a browser sends back of what it was told to keep. */
export function cookieOf(cookies: string | string[] | undefined): string {
  return [cookies ?? []]
    .flat()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** A key of the tenant with these scopes. */
export async function makeScopedKey(
  api: TestApp,
  scopes: string[],
  { expiresAt = null }: { expiresAt?: Date | null } = {},
): Promise<{ id: string; key: string }> {
  const { key, prefix, hash } = makeKey();
  const row = { workspaceId: api.tenant.workspaceId, name: 'scoped', prefix, hash, scopes, isSystemAdmin: false };
  const { id } = await insertKey(api.system.db, {
    ...row,
    id: randomUUID(),
    createdBy: null,
    expiresAt,
    now: new Date(),
  });
  return { id, key };
}
