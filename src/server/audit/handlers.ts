import { pageFrom, readCursor } from '#server/database/page.ts';
import type { Handlers } from '#server/http/mount.ts';
import { listEntries } from './sql.ts';

export const auditHandlers: Handlers['audit'] = {
  async list(system, { workspaceId }, { limit, cursor, action = null }) {
    const list = ['audit', action];
    const rows = await listEntries(system.db, { workspaceId, action }, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.id] });
  },
};
