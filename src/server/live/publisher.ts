import { setTimeout as pause } from 'node:timers/promises';
import { realNow, stopwatch } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import { foldDeltas } from '#server/dialer/ledger/counts.ts';
import type { System } from '#server/system.ts';
import { Changes } from './changes.ts';
import { describeChanges } from './describe.ts';
import { forgetEvents, insertEvents, leaveLead, listWatched, readCursors, takeLead } from './sql.ts';

/** Real milliseconds. */
const [passMs, forgetMs, keptMs] = [100, 30_000, 600_000];

/**
 * Writes the events of the whole installation while it leads: a pass finds what changed, as the dialer's own records say,
 * and appends what those who watch are to be told. One process leads at a time; when it can't go on, another one does,
 * and everybody is told to look again.
 */
export class Publisher {
  readonly #system: System;
  #leading: Promise<void> | null = null;
  #isClosed = false;

  constructor(system: System) {
    this.#system = system;
  }

  /** Leads from now on, unless another process does; resolves when that is decided. */
  async lead(): Promise<void> {
    if (this.#leading || this.#isClosed) return;
    const decided = Promise.withResolvers<void>();
    this.#leading = this.#system.db
      .connection()
      .execute((connection) => this.#leadOn(connection, decided.resolve))
      .catch((err: unknown) => this.#system.log.warn({ err }, 'live events are not written here any more'))
      .finally(() => {
        this.#leading = null;
        decided.resolve();
      });
    await decided.promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#leading;
  }

  async #leadOn(connection: Database, decide: () => void): Promise<void> {
    if (!(await takeLead(connection))) return;
    const changes = new Changes(await readCursors(connection));
    const unsubscribe = this.#listen(changes);
    try {
      await this.#resetAll(connection);
      decide();
      await this.#passes(connection, changes);
    } finally {
      unsubscribe();
      await leaveLead(connection);
    }
  }

  #listen(changes: Changes): () => void {
    const { bus } = this.#system;
    const ends = [
      bus.subscribe('import', (message) => changes.noteImport(message)),
      bus.subscribe('limits', (message) => changes.noteLimits(message)),
      bus.subscribe('clock', () => changes.noteClock()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Whoever led before may have left something untold. */
  async #resetAll(connection: Database): Promise<void> {
    const watched = await listWatched(connection, realNow());
    await this.#write(
      connection,
      watched.map((workspaceId) => ({ workspaceId, campaignId: null, kind: 'reset', data: {} })),
    );
  }

  /** Until it is closed, or nobody watches any more. */
  async #passes(connection: Database, changes: Changes): Promise<void> {
    const elapsed = stopwatch();
    for (let forgotAt = 0; !this.#isClosed;) {
      await foldDeltas(this.#system.db);
      const at = elapsed();
      const due = await changes.gather(connection, { at, now: realNow() });
      await this.#write(connection, await describeChanges(this.#system, connection, due));
      if (at - forgotAt > forgetMs) {
        forgotAt = at;
        await forgetEvents(connection, new Date(realNow().getTime() - keptMs));
        if ((await listWatched(connection, realNow())).length === 0) return;
      }
      await pause(passMs);
    }
  }

  async #write(connection: Database, events: Parameters<typeof insertEvents>[1]): Promise<void> {
    if (events.length === 0) return;
    await insertEvents(connection, events, realNow());
    await this.#system.bus.publish('live');
  }
}
