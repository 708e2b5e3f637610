import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '#server/database/embedded.ts';
import type { EmbeddedPostgres } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import { openDatabase } from '#server/database/pool.ts';
import { findPostmaster, stopPostmaster } from '#server/database/postmaster.ts';
import { createLog } from '#server/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A migrated, empty database of the PostgreSQL that this run shares: clone it, never connect to it. */
    templateUrl: string;
    /** Whether the long forms run (`npm run test:crash`). */
    isLongRun: boolean;
  }
}

const prefix = 'carillon-test-';
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

/** One PostgreSQL for the whole run, with a migrated template that each test file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const postgres = await startEmbedded({ folder, settings });
  project.provide('templateUrl', await prepareTemplate(postgres));
  project.provide('isLongRun', process.env['CARILLON_TEST_LONG'] === '1');
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

async function prepareTemplate(postgres: EmbeddedPostgres): Promise<string> {
  const db = openDatabase({ url: postgres.url, log: createLog('warn'), size: 2 });
  await migrate(db, postgres.url);
  await db.destroy();
  return postgres.url;
}

/** What runs left that were killed: their folders name the process that is no more. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (!owner || isAlive(owner)) continue;
    const data = join(tmpdir(), name, 'postgres', 'cluster', 'data');
    const left = await findPostmaster(data).catch(() => undefined);
    if (left) await stopPostmaster(left.pid, data);
    await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
