import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { isZone } from '#domain/zone.ts';
import type { Runner } from '#server/database/pool.ts';
import { insertAccount } from '#server/provider-accounts/sql.ts';
import { makeSecrets } from '#server/providers/accounts.ts';
import type { Vault } from '#server/vault/vault.ts';

const demoPrompt =
  'You are a friendly assistant calling on behalf of our team. Say who you are, ask whether it is a good moment, ' +
  'find out whether the person is interested, and agree on a next step. Be brief, and stop when asked to.';

/** A workspace that can be used at once: with its limits, a simulator account, and an agent that speaks there. */
export async function insertWorkspace(
  trx: Runner,
  { name, now, vault }: { name: string; now: Date; vault: Vault },
): Promise<string> {
  const [workspaceId, accountId] = [randomUUIDv7(), randomUUIDv7()];
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await sql`
    insert into workspaces (id, name, time_zone, default_country, created_at)
    values (${workspaceId}, ${name}, ${isZone(zone) ? zone : 'UTC'}, 'US', ${now})
  `.execute(trx);
  await sql`insert into workspace_slots (workspace_id) values (${workspaceId})`.execute(trx);
  const limits = { callsAtOnce: 50, callsPerSecond: null };
  const account = {
    workspaceId,
    id: accountId,
    provider: 'simulator',
    name: 'Simulator',
    baseUrl: null,
    ...limits,
    now,
  };
  await insertAccount(trx, vault, { ...account, secrets: makeSecrets({}), hints: {} });
  await sql`
    insert into agents (workspace_id, id, name, provider_account_id, prompt, next_action, created_at, updated_at)
    values (${workspaceId}, ${randomUUIDv7()}, 'Demo agent', ${accountId}, ${demoPrompt}, 'Schedule product demo', ${now}, ${now})
  `.execute(trx);
  return workspaceId;
}

export async function findFirstWorkspace(trx: Runner): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from workspaces order by created_at, id limit 1`.execute(trx);
  return rows[0]?.id;
}
