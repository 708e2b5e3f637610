import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { realNow, SandboxClock } from '#server/clock.ts';
import { startEmbedded } from '#server/database/embedded.ts';
import type { EmbeddedPostgres } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import { openDatabase } from '#server/database/pool.ts';
import type { Database } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';
import { provider } from '#server/providers/providers.ts';
import { makeKey, Vault } from '#server/vault/vault.ts';
import { defaultPatience } from '#server/system.ts';
import type { System } from '#server/system.ts';

export type BenchDatabase = { url: string; name: string; db: Database; drop(): Promise<void> };

/** The embedded PostgreSQL with the settings that users get (fsync on), in a folder that goes away afterwards. */
export class Ground {
  readonly #postgres: EmbeddedPostgres;
  readonly #folder: string;
  #count = 0;

  private constructor(postgres: EmbeddedPostgres, folder: string) {
    this.#postgres = postgres;
    this.#folder = folder;
  }

  static async prepare(settings: Record<string, string> = {}): Promise<Ground> {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-bench-'));
    const ground = new Ground(await startEmbedded({ folder, settings }), folder);
    const template = openDatabase({ url: ground.#postgres.url, log: createLog('warn'), size: 2 });
    await migrate(template, ground.#postgres.url);
    await template.destroy();
    return ground;
  }

  /** A clone of the migrated database, or of `from`, which nobody may be connected to. */
  async database(from?: string): Promise<BenchDatabase> {
    const name = `bench_${(this.#count += 1)}`;
    await this.#command(`create database ${name} template ${from ?? 'carillon'}`);
    const url = this.#urlOf(name);
    const db = openDatabase({ url, log: createLog('error') });
    const drop = async () => {
      await db.destroy();
      await this.#command(`drop database ${name} with (force)`);
    };
    return { url, name, db, drop };
  }

  /** An empty database for a rival that makes its own tables. */
  async emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
    const name = `rival_${(this.#count += 1)}`;
    await this.#command(`create database ${name}`);
    return { url: this.#urlOf(name), drop: () => this.#command(`drop database ${name} with (force)`) };
  }

  get pid(): number {
    return this.#postgres.pid;
  }

  async end(): Promise<void> {
    await this.#postgres.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #urlOf(name: string): string {
    return Object.assign(new URL(this.#postgres.url), { pathname: `/${name}` }).href;
  }

  async #command(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#urlOf('postgres') });
    client.on('error', () => {});
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
}

/** The engine's surroundings for verbs that are called directly: nobody listens, and no job is added. */
export function quietSystem(db: Database): System {
  const clock = new SandboxClock({ virtualAt: realNow(), realAt: realNow(), speed: 1, skipIdle: false });
  return {
    db,
    clock,
    sandbox: clock,
    jobs: { add: async () => {}, work: () => {}, every: async () => {}, close: async () => {} },
    bus: { publish: async () => {}, subscribe: () => () => {}, close: async () => {} },
    log: createLog('error'),
    provider,
    vault: new Vault([makeKey()]),
    publicUrl: 'http://127.0.0.1',
    simulatorUrl: 'http://127.0.0.1',
    network: defaultPatience,
  };
}
