import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { Invalid, NotFound } from '#server/errors.ts';
import { hashOf } from '#server/http/actor.ts';
import { accountJson, sealSecrets } from '#server/providers/accounts.ts';
import type { AccountRow, Secrets } from '#server/providers/accounts.ts';
import type { Vault } from '#server/vault/vault.ts';
import type { Answer } from '#server/providers/ask-health.ts';

/** An account with all that is shown of it. */
export type AccountView = {
  id: string;
  version: number;
  provider: string;
  name: string;
  baseUrl: string | null;
  hints: Record<string, string>;
  callsAtOnce: number;
  callsPerSecond: number | null;
  activeCalls: number;
  isOpen: boolean;
  pausedReason: string | null;
  openedAt: Date | null;
  probeAt: Date | null;
  checkedAt: Date | null;
  answer: Answer | null;
  createdAt: Date;
  createdKey: string;
  updatedAt: Date;
  account: AccountRow;
};

const accountViews = sql`
  select a.id, a.version, a.provider, a.name, a.base_url as "baseUrl", a.hints, s.max as "callsAtOnce",
    s.calls_per_second as "callsPerSecond", s.in_use as "activeCalls", s.is_open as "isOpen",
    a.paused_reason as "pausedReason", h.opened_at as "openedAt", h.probe_at as "probeAt", h.checked_at as "checkedAt",
    h.answer, a.created_at as "createdAt", a.created_at::text as "createdKey",
    coalesce(a.updated_at, a.created_at) as "updatedAt", ${accountJson} as account
  from provider_accounts a
  join provider_account_slots s on s.provider_account_id = a.id
  left join provider_account_health h on h.workspace_id = a.workspace_id and h.provider_account_id = a.id
`;

export async function getAccount(db: Runner, workspaceId: string, id: string): Promise<AccountView> {
  const { rows } = await sql<AccountView>`
    ${accountViews} where a.workspace_id = ${workspaceId} and a.id = ${id} and a.deleted_at is null
  `.execute(db);
  if (!rows[0]) throw new NotFound('provider account', id);
  return rows[0];
}

