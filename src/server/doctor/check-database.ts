import { sql } from 'kysely';
import { realNow } from '../clock.ts';
import { pendingMigrations, unknownMigrations } from '../database/migrate.ts';
import type { Applied } from '../database/migrate.ts';
import { checkDatabase } from '../database/pool.ts';
import type { Database } from '../database/pool.ts';
import { attempt, failed, ok, warning } from './finding.ts';
import type { Finding } from './finding.ts';

/** Whether the database can be relied on, and is this version's. */
export async function lookAtDatabase(db: Database): Promise<Finding[]> {
  const reached = await attempt('database', async () => {
    await checkDatabase(db);
    return ok('database', 'answers.');
  });
  if (reached.some(({ state }) => state === 'failed')) return reached;
  const [migrations, ...others] = await Promise.all([
    attempt('migrations', () => lookAtMigrations(db)),
    attempt('clock', () => lookAtClock(db)),
    attempt('durability', () => lookAtDurability(db)),
    attempt('restore', () => lookAtRestore(db)),
  ]);
  return [...reached, ...migrations, ...others.flat()];
}

/** Seconds that clocks may differ: leases and windows of calls are read on each machine's own. */
const [skewToSee, skewToMend] = [1, 5];

async function lookAtClock(db: Database): Promise<Finding> {
  const before = realNow().getTime();
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  const after = realNow().getTime();
  const there = rows[0]?.at.getTime() ?? 0;
  // As close as the way there and back lets one see.
  const seconds = Math.max(0, there - after, before - there) / 1000;
  return clockFinding(seconds);
}

export function clockFinding(seconds: number): Finding {
  const said = `this clock and the database's differ by ${seconds.toFixed(1)} s`;
  if (seconds <= skewToSee) return ok('clock', `agrees with the database's.`);
  const advice = 'Calling hours are read on this clock: let chrony or another NTP client set it on both machines.';
  return (seconds > skewToMend ? failed : warning)('clock', `${said}. ${advice}`);
}

async function lookAtDurability(db: Database): Promise<Finding[]> {
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')
  `.execute(db);
  const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
  if (off.length === 0) return [ok('durability', 'what is committed is on the disk.')];
  const names = off.join(' and ');
  return [
    failed(
      'durability',
      `${names} is off: after a power cut PostgreSQL may have forgotten calls that were placed, and people are rung twice. ` +
        `Set it to on in postgresql.conf, then reload.`,
    ),
  ];
}

async function lookAtMigrations(db: Database): Promise<Finding> {
  const { rows: there } = await sql<{ isThere: boolean }>`
    select to_regclass('migrations.checksums') is not null as "isThere"
  `.execute(db);
  const applied = there[0]?.isThere
    ? (await sql<Applied>`select name, checksum from migrations.checksums order by name`.execute(db)).rows
    : [];
  const [unknown, pending] = [await unknownMigrations(applied), await pendingMigrations(applied)];
  if (unknown.length > 0) {
    return failed(
      'migrations',
      `the database has had ${unknown.join(', ')}, which this version does not know. Install a newer Carillon.`,
    );
  }
  if (pending.length > 0)
    return warning('migrations', `${pending.join(', ')} will run at the next start. Take a backup first.`);
  return ok('migrations', `at ${applied.at(-1)?.name}.`);
}

async function lookAtRestore(db: Database): Promise<Finding[]> {
  const { rows: there } = await sql<{ isThere: boolean }>`
    select to_regclass('restore_hold') is not null as "isThere"
  `.execute(db);
  if (!there[0]?.isThere) return [];
  const { rows } = await sql<{ takenAt: Date }>`select taken_at as "takenAt" from restore_hold`.execute(db);
  if (!rows[0]) return [];
  const since = rows[0].takenAt.toISOString();
  return [
    warning(
      'restore',
      `dialling is off until the providers have said whom they have called since ${since}. It goes on by itself; where a ` +
        'provider can not say that, look at its log yourself, then run: carillon restore --release',
    ),
  ];
}
