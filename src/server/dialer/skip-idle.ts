import { sql } from 'kysely';
import { advanceSandboxClock, endJump } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';
import { nextInstant } from './stage.ts';

/** Stretches shorter than this, in virtual milliseconds per unit of speed, are lived through. */
const worthSkippingMs = 1000;

/** Moves the sandbox's clock where somebody asked for it, or where nothing happens. */
export async function moveClock(system: System, { isIdle }: { isIdle: boolean }): Promise<void> {
  await makeJump(system);
  if (isIdle) await skipIdleTime(system);
}

/** In a sandbox that skips idle time: nobody is on the phone and nothing is due, so the clock jumps to what is due next. */
export async function skipIdleTime(system: System): Promise<void> {
  if (!system.sandbox?.setting.skipIdle) return;
  const now = system.clock.now();
  const next = await nextInstant(system);
  if (next === null || next.getTime() - now.getTime() < system.clock.covering(worthSkippingMs)) return;
  if (await isBusy(system)) return;
  await advanceSandboxClock(system, { from: now, to: next });
}

/** A jump that somebody asked for is made once nobody is on the phone any more. */
async function makeJump(system: System): Promise<void> {
  const jumpTo = system.sandbox?.setting.jumpTo;
  if (!jumpTo) return;
  const now = system.clock.now();
  if (now >= jumpTo) return endJump(system);
  const { rows } = await sql`select 1 from calls where ended_at is null limit 1`.execute(system.db);
  if (rows.length === 0) await advanceSandboxClock(system, { from: now, to: jumpTo });
}

async function isBusy(system: System): Promise<boolean> {
  const { rows } = await sql<{ isBusy: boolean }>`
    select exists (select from calls where ended_at is null and look_at is not null)
      or exists (select from webhook_inbox where applied_at is null)
      or exists (select from imports where status in ('checking', 'committing'))
      or exists (
        select from enrollments e join campaigns k on k.id = e.campaign_id
        where e.status = 'pending' and k.status = 'running'
      )
      or exists (
        select from campaign_slots c
        join workspace_slots w on w.workspace_id = c.workspace_id
        join provider_account_slots a on a.provider_account_id = c.provider_account_id
        where c.is_ready and w.max > 0 and a.max > 0 and a.is_open
          and (c.next_dial_at is null or c.next_dial_at <= ${system.clock.now()})
      ) as "isBusy"
  `.execute(system.db);
  return rows[0]?.isBusy ?? true;
}
