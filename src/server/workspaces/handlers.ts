import { record } from '#server/audit/sql.ts';
import { realNow } from '#server/clock.ts';
import { NotFound } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { readSession, setActiveWorkspace } from '#server/identity/sql.ts';
import { findRole, insertMember } from '#server/members/sql.ts';
import { insertWorkspace } from './sql.ts';

export const workspaceHandlers: Handlers['workspaces'] = {
  async create(system, person, { name }) {
    const workspaceId = await system.db.transaction().execute(async (trx) => {
      const now = realNow();
      const made = await insertWorkspace(trx, { name, now, vault: system.vault });
      await insertMember(trx, { workspaceId: made, userId: person.userId, role: 'owner', now });
      await setActiveWorkspace(trx, person.sessionId, made);
      await record(trx, person, { action: 'workspace.created', target: made, after: { name }, workspaceId: made });
      return made;
    });
    return readSession(system.db, { ...person, workspaceId });
  },

  async switch(system, person, { id }) {
    const role = await findRole(system.db, id, person.userId);
    if (role === undefined) throw new NotFound('workspace', id);
    await setActiveWorkspace(system.db, person.sessionId, id);
    return readSession(system.db, { ...person, workspaceId: id });
  },
};