/** The oldest first; one row more than `limit`. */
export async function listAccounts(
  db: Runner,
  workspaceId: string,
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<AccountView[]> {
  const { rows } = await sql<AccountView>`
    ${accountViews}
    where a.workspace_id = ${workspaceId} and a.deleted_at is null
      and ${after ? sql`(a.created_at, a.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by a.created_at, a.id
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

export type NewAccount = {
  workspaceId: string;
  id: string;
  provider: string;
  name: string;
  baseUrl: string | null;
  callsAtOnce: number;
  callsPerSecond: number | null;
  secrets: Secrets;
  hints: Record<string, string>;
  now: Date;
};

export async function insertAccount(trx: Runner, vault: Vault, account: NewAccount): Promise<void> {
  const { workspaceId, id, now } = account;
  const { keyId, bytes } = sealSecrets(vault, account, account.secrets);
  await sql`
    insert into provider_accounts (workspace_id, id, provider, name, base_url, credentials, key_id, hints, hook_token_hash,
      created_at, updated_at)
    values (${workspaceId}, ${id}, ${account.provider}, ${account.name}, ${account.baseUrl}, ${bytes}, ${keyId},
      ${JSON.stringify(account.hints)}::jsonb, ${hashOf(account.secrets.hookToken)}, ${now}, ${now})
  `.execute(trx);
  await sql`
    insert into provider_account_slots (provider_account_id, workspace_id, max, calls_per_second)
    values (${id}, ${workspaceId}, ${account.callsAtOnce}, ${account.callsPerSecond})
  `.execute(trx);
}

/** Refuses an account that is not this workspace's to use. */
export async function requireAccount(db: Runner, workspaceId: string, id: string): Promise<void> {
  const { rows } = await sql`
    select 1 from provider_accounts where workspace_id = ${workspaceId} and id = ${id} and deleted_at is null
  `.execute(db);
  if (rows.length > 0) return;
  const message = 'Must be a provider account of this workspace; GET /provider-accounts lists them';
  throw new Invalid('validation_failed', `/providerAccountId: ${message}`, {
    errors: [{ pointer: '/providerAccountId', code: 'account_not_found', message }],
  });
}

/** Holds an account against other changes of it, and waits for dials that are being decided with it. */
export async function lockAccount(trx: Runner, workspaceId: string, id: string): Promise<void> {
  await sql`select from provider_accounts where workspace_id = ${workspaceId} and id = ${id} for no key update`.execute(
    trx,
  );
}

type Key = { workspaceId: string; id: string };

/** The caller holds the account. */
export async function updateAccount(
  trx: Runner,
  key: Key,
  account: { name: string; baseUrl: string | null; now: Date },
): Promise<void> {
  await sql`
    update provider_accounts
    set name = ${account.name}, base_url = ${account.baseUrl}, version = version + 1, updated_at = ${account.now}
    where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(trx);
}

/** The caller holds the account. */
export async function updateSecrets(
  trx: Runner,
  vault: Vault,
  account: Key & { secrets: Secrets; hints: Record<string, string> },
): Promise<void> {
  const { keyId, bytes } = sealSecrets(vault, account, account.secrets);
  await sql`
    update provider_accounts
    set credentials = ${bytes}, key_id = ${keyId}, hints = ${JSON.stringify(account.hints)}::jsonb, hook_token = null
    where workspace_id = ${account.workspaceId} and id = ${account.id}
  `.execute(trx);
}

/** The caller holds the account and the allocator's lock. */
export async function updateLimits(
  trx: Runner,
  id: string,
  limits: { callsAtOnce: number; callsPerSecond: number | null },
): Promise<void> {
  await sql`
    update provider_account_slots
    set max = ${limits.callsAtOnce}, calls_per_second = ${limits.callsPerSecond},
      next_dial_at = case when ${limits.callsPerSecond}::numeric is not null then next_dial_at end
    where provider_account_id = ${id}
  `.execute(trx);
}

/** What the provider said of an account just now. */
export async function noteAnswer(db: Runner, key: Key, { answer, now }: { answer: Answer; now: Date }): Promise<void> {
  await sql`
    insert into provider_account_health (workspace_id, provider_account_id, checked_at, answer)
    values (${key.workspaceId}, ${key.id}, ${now}, ${JSON.stringify(answer)}::jsonb)
    on conflict (workspace_id, provider_account_id) do update
    set checked_at = excluded.checked_at, answer = excluded.answer
  `.execute(db);
}

export type Use = { kind: 'agent' | 'campaign' | 'call'; id: string; name: string; status: string };

/** What an account can't be taken away from: agents that speak through it, campaigns that are not over, calls. */
export async function listUses(db: Runner, { workspaceId, id }: Key): Promise<Use[]> {
  const { rows } = await sql<Use>`
    select * from (
      select 'campaign' as kind, id, name, status from campaigns
      where workspace_id = ${workspaceId} and provider_account_id = ${id} and deleted_at is null
        and status not in ('completed', 'cancelled')
      union all
      select 'agent', id, name, 'speaks through it' from agents
      where workspace_id = ${workspaceId} and provider_account_id = ${id} and deleted_at is null
      union all
      select 'call', id, phone, status from calls
      where workspace_id = ${workspaceId} and provider_account_id = ${id} and holds_slot
    ) uses
    order by kind desc, id
    limit 50
  `.execute(db);
  return rows;
}

/** Forgets an account and its secrets; its calls stay for the record. The caller holds it. */
export async function forgetAccount(trx: Runner, { workspaceId, id }: Key, now: Date): Promise<void> {
  await sql`
    update provider_accounts
    set deleted_at = ${now}, updated_at = ${now}, credentials = null, key_id = null, hook_token = null, hints = '{}',
      hook_token_hash = ${randomBytes(32)}
    where workspace_id = ${workspaceId} and id = ${id}
  `.execute(trx);
  await sql`
    update provider_account_slots set is_open = false where workspace_id = ${workspaceId} and provider_account_id = ${id}
  `.execute(trx);
  await sql`
    delete from provider_account_health where workspace_id = ${workspaceId} and provider_account_id = ${id}
  `.execute(trx);
  await sql`
    delete from phone_numbers where workspace_id = ${workspaceId} and provider_account_id = ${id}
  `.execute(trx);
}

/** Accounts of all workspaces that are not sealed with this key, or with none: at most `most`, held by the transaction. */
export async function takeToSeal(
  trx: Runner,
  { keyId, most }: { keyId: string | null; most: number },
): Promise<(AccountRow & { hints: Record<string, string> })[]> {
  const { rows } = await sql<{ account: AccountRow; hints: Record<string, string> }>`
    select ${accountJson} as account, a.hints from provider_accounts a
    where a.deleted_at is null and (a.key_id is null or a.key_id <> ${keyId})
    order by a.workspace_id, a.id
    limit ${most}
    for update
  `.execute(trx);
  return rows.map(({ account, hints }) => ({ ...account, hints }));
}

/** The keys that something is sealed with. */
export async function listKeyIds(db: Runner): Promise<string[]> {
  const { rows } = await sql<{ keyId: string }>`
    select distinct key_id as "keyId" from provider_accounts where key_id is not null
  `.execute(db);
  return rows.map(({ keyId }) => keyId);
}
