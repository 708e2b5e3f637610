import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { ProviderAccount, WebhookRequest } from '#server/provider.ts';
import { accountJson, openAccount } from '#server/providers/accounts.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import type { System } from '#server/system.ts';
import { Batch } from './loop/batch.ts';

export type IncomingWebhook = {
  provider: string;
  token: string;
  headers: Record<string, string>;
  body: Uint8Array;
  url: string;
};

export type Received = { kind: 'stored' } | { kind: 'copy' } | { kind: 'unknown_token' } | { kind: 'bad_signature' };

type Stored = {
  workspaceId: string;
  providerAccountId: string;
  dedupeKey: string;
  trust: 'signed' | 'token';
  headers: Record<string, string>;
  body: Uint8Array;
  isUrgent: boolean;
};

/** How long what frees no slot may wait for more to be settled with it, real milliseconds. */
const gatherMs = 100;

/** Takes webhooks in: verify, store, commit, and only then answer. What they say is applied later, by settle. */
export function createReceiver(system: System): (webhook: IncomingWebhook) => Promise<Received> {
  const accounts = new Map<string, ProviderAccount>();
  // Whatever was changed of any: its credentials, or that it is there.
  system.bus.subscribe('accounts', () => accounts.clear());
  let isTold = false;
  const tell = () => {
    isTold = false;
    // Not waited for: what other processes miss, their sweep finds.
    void system.bus.publish('inbox');
  };
  const inbox = new Batch(async (rows: Stored[]) => {
    const areNew = await store(system, rows);
    if (rows.some((row, index) => row.isUrgent && areNew[index])) tell();
    else if (!isTold && areNew.includes(true)) {
      isTold = true;
      setTimeout(() => isTold && tell(), gatherMs).unref();
    }
    return areNew;
  }, 500);
  return async (webhook) => {
    const account = accounts.get(webhook.token) ?? (await findAccount(system, webhook.token));
    if (!account || account.provider !== webhook.provider) return { kind: 'unknown_token' };
    accounts.set(webhook.token, account);
    const at = system.clock.now();
    const verdict = system.provider(account.provider).verifyWebhook(account, { ...webhook, at });
    if (!verdict.ok) return { kind: 'bad_signature' };
    const isNew = await inbox.add({
      workspaceId: account.workspaceId,
      providerAccountId: account.id,
      dedupeKey: verdict.dedupeKey,
      trust: verdict.trust,
      headers: storedHeaders({ ...webhook, at }),
      body: webhook.body,
      isUrgent: verdict.isUrgent,
    });
    return { kind: isNew ? 'stored' : 'copy' };
  };
}

/**
 * What is kept of a webhook's head: its headers, and under names that no header can have when it came (`:received`) and
 * what its address says after the token (`:query`). Providers that let a call's address be chosen bring our id of the
 * call back there.
 */
export function storedHeaders({ headers, url, at }: Omit<WebhookRequest, 'body'>): Record<string, string> {
  const from = url.indexOf('?');
  const query = from < 0 ? {} : { ':query': url.slice(from + 1) };
  return { ...headers, ':received': at.toISOString(), ...query };
}

async function findAccount(system: System, token: string): Promise<ProviderAccount | undefined> {
  const hash = createHash('sha256').update(token).digest();
  const { rows } = await sql<{ account: AccountRow }>`
    select ${accountJson} as account from provider_accounts a where a.hook_token_hash = ${hash} and a.deleted_at is null
  `.execute(system.db);
  return rows[0] && openAccount(system, rows[0].account);
}

/** One insert for all that came at the same moment. A copy of what is stored already changes nothing. */
async function store(system: System, rows: Stored[]): Promise<boolean[]> {
  const now = system.clock.now();
  const inserted = await sql<{ providerAccountId: string; dedupeKey: string }>`
    insert into webhook_inbox (workspace_id, provider_account_id, dedupe_key, trust, headers, body, received_at)
    select n.*, ${now}
    from unnest(
      ${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.providerAccountId)}::uuid[],
      ${rows.map((row) => row.dedupeKey)}::text[], ${rows.map((row) => row.trust)}::text[],
      ${rows.map((row) => JSON.stringify(row.headers))}::jsonb[], ${rows.map((row) => hexOf(row.body))}::bytea[]
    ) as n
    on conflict (provider_account_id, dedupe_key) do nothing
    returning provider_account_id as "providerAccountId", dedupe_key as "dedupeKey"
  `.execute(system.db);
  const fresh = new Set(inserted.rows.map((row) => `${row.providerAccountId} ${row.dedupeKey}`));
  // Two copies in one batch: the first one stands for the row.
  return rows.map((row) => fresh.delete(`${row.providerAccountId} ${row.dedupeKey}`));
}

function hexOf(body: Uint8Array): string {
  return `\\x${Buffer.from(body).toString('hex')}`;
}
