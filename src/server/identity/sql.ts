import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type * as z from 'zod';
import type { Session } from '#contract/auth.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { refusals } from '#server/http/problem.ts';
import { listMemberships } from '#server/members/sql.ts';
import type { Owner, Vault } from '#server/vault/vault.ts';

export type NewUser = { name: string; email: string; passwordHash: string | null; isSystemAdmin: boolean };

/** Returns the user's id; nothing when somebody has this e-mail. */
export async function insertUser(trx: Runner, user: NewUser, now: Date): Promise<string | undefined> {
  const id = randomUUIDv7();
  const { rows } = await sql`
    insert into users (id, name, email, is_system_admin, created_at, updated_at)
    values (${id}, ${user.name}, ${user.email}, ${user.isSystemAdmin}, ${now}, ${now})
    on conflict (email) do nothing
    returning id
  `.execute(trx);
  if (rows.length === 0) return undefined;
  if (user.passwordHash !== null) await setPassword(trx, id, { hash: user.passwordHash, now });
  return id;
}

export async function setPassword(
  trx: Runner,
  userId: string,
  { hash, now }: { hash: string; now: Date },
): Promise<void> {
  await sql`
    insert into user_accounts (id, user_id, account_id, provider_id, password, created_at, updated_at)
    values (${randomUUIDv7()}, ${userId}, ${userId}::text, 'credential', ${hash}, ${now}, ${now})
    on conflict (provider_id, account_id) do update set password = excluded.password, updated_at = excluded.updated_at
  `.execute(trx);
}

/** Whether the e-mail was free, so that the change was made. */
export async function updateUser(
  trx: Runner,
  id: string,
  changes: { name: string | null; email: string | null; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update users u
    set name = coalesce(${changes.name}, name), email = coalesce(${changes.email}, email), updated_at = ${changes.now}
    where id = ${id} and not exists (select from users other where other.email = ${changes.email} and other.id <> u.id)
    returning id
  `.execute(trx);
  return rows.length > 0;
}

export type UserRow = {
  id: string;
  name: string;
  email: string;
  isSystemAdmin: boolean;
  hasPassword: boolean;
  expiresAt: Date;
};

/** The user of a session, and until when it is open. */
export async function findUserOf(db: Runner, sessionId: string): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`
    select u.id, u.name, u.email, u.is_system_admin as "isSystemAdmin", s.expires_at as "expiresAt",
      exists (select from user_accounts a where a.user_id = u.id and a.password is not null) as "hasPassword"
    from sessions s
    join users u on u.id = s.user_id
    where s.id = ${sessionId}
  `.execute(db);
  return rows[0];
}

/** A session as its owner sees it; refuses when it is over. */
export async function readSession(
  db: Runner,
  { sessionId, workspaceId }: { sessionId: string; workspaceId: string | null },
): Promise<z.infer<typeof Session>> {
  const found = await findUserOf(db, sessionId);
  if (!found) throw refusals.unauthorized();
  const { expiresAt, ...user } = found;
  const memberships = await listMemberships(db, user.id);
  return { user, expiresAt, workspaces: memberships.map((each) => ({ ...each, isActive: each.id === workspaceId })) };
}

export type SessionRow = { id: string; userAgent: string | null; ip: string | null; createdAt: Date; expiresAt: Date };

/** The newest first; one row more than `limit`. */
export async function listSessions(
  db: Runner,
  { userId, now }: { userId: string; now: Date },
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select id, nullif(user_agent, '') as "userAgent", nullif(ip_address, '') as ip, created_at as "createdAt",
      expires_at as "expiresAt"
    from sessions
    where user_id = ${userId} and expires_at > ${now}
      and (${after?.[0] ?? null}::uuid is null or id < ${after?.[0] ?? null}::uuid)
    order by id desc
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

/** Notes that a session is in use. */
export async function touchSession(db: Runner, id: string, now: Date): Promise<void> {
  await sql`update sessions set updated_at = ${now} where id = ${id}`.execute(db);
}

/** Sessions of a user that are over are of no use to anybody. */
export async function deleteExpiredSessions(db: Runner, userId: string, now: Date): Promise<void> {
  await sql`delete from sessions where user_id = ${userId} and expires_at <= ${now}`.execute(db);
}

/** Sessions, and codes that were sent out, of whoever does not come back. */
export async function forgetExpired(db: Runner, now: Date): Promise<void> {
  await sql`delete from sessions where expires_at <= ${now}`.execute(db);
  await sql`delete from verifications where expires_at <= ${now}`.execute(db);
}

/** Closes one session of a user; returns whether it was there. */
export async function deleteSession(db: Runner, userId: string, id: string): Promise<boolean> {
  const { rows } = await sql`delete from sessions where user_id = ${userId} and id = ${id} returning id`.execute(db);
  return rows.length > 0;
}

export async function deleteOtherSessions(db: Runner, userId: string, id: string): Promise<void> {
  await sql`delete from sessions where user_id = ${userId} and id <> ${id}`.execute(db);
}

export async function setActiveWorkspace(db: Runner, sessionId: string, workspaceId: string): Promise<void> {
  await sql`update sessions set active_workspace_id = ${workspaceId} where id = ${sessionId}`.execute(db);
}

/** Uses up the link of the first start; returns whether it was good. */
export async function useSetUpLink(trx: Runner, hash: Buffer, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update set_up_links set used_at = ${now} where hash = ${hash} and used_at is null returning hash
  `.execute(trx);
  return rows.length > 0;
}

export async function isSetUpLinkGood(trx: Runner, hash: Buffer): Promise<boolean> {
  const { rows } = await sql`select 1 from set_up_links where hash = ${hash} and used_at is null`.execute(trx);
  return rows.length > 0;
}

/** The new link is the only one that is good. */
export async function replaceSetUpLink(trx: Runner, hash: Buffer, now: Date): Promise<void> {
  await sql`delete from set_up_links where used_at is null`.execute(trx);
  await sql`insert into set_up_links (hash, created_at) values (${hash}, ${now})`.execute(trx);
}

/** Whether a system admin can sign in with a password. */
export async function hasAdminWithPassword(trx: Runner): Promise<boolean> {
  const { rows } = await sql`
    select 1 from users u join user_accounts a on a.user_id = u.id and a.password is not null
    where u.is_system_admin limit 1
  `.execute(trx);
  return rows.length > 0;
}

/** The first system admin, who came by the link of an earlier start. */
export async function findFirstAdmin(trx: Runner): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from users where is_system_admin order by created_at, id limit 1
  `.execute(trx);
  return rows[0]?.id;
}

const installation: Owner = { table: 'installation_secrets', workspaceId: '', id: 'session_secret' };

/** What signs the cookies of all processes; the first one's wins. It is kept sealed: with it and a row, a session is made. */
export async function ensureSessionSecret(db: Runner, vault: Vault, made: string): Promise<string> {
  const sealed = vault.sealText(made, installation);
  await sql`
    insert into installation_secrets (session_secret) values (${sealed}) on conflict (id) do nothing
  `.execute(db);
  return sealSessionSecret(db, vault);
}

/** Seals it with the vault's first key, whatever it was sealed with. Returns it. */
export async function sealSessionSecret(db: Runner, vault: Vault): Promise<string> {
  const { rows } = await sql<{ kept: string }>`select session_secret as kept from installation_secrets`.execute(db);
  const kept = rows[0]?.kept ?? '';
  const secret = vault.openText(kept, installation);
  await sql`
    update installation_secrets set session_secret = ${vault.sealText(secret, installation)} where session_secret = ${kept}
  `.execute(db);
  return secret;
}
