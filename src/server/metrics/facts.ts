import { realNow } from '#server/clock.ts';
import type { Clock } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import type { Log } from '#server/log.ts';
import { readBacklog } from '#server/settings/sql.ts';
import { exposition, setFacts } from './metrics.ts';
import type { Facts } from './metrics.ts';
import { listChecks, readClosedAccounts, readDepth, readOldest, readScopes, reading } from './sql.ts';

export type ScrapeSources = {
  db: Database;
  clock: Clock;
  log: Log;
  /** When the dialer of this process last ended a pass, or began; null in a process that has none. */
  loopAt: () => Date | null;
};

/** Real milliseconds for which facts are good: however many scrape, the database is asked this seldom. */
const factsGoodForMs = 3000;

/** Real milliseconds: who scrapes waits ten seconds, and is to hear of the process even when the database hangs. */
const factsWithinMs = 5000;

/** What a scrape is answered. It never fails: facts that can't be read are left out, and `carillon_database_up` is 0. */
export function createScrape(sources: ScrapeSources): () => Promise<string> {
  let known: { facts: Promise<Facts | null>; at: Date } | undefined;
  return async () => {
    const now = realNow();
    if (!known || now.getTime() - known.at.getTime() >= factsGoodForMs)
      known = { facts: inTime(read(sources)), at: now };
    const facts = await known.facts;
    const loopAt = sources.loopAt();
    setFacts(facts, loopAt === null ? null : Math.max(0, (realNow().getTime() - loopAt.getTime()) / 1000));
    return exposition();
  };
}

function inTime<T>(reading: Promise<T>): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), factsWithinMs);
  return Promise.race([reading, late.promise]).finally(() => clearTimeout(timer));
}

async function read({ db, clock, log }: ScrapeSources): Promise<Facts | null> {
  try {
    return await reading(db, async (trx) => {
      const now = clock.now();
      // Its clock may run faster than the people who watch it.
      const lag = (since: Date | null) =>
        since === null ? 0 : Math.max(0, (now.getTime() - since.getTime()) / clock.covering(1000));
      const backlog = await readBacklog(trx, now);
      const oldest = await readOldest(trx);
      return {
        scopes: await readScopes(trx),
        depth: await readDepth(trx),
        queueLatency: lag(backlog.oldestDueAt),
        dialLatency: lag(oldest.claimed),
        slotAge: lag(oldest.held),
        webhookLag: lag(backlog.oldestAt),
        webhooksWaiting: backlog.waiting,
        accounts: await readClosedAccounts(trx),
        checks: await listChecks(trx),
      };
    });
  } catch (err) {
    log.warn({ err }, 'metrics of the database could not be read');
    return null;
  }
}
