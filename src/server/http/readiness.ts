import { sql } from 'kysely';
import type { Check, Readiness } from '#contract/operations.ts';
import type { Runner } from '#server/database/pool.ts';

export type ReadinessSources = {
  db: Runner;
  /** Whether the dialer of this process works, and when it last did; a process without one says so. */
  dialer: () => { ok: boolean; detail: string };
  simulatorUrl: string | null;
  version: string;
};

/** Check by check, whether this process can do its work. */
export async function readReadiness(sources: ReadinessSources): Promise<Readiness> {
  const [database, migrations, simulator] = await Promise.all([
    checkDatabase(sources.db),
    checkMigrations(sources.db),
    checkSimulator(sources.simulatorUrl),
  ]);
  const checks = { database, migrations, dialer: sources.dialer(), simulator };
  return {
    ready: Object.values(checks).every(({ ok }) => ok),
    checks,
    simulator: sources.simulatorUrl === null ? null : simulatorOf(sources.simulatorUrl),
    version: sources.version,
  };
}

function simulatorOf(url: string) {
  return { url, logUrl: `${url}/log` };
}

async function checkDatabase(db: Runner): Promise<Check> {
  return sql`select 1`.execute(db).then(
    () => ({ ok: true, detail: 'answers' }),
    (error: unknown) => ({ ok: false, detail: `does not answer: ${said(error)}` }),
  );
}

async function checkMigrations(db: Runner): Promise<Check> {
  return sql<{ name: string }>`select name from migrations.checksums order by name desc limit 1`.execute(db).then(
    ({ rows }) => ({ ok: rows.length > 0, detail: rows[0] ? `at ${rows[0].name}` : 'none was applied' }),
    (error: unknown) => ({ ok: false, detail: `can't be read: ${said(error)}` }),
  );
}

async function checkSimulator(url: string | null): Promise<Check> {
  if (url === null) return { ok: true, detail: 'is not part of this process' };
  return fetch(`${url}/settings`, { signal: AbortSignal.timeout(2000) }).then(
    (response) => ({ ok: response.ok, detail: response.ok ? 'answers' : `answers ${response.status}` }),
    (error: unknown) => ({ ok: false, detail: `does not answer: ${said(error)}` }),
  );
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
