import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/**
 * The pool, with every statement that has parameters prepared once on each connection: planning anew each time took a
 * third of the database's work and doubled the time a slot stayed idle. `ready` is done to a connection each time before
 * it is handed out.
 */
export function prepareStatements(pool: pg.Pool, ready?: (client: pg.PoolClient) => Promise<void>): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    Client: pg.Client as unknown as NonNullable<PostgresPool['Client']>,
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      await ready?.(client).catch((error: unknown) => {
        client.release(true);
        throw error;
      });
      const known = clients.get(client) ?? preparing(client);
      clients.set(client, known);
      return known;
    },
  };
}

/**
 * A `begin` goes out with the statement that follows, which tells how both went. Where a begin alone failed (it was
 * cancelled), that one statement stood by itself: so the first of a transaction that decides something locks or reads.
 */
function preparing(client: pg.PoolClient): PostgresPoolClient {
  let begun: Promise<unknown> | undefined;
  const query = (text: string, values: readonly unknown[]) => {
    gather(client);
    const sent =
      values.length === 0 ? client.query(text) : client.query({ name: nameOf(text), text, values: [...values] });
    if (text === 'begin') {
      begun = sent;
      sent.catch(() => {});
      return Promise.resolve({ command: 'BEGIN', rowCount: null, rows: [] });
    }
    const first = begun;
    begun = undefined;
    return first ? Promise.all([first, sent]).then(([, result]) => result) : sent;
  };
  // Cursors, the other form that Kysely knows, are not in use.
  return { query: query as unknown as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}

/** What is sent in the same turn of the event loop goes out as one write: a third of the server's work was writing. */
function gather({ connection: { stream } }: pg.PoolClient): void {
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** Statements are templates of ours, so there are some hundred of them. */
const names = new Map<string, string>();

/** PostgreSQL cuts names at 63 bytes. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('base64url');
  names.set(text, name);
  return name;
}
