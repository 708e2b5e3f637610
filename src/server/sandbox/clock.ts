import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import type { Bus } from '#server/bus.ts';
import { SandboxClock, realNow } from '#server/clock.ts';
import type { ClockSetting } from '#server/clock.ts';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { Conflict } from '#server/errors.ts';
import type { System } from '#server/system.ts';

/** `endedAt`: from then on time is real, for good. */
type ClockRow = ClockSetting & { endedAt: Date | null };

/** The installation's clock as it was last set; real time when nobody ever set it. */
export async function loadSandboxClock(db: Runner): Promise<SandboxClock> {
  const setting = await readSetting(db);
  return setting ? new SandboxClock(setting) : new SandboxClock();
}

/** Keeps a process's clock in step with what any process sets. Returns what ends it. */
export function followSandboxClock(clock: SandboxClock, { db, bus }: { db: Runner; bus: Bus }): () => void {
  return bus.subscribe('clock', () => {
    void readSetting(db).then(
      (setting) => setting && clock.set(setting),
      () => {},
    );
  });
}

async function readSetting(db: Runner): Promise<ClockRow | undefined> {
  const { rows } = await sql<ClockRow>`
    select virtual_at as "virtualAt", real_at as "realAt", speed, skip_idle as "skipIdle", jump_to as "jumpTo",
      ended_at as "endedAt"
    from sandbox_clock
  `.execute(db);
  return rows[0];
}

/**
 * Sets the sandbox's speed and whether idle stretches are skipped, from now on. `startAt` moves the clock there, unless
 * that lies behind it and something was already called: time does not go back for calls that were made. `jumpTo` lets
 * the calls in progress end and starts no other, then moves it there.
 */
export async function setSandboxClock(
  system: System,
  change: { speed: number; skipIdle: boolean; startAt?: Date; jumpTo?: Date },
): Promise<ClockSetting> {
  const sandbox = sandboxOf(system);
  await requireSandbox(system.db);
  const now = sandbox.now();
  const virtualAt = change.startAt && (await mayMove(system, now, change.startAt)) ? change.startAt : now;
  const { speed, skipIdle } = change;
  const jumpTo = change.jumpTo && change.jumpTo > virtualAt ? change.jumpTo : null;
  return write(system, sandbox, { virtualAt, realAt: realNow(), speed, skipIdle, jumpTo });
}

async function mayMove(system: System, now: Date, to: Date): Promise<boolean> {
  const { rows } = await sql<{ called: boolean; onThePhone: boolean }>`
    select exists (select from calls) as called, exists (select from calls where holds_slot) as "onThePhone"
  `.execute(system.db);
  const { called = true, onThePhone = true } = rows[0] ?? {};
  return !onThePhone && (!called || to > now);
}

/** Jumps ahead over a stretch in which nothing happens; the first of several processes that see it does it. */
export async function advanceSandboxClock(system: System, jump: { from: Date; to: Date }): Promise<void> {
  const sandbox = sandboxOf(system);
  const { speed, skipIdle } = sandbox.setting;
  if (sandbox.now() >= jump.to) return;
  await write(system, sandbox, { virtualAt: jump.to, realAt: realNow(), speed, skipIdle, jumpTo: null });
}

/** A clock that came as far by itself as it was to jump runs on as before. */
export async function endJump(system: System): Promise<void> {
  const sandbox = sandboxOf(system);
  await write(system, sandbox, { ...sandbox.setting, virtualAt: sandbox.now(), realAt: realNow(), jumpTo: null });
}

/** Refuses where time is real for good. */
export async function requireSandbox(db: Runner): Promise<void> {
  if ((await readSetting(db))?.endedAt) throw realTime();
}

export function realTime(): Conflict {
  return new Conflict('real_time', 'This installation calls real people: it runs on real time, which can not be set.');
}

/**
 * Returns the installation to real time, for good, in the transaction that adds its first real account. Refused while
 * simulated calls are in progress on a clock that is ahead: they would wait until real time has come as far.
 */
export async function endSandbox(trx: Trx, { sandbox }: System): Promise<void> {
  if (sandbox === null || (await readSetting(trx))?.endedAt) return;
  // No call is claimed by the old time any more.
  await lockAllocator(trx);
  const now = realNow();
  const { rows } = await sql`select 1 from calls where holds_slot limit 1`.execute(trx);
  if (rows.length > 0 && sandbox.now().getTime() > now.getTime() + 1000) throw callsInProgress();
  await sql`
    insert into sandbox_clock (virtual_at, real_at, speed, skip_idle, ended_at) values (${now}, ${now}, 1, false, ${now})
    on conflict (id) do update
    set virtual_at = excluded.virtual_at, real_at = excluded.real_at, speed = 1, skip_idle = false, jump_to = null,
      ended_at = ${now}
  `.execute(trx);
  sandbox.set({ virtualAt: now, realAt: now, speed: 1, skipIdle: false, jumpTo: null });
}

function callsInProgress(): Conflict {
  const detail =
    "Simulated calls are in progress on the sandbox's clock, which is ahead of real time. Pause their campaigns, let the calls " +
    'end, then add the account: from then on time is real.';
  return new Conflict('calls_in_progress', detail);
}

function sandboxOf(system: System): SandboxClock {
  if (!system.sandbox) throw new Error('this installation runs on real time: its clock can not be set');
  return system.sandbox;
}

async function write(system: System, sandbox: SandboxClock, setting: ClockSetting): Promise<ClockSetting> {
  await sql`
    insert into sandbox_clock (virtual_at, real_at, speed, skip_idle, jump_to)
    values (${setting.virtualAt}, ${setting.realAt}, ${setting.speed}, ${setting.skipIdle}, ${setting.jumpTo ?? null})
    on conflict (id) do update
    set virtual_at = excluded.virtual_at, real_at = excluded.real_at, speed = excluded.speed, skip_idle = excluded.skip_idle,
      jump_to = excluded.jump_to
    -- Two processes may see the same idle stretch: whoever comes second must not set the clock back.
    where sandbox_clock.ended_at is null and (sandbox_clock.virtual_at
      + (extract(epoch from excluded.real_at - sandbox_clock.real_at) * sandbox_clock.speed) * interval '1 second'
      <= excluded.virtual_at + interval '1 second'
      or not exists (select from calls))
  `.execute(system.db);
  const kept = (await readSetting(system.db)) ?? setting;
  sandbox.set(kept);
  await system.bus.publish('clock');
  return kept;
}
