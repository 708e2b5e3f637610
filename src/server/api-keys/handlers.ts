import { randomUUIDv7 } from 'node:crypto';
import { mayGrant } from '#domain/permissions.ts';
import { record } from '#server/audit/sql.ts';
import { realNow } from '#server/clock.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { Invalid } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { refusals } from '#server/http/problem.ts';
import { makeKey } from './make-key.ts';
import { insertKey, listKeys, revokeKey } from './sql.ts';

export const keyHandlers: Handlers['apiKeys'] = {
  async list(system, { workspaceId }, { limit, cursor }) {
    const list = ['api-keys'];
    const rows = await listKeys(system.db, workspaceId, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  },

  async create(system, actor, { name, scopes, expiresAt = null }) {
    if (!mayGrant(actor, scopes)) throw refusals.notPermitted('the scopes that the new key is to have');
    const now = realNow();
    if (expiresAt !== null && expiresAt <= now) throw alreadyOver();
    const { key, prefix, hash } = makeKey();
    const { workspaceId, name: createdBy } = actor;
    const row = { workspaceId, id: randomUUIDv7(), name, prefix, hash, scopes, createdBy, expiresAt, now };
    const made = await system.db.transaction().execute(async (trx) => {
      await record(trx, actor, { action: 'api_key.created', target: row.id, after: { name, scopes, expiresAt } });
      return insertKey(trx, { ...row, isSystemAdmin: false });
    });
    return { ...made, key };
  },

  revoke: (system, actor, { id }) =>
    system.db.transaction().execute(async (trx) => {
      const wasInUse = await revokeKey(trx, { workspaceId: actor.workspaceId, id, now: realNow() });
      if (wasInUse) await record(trx, actor, { action: 'api_key.revoked', target: id });
    }),
};

function alreadyOver(): Invalid {
  const message = 'Must lie ahead';
  return new Invalid('validation_failed', `/expiresAt: ${message}`, {
    errors: [{ pointer: '/expiresAt', code: 'in_the_past', message }],
  });
}
