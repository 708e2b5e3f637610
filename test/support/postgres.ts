import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from '#server/database/embedded.ts';
import type { EmbeddedPostgres } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import { openDatabase } from '#server/database/pool.ts';
import type { Database } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';

/** A PostgreSQL of the test's own, which keeps what it has committed, and may be stopped and started again at its address. */
export class OwnPostgres {
  readonly url: string;
  readonly db: Database;
  readonly #folder: string;
  readonly #settings: Record<string, string>;
  #running: EmbeddedPostgres;

  private constructor(parts: { folder: string; settings: Record<string, string>; running: EmbeddedPostgres }) {
    this.#folder = parts.folder;
    this.#settings = parts.settings;
    this.#running = parts.running;
    this.url = parts.running.url;
    this.db = openDatabase({ url: this.url, log: createLog('silent'), size: 4, name: 'the test' });
  }

  /** Migrated, and empty. */
  static async begin(): Promise<OwnPostgres> {
    const folder = await mkdtemp(join(tmpdir(), `carillon-test-${process.pid}-`));
    const settings = { port: String(await freePort()), max_connections: '500' };
    const postgres = new OwnPostgres({ folder, settings, running: await startEmbedded({ folder, settings }) });
    await migrate(postgres.db, postgres.url);
    return postgres;
  }

  /** As `pg_ctl stop -m immediate`: no connection is ended in order, and the next start recovers. */
  async stopAtOnce(): Promise<void> {
    this.#running.endNow();
    while (isAlive(this.#running.pid)) await pause(10);
  }

  async startAgain(): Promise<void> {
    this.#running = await startEmbedded({ folder: this.#folder, settings: this.#settings });
  }

  async end(): Promise<void> {
    await this.db.destroy();
    await this.#running.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
