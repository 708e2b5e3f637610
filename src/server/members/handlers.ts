import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { describeNeed, mayGive } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import { record } from '#server/audit/sql.ts';
import { realNow } from '#server/clock.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { Conflict } from '#server/errors.ts';
import { hashOf } from '#server/http/actor.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { refusals } from '#server/http/problem.ts';
import {
  countOwners,
  deleteInvitation,
  deleteMember,
  getMember,
  insertInvitation,
  listInvitations,
  listMembers,
  lockMembers,
  updateRole,
} from './sql.ts';

const goodForMs = 7 * 24 * 3_600_000;

export const memberHandlers: Handlers['members'] = {
  async list(system, { workspaceId }, { limit, cursor }) {
    const list = ['members'];
    const rows = await listMembers(system.db, workspaceId, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  },

  change: (system, actor, { id, role }) =>
    system.db.transaction().execute(async (trx) => {
      const before = await takeMember(trx, actor, id);
      requireMayGive(actor, role);
      if (before.role === role) return before;
      if (before.role === 'owner') await requireAnotherOwner(trx, actor);
      await updateRole(trx, { workspaceId: actor.workspaceId, id }, role);
      await record(trx, actor, {
        action: 'member.role_changed',
        target: id,
        before: { role: before.role },
        after: { role },
      });
      return { ...before, role };
    }),

  remove: (system, actor, { id }) =>
    system.db.transaction().execute(async (trx) => {
      const before = await takeMember(trx, actor, id);
      if (before.role === 'owner') await requireAnotherOwner(trx, actor);
      await deleteMember(trx, actor.workspaceId, id);
      const { name, email, role } = before;
      await record(trx, actor, { action: 'member.removed', target: id, before: { name, email, role } });
    }),

  async invite(system, actor, { role, email = null }) {
    requireMayGive(actor, role);
    const token = randomBytes(32).toString('base64url');
    const createdAt = realNow();
    const expiresAt = new Date(createdAt.getTime() + goodForMs);
    const row = { id: randomUUIDv7(), email, role, invitedBy: actor.name, createdAt, expiresAt };
    await system.db.transaction().execute(async (trx) => {
      await insertInvitation(trx, { ...row, workspaceId: actor.workspaceId, hash: hashOf(token) });
      await record(trx, actor, { action: 'member.invited', target: row.id, after: { role, email } });
    });
    return { ...row, token, url: `${system.publicUrl}/join#invitation=${token}` };
  },

  async invitations(system, { workspaceId }, { limit, cursor }) {
    const list = ['invitations'];
    const page = { after: readCursor(cursor, list), limit };
    const rows = await listInvitations(system.db, { workspaceId, now: realNow() }, page);
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  },

  withdraw: (system, actor, { id }) =>
    system.db.transaction().execute(async (trx) => {
      await deleteInvitation(trx, actor.workspaceId, id);
      await record(trx, actor, { action: 'invitation.withdrawn', target: id });
    }),
};

/** The member as nobody else changes it meanwhile; only those may who could have given the role. */
async function takeMember(trx: Runner, actor: Actor, id: string) {
  await lockMembers(trx, actor.workspaceId);
  const member = await getMember(trx, actor.workspaceId, id);
  requireMayGive(actor, member.role);
  return member;
}

function requireMayGive(actor: Actor, role: Role): void {
  if (mayGive(actor, role)) return;
  throw refusals.notPermitted(describeNeed({ permission: role === 'owner' ? 'owner' : 'admin', noun: 'members' }));
}

async function requireAnotherOwner(trx: Runner, { workspaceId }: Actor): Promise<void> {
  if ((await countOwners(trx, workspaceId)) > 1) return;
  throw new Conflict('last_owner', 'This is the last owner of the workspace. Make somebody else an owner first.');
}
