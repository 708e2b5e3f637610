import { realNow } from '#server/clock.ts';
import { record } from '#server/audit/sql.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { Invalid, NotFound } from '#server/errors.ts';
import type { Person } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import { createEntrance } from './entrance.ts';
import type { EntranceOptions } from './entrance.ts';
import type { Identity } from './identity.ts';
import { emailTaken, join } from './join.ts';
import { hashPassword } from './password.ts';
import {
  deleteOtherSessions,
  deleteSession,
  findUserOf,
  listSessions,
  readSession,
  setActiveWorkspace,
  setPassword,
  updateUser,
} from './sql.ts';

/** What people do about themselves. */
export function createAuthHandlers(options: EntranceOptions): Handlers['auth'] {
  const { identity } = options;
  return {
    ...createEntrance(options),
    changeMe: createChange(identity),

    async signOut(system, person) {
      await record(system.db, person, { action: 'signed_out' });
      return { cookies: await identity.close(person.from.headers), output: undefined };
    },

    session: (system, person) => readSession(system.db, person),

    async sessions(system, { userId, sessionId }, { limit, cursor }) {
      const list = ['sessions', userId];
      const page = { after: readCursor(cursor, list), limit };
      const rows = await listSessions(system.db, { userId, now: realNow() }, page);
      const shown = rows.map((row) => ({ ...row, isThis: row.id === sessionId }));
      return pageFrom(shown, { limit, list, keyOf: (row) => [row.id] });
    },

    async closeSession(system, person, { id }) {
      if (!(await deleteSession(system.db, person.userId, id))) throw new NotFound('session', id);
      await record(system.db, person, { action: 'session_closed', target: id });
    },

    async acceptInvitation(system, person, { token }) {
      const workspaceId = await system.db.transaction().execute(async (trx) => {
        const joined = await join(trx, { userId: person.userId, email: person.email, token });
        await setActiveWorkspace(trx, person.sessionId, joined.workspaceId);
        await record(trx, person, {
          action: 'member.joined',
          target: person.userId,
          after: { role: joined.role },
          workspaceId: joined.workspaceId,
        });
        return joined.workspaceId;
      });
      return readSession(system.db, { ...person, workspaceId });
    },
  };
}

/** Whoever has a password gives it once more to change it, or the e-mail that goes with it. */
function createChange(identity: Identity): Handlers['auth']['changeMe'] {
  return async (system, person, { name, email, currentPassword, newPassword }) => {
    const own = await findUserOf(system.db, person.sessionId);
    const isGuarded = own?.hasPassword === true && (email !== undefined || newPassword !== undefined);
    if (isGuarded && (await identity.check(person.email, currentPassword ?? '')) === null) throw wrongCurrent();
    const hash = newPassword === undefined ? undefined : await hashPassword(newPassword);
    await system.db.transaction().execute(async (trx) => {
      const now = realNow();
      const isFree = await updateUser(trx, person.userId, { name: name ?? null, email: email ?? null, now });
      if (!isFree) throw emailTaken();
      if (hash !== undefined) await replacePassword(trx, person, { hash, now });
      if (email !== undefined) await record(trx, person, { action: 'email_changed' });
    });
    return readSession(system.db, person);
  };
}

async function replacePassword(trx: Runner, person: Person, { hash, now }: { hash: string; now: Date }): Promise<void> {
  await setPassword(trx, person.userId, { hash, now });
  await deleteOtherSessions(trx, person.userId, person.sessionId);
  await record(trx, person, { action: 'password_changed' });
}

function wrongCurrent(): Invalid {
  const message = 'Must be your password as it is now';
  return new Invalid('validation_failed', `/currentPassword: ${message}`, {
    errors: [{ pointer: '/currentPassword', code: 'wrong_password', message }],
  });
}
