import { sql } from 'kysely';
import type { Runner } from './database/pool.ts';
import type { Bus } from './bus.ts';
import { SandboxClock, realNow } from './clock.ts';
import type { ClockSetting } from './clock.ts';
import type { System } from './system.ts';

type ClockRow = ClockSetting;

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

async function readSetting(db: Runner): Promise<ClockSetting | undefined> {
  const { rows } = await sql<ClockRow>`
    select virtual_at as "virtualAt", real_at as "realAt", speed, skip_idle as "skipIdle" from sandbox_clock
  `.execute(db);
  return rows[0];
}

/**
 * Sets the sandbox's speed and whether idle stretches are skipped, from now on. `startAt` moves the clock there, unless
 * that lies behind it and something was already called: time does not go back for calls that were made.
 */
export async function setSandboxClock(
  system: System,
  change: { speed: number; skipIdle: boolean; startAt?: Date },
): Promise<ClockSetting> {
  const sandbox = sandboxOf(system);
  const now = sandbox.now();
  const virtualAt = change.startAt && (await mayMove(system, now, change.startAt)) ? change.startAt : now;
  return write(system, sandbox, { virtualAt, realAt: realNow(), speed: change.speed, skipIdle: change.skipIdle });
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
  await write(system, sandbox, { virtualAt: jump.to, realAt: realNow(), speed, skipIdle });
}

function sandboxOf(system: System): SandboxClock {
  if (!system.sandbox) throw new Error('this installation runs on real time: its clock can not be set');
  return system.sandbox;
}

async function write(system: System, sandbox: SandboxClock, setting: ClockSetting): Promise<ClockSetting> {
  await sql`
    insert into sandbox_clock (virtual_at, real_at, speed, skip_idle)
    values (${setting.virtualAt}, ${setting.realAt}, ${setting.speed}, ${setting.skipIdle})
    on conflict (id) do update
    set virtual_at = excluded.virtual_at, real_at = excluded.real_at, speed = excluded.speed, skip_idle = excluded.skip_idle
    -- Two processes may see the same idle stretch: whoever comes second must not set the clock back.
    where sandbox_clock.virtual_at
      + (extract(epoch from excluded.real_at - sandbox_clock.real_at) * sandbox_clock.speed) * interval '1 second'
      <= excluded.virtual_at + interval '1 second'
      or not exists (select from calls)
  `.execute(system.db);
  const kept = (await readSetting(system.db)) ?? setting;
  sandbox.set(kept);
  await system.bus.publish('clock');
  return kept;
}
