import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { KyselyPlugin, PluginTransformQueryArgs, PluginTransformResultArgs } from 'kysely';
import { openDatabase } from '#server/database/pool.ts';
import type { Database } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';

/** A database session that stops after each of its statements until it is let on. */
export class SteppedSession {
  readonly name: string;
  readonly db: Database;
  readonly #pool: Database;
  /** Statements that it runs through: those of a loop that waits for somebody. */
  readonly #passes: (statement: string) => boolean;
  readonly #statements = new WeakMap<object, string>();
  #goOn: (() => void) | null = null;
  state: 'idle' | 'running' | 'paused' | 'done' = 'idle';
  /** The statement after which it stands. */
  at = '';
  isFree = false;

  constructor(options: { url: string; name: string; passes?: (statement: string) => boolean }) {
    this.name = options.name;
    this.#passes = options.passes ?? (() => false);
    this.#pool = openDatabase({ url: options.url, log: createLog('silent'), size: 2, name: options.name });
    this.db = this.#pool.withPlugin(this.#gate());
  }

  /** Starts a piece of work, which stops before its first statement. */
  begin(work: () => Promise<unknown>): Promise<void> {
    this.isFree = false;
    this.state = 'running';
    const run = this.pause('begin')
      .then(work)
      .finally(() => (this.state = 'done'));
    return run.then(() => {});
  }

  /** Stands here until let on. */
  async pause(at: string): Promise<void> {
    if (this.isFree || this.state === 'idle') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.at = at;
    this.#goOn = resolve;
    this.state = 'paused';
    await promise;
  }

  step(): void {
    this.state = 'running';
    this.#goOn?.();
    this.#goOn = null;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #gate(): KyselyPlugin {
    return {
      transformQuery: ({ node, queryId }: PluginTransformQueryArgs) => {
        this.#statements.set(queryId, node.kind === 'RawNode' ? node.sqlFragments.join('?') : node.kind);
        return node;
      },
      transformResult: async ({ queryId, result }: PluginTransformResultArgs) => {
        const statement = this.#statements.get(queryId) ?? '';
        if (!this.#passes(statement)) await this.pause(statement.trim().split('\n')[0] ?? '');
        return result;
      },
    };
  }
}

type Choice = { options: number[]; taken: number };

/** One way in which the sessions' steps can follow each other, and what came of it. */
export type Interleaving<T> = { steps: string[]; outcome: T };

/**
 * Runs the same two pieces of work again and again, in every order in which their statements can follow each other on
 * two real connections. `run` sets the scene, begins the work of both sessions, and returns how to learn the outcome.
 */
export async function everyInterleaving<T>(
  sessions: readonly [SteppedSession, SteppedSession],
  monitor: Database,
  run: () => Promise<{ finished: Promise<unknown>; outcome: () => T | Promise<T> }>,
): Promise<Interleaving<T>[]> {
  const found: Interleaving<T>[] = [];
  let prefix: number[] = [];
  for (;;) {
    const { finished, outcome } = await run();
    const { choices, steps } = await follow(sessions, monitor, prefix);
    await finished;
    found.push({ steps, outcome: await outcome() });
    const last = choices.findLastIndex(({ options, taken }) => options.indexOf(taken) < options.length - 1);
    const choice = choices[last];
    if (!choice) return found;
    const other = choice.options[choice.options.indexOf(choice.taken) + 1] ?? 0;
    prefix = [...choices.slice(0, last).map(({ taken }) => taken), other];
  }
}

async function follow(sessions: readonly [SteppedSession, SteppedSession], monitor: Database, prefix: number[]) {
  const choices: Choice[] = [];
  const steps: string[] = [];
  for (;;) {
    await untilQuiet(sessions, monitor);
    const options = [0, 1].filter((index) => sessions[index]?.state === 'paused');
    const wished = prefix[choices.length] ?? -1;
    const taken = options.includes(wished) ? wished : options[0];
    const session = taken === undefined ? undefined : sessions[taken];
    if (taken === undefined || !session) return { choices, steps };
    choices.push({ options, taken });
    steps.push(`${session.name} after ${session.at}`);
    session.step();
  }
}

/** Until each session stands, is done, or waits for a lock that the other one holds. */
async function untilQuiet(sessions: readonly SteppedSession[], monitor: Database): Promise<void> {
  let sightings = 0;
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const running = sessions.filter(({ state }) => state === 'running');
    if (running.length === 0) return;
    if (sessions.some(({ state }) => state === 'paused')) {
      const { rows } = await sql<{ name: string }>`
        select application_name as name from pg_stat_activity
        where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0
      `.execute(monitor);
      const isStuck = running.every(({ name }) => rows.some((row) => row.name === name));
      // Seen twice: a lock that was just given back still looks held for a moment.
      sightings = isStuck ? sightings + 1 : 0;
      if (sightings === 2) return;
    }
    await sleep(1);
  }
}
