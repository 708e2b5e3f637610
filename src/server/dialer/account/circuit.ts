import { sql } from 'kysely';
import { lockAllocator } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { patienceOf } from '#server/dialer/ledger/patience.ts';
import type { System } from '#server/system.ts';

type AccountKey = { workspaceId: string; id: string };

/** So many create-calls in a row without an answer, over so long, are no accident: busy people and refusals are answers. */
const failuresMax = 5;
const failingMs = 10_000;

/** Nobody answered a create-call. Once that has gone on for long enough, nothing is dialled with the account any more. */
export async function noteFailure(system: System, account: AccountKey, reason: string): Promise<void> {
  const now = system.clock.now();
  const { rows } = await sql<{ failures: number; firstFailedAt: Date; openedAt: Date | null }>`
    insert into provider_account_health as h (workspace_id, provider_account_id, failures, first_failed_at)
    values (${account.workspaceId}, ${account.id}, 1, ${now})
    on conflict (workspace_id, provider_account_id) do update
    set failures = h.failures + 1,
      first_failed_at = case when h.failures = 0 then excluded.first_failed_at
        else coalesce(h.first_failed_at, excluded.first_failed_at) end
    returning failures, first_failed_at as "firstFailedAt", opened_at as "openedAt"
  `.execute(system.db);
  const [health] = rows;
  if (!health || health.openedAt !== null || health.failures < failuresMax) return;
  if (now.getTime() - health.firstFailedAt.getTime() < system.clock.covering(failingMs)) return;
  await system.db.transaction().execute((trx) => open(trx, system, { ...account, reason }));
}

/** Somebody answered a create-call, whatever the answer was. */
export async function noteAnswered(system: System, { workspaceId, id }: AccountKey): Promise<void> {
  await sql`
    update provider_account_health set failures = 0, first_failed_at = null
    where workspace_id = ${workspaceId} and provider_account_id = ${id} and failures > 0
  `.execute(system.db);
}

/** Waits for dials that are being decided; those that come after find the account closed, and give their people back. */
async function open(trx: Trx, system: System, account: AccountKey & { reason: string }): Promise<void> {
  const { workspaceId, id } = account;
  const now = system.clock.now();
  await sql`select from provider_accounts where workspace_id = ${workspaceId} and id = ${id} for no key update`.execute(
    trx,
  );
  const { rows } = await sql`
    -- An answer that came meanwhile has the last word.
    update provider_account_health
    set opened_at = ${now}, probes = 0, probe_at = ${patienceOf(system.clock, system.network).afterProbes(now, 0)}
    where workspace_id = ${workspaceId} and provider_account_id = ${id} and opened_at is null
      and failures >= ${failuresMax}
    returning 1
  `.execute(trx);
  if (rows.length === 0) return;
  await sql`
    update provider_accounts set paused_reason = ${account.reason}
    where workspace_id = ${workspaceId} and id = ${id} and paused_reason is null
  `.execute(trx);
  await lockAllocator(trx);
  await sql`
    update provider_account_slots set is_open = false where provider_account_id = ${id}
  `.execute(trx);
}

/** What paused an account is over: it is dialled with again. Its first failure closes it again where it is `onTrial`. */
export async function reopenAccount(trx: Trx, { workspaceId, id }: AccountKey, onTrial = false): Promise<void> {
  await sql`
    update provider_accounts set paused_reason = null
    where workspace_id = ${workspaceId} and id = ${id} and paused_reason is not null
  `.execute(trx);
  await sql`
    update provider_account_health
    set failures = ${onTrial ? failuresMax - 1 : 0}, opened_at = null, probe_at = null, probes = 0
    where workspace_id = ${workspaceId} and provider_account_id = ${id} and (opened_at is not null or failures > 0)
  `.execute(trx);
  await lockAllocator(trx);
  await sql`
    update provider_account_slots set is_open = true where provider_account_id = ${id} and not is_open
  `.execute(trx);
}
