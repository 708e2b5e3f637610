import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Member } from '#contract/members.ts';
import type { Role } from '#domain/permissions.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';

const memberRows = sql`
  select m.id, u.name, u.email, m.role, m.created_at as "createdAt"
  from members m join users u on u.id = m.user_id
`;

type Page = { after: PageKey | null; limit: number };

/** The oldest first; one row more than `limit`, to know whether there are more. */
export async function listMembers(db: Runner, workspaceId: string, { after, limit }: Page): Promise<Member[]> {
  const { rows } = await sql<Member>`
    ${memberRows}
    where m.workspace_id = ${workspaceId} and (${after?.[0] ?? null}::uuid is null or m.id > ${after?.[0] ?? null}::uuid)
    order by m.id
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

export async function getMember(db: Runner, workspaceId: string, id: string): Promise<Member> {
  const { rows } = await sql<Member>`${memberRows} where m.workspace_id = ${workspaceId} and m.id = ${id}`.execute(db);
  if (!rows[0]) throw new NotFound('member', id);
  return rows[0];
}

/** Held until the transaction ends: two owners who demote each other at once come one after the other. */
export async function lockMembers(trx: Runner, workspaceId: string): Promise<void> {
  await sql`select 1 from workspaces where id = ${workspaceId} for update`.execute(trx);
}

export async function countOwners(trx: Runner, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from members where workspace_id = ${workspaceId} and role = 'owner'
  `.execute(trx);
  return rows[0]?.n ?? 0;
}

export async function updateRole(trx: Runner, key: { workspaceId: string; id: string }, role: Role): Promise<void> {
  await sql`update members set role = ${role} where workspace_id = ${key.workspaceId} and id = ${key.id}`.execute(trx);
}

export async function deleteMember(trx: Runner, workspaceId: string, id: string): Promise<void> {
  await sql`delete from members where workspace_id = ${workspaceId} and id = ${id}`.execute(trx);
}

export type NewMember = { workspaceId: string; userId: string; role: Role; now: Date };

/** Who is a member already keeps the role. Returns whether somebody came in. */
export async function insertMember(trx: Runner, { workspaceId, userId, role, now }: NewMember): Promise<boolean> {
  const { rows } = await sql`
    insert into members (workspace_id, id, user_id, role, created_at)
    values (${workspaceId}, ${randomUUIDv7()}, ${userId}, ${role}, ${now})
    on conflict (workspace_id, user_id) do nothing
    returning id
  `.execute(trx);
  return rows.length > 0;
}

export type Membership = { id: string; name: string; role: Role };

/** The open workspaces that somebody is a member of, the first joined first. */
export async function listMemberships(db: Runner, userId: string): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    select w.id, w.name, m.role
    from members m join workspaces w on w.id = m.workspace_id
    where m.user_id = ${userId} and w.deleted_at is null
    order by m.created_at, m.id
  `.execute(db);
  return rows;
}

/** What somebody is in a workspace; in a closed one nobody is anything. */
export async function findRole(db: Runner, workspaceId: string, userId: string): Promise<Role | undefined> {
  const { rows } = await sql<{ role: Role }>`
    select m.role
    from members m join workspaces w on w.id = m.workspace_id
    where m.workspace_id = ${workspaceId} and m.user_id = ${userId} and w.deleted_at is null
  `.execute(db);
  return rows[0]?.role;
}

export type InvitationRow = {
  id: string;
  email: string | null;
  role: Role;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
};

const invitationColumns = sql`
  id, email, role, invited_by as "invitedBy", created_at as "createdAt", expires_at as "expiresAt"
`;

/** The newest first; one row more than `limit`. */
export async function listInvitations(
  db: Runner,
  { workspaceId, now }: { workspaceId: string; now: Date },
  { after, limit }: Page,
): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`
    select ${invitationColumns} from invitations
    where workspace_id = ${workspaceId} and used_at is null and expires_at > ${now}
      and (${after?.[0] ?? null}::uuid is null or id < ${after?.[0] ?? null}::uuid)
    order by id desc
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

export async function insertInvitation(
  trx: Runner,
  { workspaceId, hash, ...row }: InvitationRow & { workspaceId: string; hash: Buffer },
): Promise<void> {
  await sql`
    insert into invitations (workspace_id, id, email, role, hash, invited_by, created_at, expires_at)
    values (${workspaceId}, ${row.id}, ${row.email}, ${row.role}, ${hash}, ${row.invitedBy}, ${row.createdAt}, ${row.expiresAt})
  `.execute(trx);
}

export async function deleteInvitation(trx: Runner, workspaceId: string, id: string): Promise<void> {
  const { rows } = await sql`
    delete from invitations where workspace_id = ${workspaceId} and id = ${id} and used_at is null returning id
  `.execute(trx);
  if (rows.length === 0) throw new NotFound('invitation', id);
}

/** Uses up an invitation that is good for this e-mail; returns where it leads. */
export async function useInvitation(
  trx: Runner,
  { hash, email, now }: { hash: Buffer; email: string; now: Date },
): Promise<{ workspaceId: string; role: Role } | undefined> {
  const { rows } = await sql<{ workspaceId: string; role: Role }>`
    update invitations set used_at = ${now}
    where hash = ${hash} and used_at is null and expires_at > ${now} and (email is null or email = ${email})
      and not exists (select from workspaces w where w.id = workspace_id and w.deleted_at is not null)
    returning workspace_id as "workspaceId", role
  `.execute(trx);
  return rows[0];
}
