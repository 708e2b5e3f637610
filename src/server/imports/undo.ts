import { deleteUntouched } from '#server/contacts/sql.ts';
import { withdrawUncalled } from '#server/dialer/person/withdraw.ts';
import { Conflict } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import { listEnrolled } from './fixes/sql.ts';
import { lockImport, markUndone } from './sql.ts';
import type { ImportRow } from './sql.ts';

const hoursToUndo = 24;

export type Undone = { contactsRemoved: number; enrollmentsRemoved: number; contactsKept: number };

/**
 * Takes back what an import brought: its enrollments that were never called, then its new contacts that nobody changed,
 * called or enrolled elsewhere since. Who was known before keeps what the file added.
 */
export async function undo(system: System, { workspaceId, id }: ImportRow): Promise<Undone> {
  const now = system.clock.now();
  return system.db.transaction().execute(async (trx) => {
    const row = await lockImport(trx, workspaceId, id);
    const { campaignId, finishedAt } = row;
    if (row.status !== 'done' || finishedAt === null) throw tooLate(`The import is ${row.status}.`);
    if (now.getTime() - finishedAt.getTime() > hoursToUndo * 3600 * 1000)
      throw tooLate(`An import can be undone for ${hoursToUndo} hours, which are over.`);
    const enrollmentIds = await listEnrolled(trx, row);
    const enrollmentsRemoved =
      campaignId === null ? 0 : await withdrawUncalled(trx, { workspaceId, campaignId, enrollmentIds });
    const { removed, kept } = await deleteUntouched(trx, { workspaceId, ...idsOf(id), since: finishedAt });
    await markUndone(trx, row, now);
    return { contactsRemoved: removed, enrollmentsRemoved, contactsKept: kept };
  });
}

function tooLate(detail: string): Conflict {
  return new Conflict('too_late', `${detail} Delete the contacts that should not be there.`);
}

/** New contacts of an import have its id, but for the last 32 bits, which are their row. */
function idsOf(importId: string): { first: string; last: string } {
  const beginning = importId.slice(0, -8);
  return { first: `${beginning}00000000`, last: `${beginning}ffffffff` };
}
