import { realNow } from '#server/clock.ts';
import type { System } from '#server/system.ts';
import { keepCheck, listInvariants, listViolations, mayLookAlone, mayWatch, reading, setForNow } from './sql.ts';
import type { Violation } from './sql.ts';

/** Real milliseconds: five minutes. */
export const checkEveryMs = 300_000;

/** Real milliseconds for one invariant; one that takes longer is not looked at, and says so by its age. */
const lookWithinMs = 60_000;
const countedMost = 1000;
const toldMost = 10;

/**
 * Looks at every invariant, each by itself, as a role that may do nothing else; what is found is kept for the metrics of
 * all processes, and told in the log. One is looked at at a time, however many workers are at it.
 */
export async function checkInvariants({ db, log }: Pick<System, 'db' | 'log'>): Promise<void> {
  const asWatcher = await mayWatch(db);
  if (!asWatcher) log.warn('invariants are checked with all rights: the role carillon_watcher is not there for us');
  for (const invariant of await listInvariants(db)) {
    try {
      const found = await look({ db }, { invariant, asWatcher });
      if (found === null) return;
      await keepCheck(db, { invariant, violations: found.length, checkedAt: realNow() });
      if (found.length > 0)
        log.error({ invariant, violations: found.length, first: found.slice(0, toldMost) }, 'an invariant is violated');
    } catch (err) {
      log.error({ err, invariant }, 'an invariant could not be checked');
    }
  }
}

type Look = { invariant: string; asWatcher: boolean };

function look({ db }: Pick<System, 'db'>, { invariant, asWatcher }: Look): Promise<Violation[] | null> {
  return reading(db, async (trx) => {
    if (!(await mayLookAlone(trx))) return null;
    await setForNow(trx, 'statement_timeout', String(lookWithinMs));
    if (asWatcher) await setForNow(trx, 'role', 'carillon_watcher');
    return listViolations(trx, invariant, countedMost);
  });
}
