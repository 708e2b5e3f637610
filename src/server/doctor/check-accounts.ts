import { sql } from 'kysely';
import type { Database } from '../database/pool.ts';
import { accountJson, openAccount } from '../providers/accounts.ts';
import type { AccountRow } from '../providers/accounts.ts';
import { provider } from '../providers/providers.ts';
import type { Provider } from '../provider.ts';
import type { Vault } from '../vault/vault.ts';
import { ok, reasonOf, warning, failed } from './finding.ts';
import type { Finding } from './finding.ts';

type Row = { name: string; callsAtOnce: number; account: AccountRow };

/** Each account asked at its provider: what is beyond the provider's own limit is queued there, and rings people later. */
export async function lookAtAccounts(
  db: Database,
  { vaultOf, providerOf = provider }: { vaultOf: () => Promise<Vault>; providerOf?: (name: string) => Provider },
): Promise<Finding[]> {
  const { rows } = await sql<Row>`
    select a.name, s.max as "callsAtOnce", ${accountJson} as account
    from provider_accounts a
    join provider_account_slots s on s.provider_account_id = a.id
    where a.provider <> 'simulator' and a.deleted_at is null
    order by a.id
  `.execute(db);
  if (rows.length === 0) return [ok('accounts', 'none but the simulator.')];
  // Opened only where something is sealed: a new installation's first key is the server's to make.
  const vault = await vaultOf();
  return Promise.all(rows.map((row) => lookAt(row, { vault, adapter: providerOf(row.account.provider) })));
}

async function lookAt(
  { name, callsAtOnce, account }: Row,
  { vault, adapter }: { vault: Vault; adapter: Provider },
): Promise<Finding> {
  const title = `account ${name}`;
  if (!adapter.health) return ok(title, `${adapter.name} does not say what it allows.`);
  try {
    const health = await adapter.health(openAccount({ vault, simulatorUrl: '' }, account));
    if (health.kind === 'refused')
      return failed(title, `${adapter.name} refuses it: ${health.message}. Correct its credentials.`);
    const allowed = health.callsAtOnce?.max ?? null;
    if (allowed === null || callsAtOnce <= allowed)
      return ok(title, `${callsAtOnce} calls at once, ${allowed ?? 'not said how many'} allowed.`);
    return warning(
      title,
      `${callsAtOnce} calls at once are set, and ${adapter.name} allows ${allowed}: it rings people later than they were called. ` +
        `Set ${allowed} or less.`,
    );
  } catch (cause) {
    return failed(title, `${adapter.name} can't be asked: ${reasonOf(cause)}.`);
  }
}
