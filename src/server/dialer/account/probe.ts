import { sql } from 'kysely';
import { stopCampaigns } from '#server/dialer/campaign/stop.ts';
import { patienceOf } from '#server/dialer/ledger/patience.ts';
import { askHealth } from '#server/providers/ask-health.ts';
import { accountJson, openAccount } from '#server/providers/accounts.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import { noteAnswer } from '#server/provider-accounts/sql.ts';
import type { System } from '#server/system.ts';
import { reopenAccount } from './circuit.ts';

type Probed = { account: AccountRow; probes: number };

/** Asks for accounts whose provider stopped answering whether it does again. Returns how many were asked about. */
export async function probeAccounts(system: System, most = 20): Promise<number> {
  const due = await takeDue(system, most);
  await Promise.all(due.map(({ account }) => probe(system, account)));
  return due.length;
}

/** The next question is set first: several processes ask once, and no lock is held while the provider is asked. */
async function takeDue(system: System, most: number): Promise<Probed[]> {
  const now = system.clock.now();
  const { afterProbes } = patienceOf(system.clock, system.network);
  return system.db.transaction().execute(async (trx) => {
    const { rows } = await sql<Probed>`
      select ${accountJson} as account, h.probes
      from provider_account_health h
      join provider_accounts a on a.workspace_id = h.workspace_id and a.id = h.provider_account_id
      where h.probe_at <= ${now}
      order by h.probe_at
      limit ${most}
      for update of h skip locked
    `.execute(trx);
    for (const { account, probes } of rows) {
      await sql`
        update provider_account_health set probes = ${probes + 1}, probe_at = ${afterProbes(now, probes + 1)}
        where workspace_id = ${account.workspaceId} and provider_account_id = ${account.id}
      `.execute(trx);
    }
    return rows;
  });
}

async function probe(system: System, account: AccountRow): Promise<void> {
  const { workspaceId, id } = account;
  const answer = await askHealth(system, openAccount(system, account));
  const now = system.clock.now();
  await noteAnswer(system.db, account, { answer, now });
  if (answer.kind === 'unreached') return;
  // It answers; what it says is a matter for somebody to mend.
  if (answer.kind === 'refused')
    return stopCampaigns(system, { workspaceId, campaignId: null, now, accountId: id, reason: answer.message });
  await system.db.transaction().execute(async (trx) => {
    await sql`select from provider_accounts where workspace_id = ${workspaceId} and id = ${id} for no key update`.execute(
      trx,
    );
    const { rows } = await sql`
      select 1 from provider_account_health
      where workspace_id = ${workspaceId} and provider_account_id = ${id} and opened_at is not null
    `.execute(trx);
    // One that somebody paused meanwhile, or that goes on already, is not ours to open.
    if (rows.length > 0) await reopenAccount(trx, account, answer.kind === 'unchecked');
  });
  await system.bus.publish('dial');
}
