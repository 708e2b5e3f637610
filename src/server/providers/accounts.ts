import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import * as z from 'zod';
import type { ProviderAccount } from '#server/provider.ts';
import type { System } from '#server/system.ts';
import type { Owner, Sealed, Vault } from '#server/vault/vault.ts';
import { formOf } from './account-forms.ts';

export type AccountRow = {
  workspaceId: string;
  id: string;
  provider: string;
  baseUrl: string | null;
  /** What is secret, in base64, and the key that it was sealed with; null until the first start after an update. */
  sealed: string | null;
  keyId: string | null;
  /** In clear as long as nothing is sealed. */
  hookToken: string | null;
};

/** An AccountRow as JSON, of the account `a`. */
export const accountJson = sql<AccountRow>`
  jsonb_build_object(
    'workspaceId', a.workspace_id, 'id', a.id, 'provider', a.provider, 'baseUrl', a.base_url,
    'sealed', encode(a.credentials, 'base64'), 'keyId', a.key_id, 'hookToken', a.hook_token
  )
`;

/** What is sealed of an account. */
export const Secrets = z.object({ hookToken: z.string(), credentials: z.record(z.string(), z.string()) });
export type Secrets = z.infer<typeof Secrets>;

/**
 * An account as its provider's adapter wants it. A simulator account without an address of its own is at the
 * installation's own simulator, whose key is the account's webhook token.
 */
export function openAccount(system: Pick<System, 'vault' | 'simulatorUrl'>, row: AccountRow): ProviderAccount {
  return accountOf(system, row, openSecrets(system.vault, row));
}

/** As openAccount, with secrets that may not be kept yet. */
export function accountOf(
  { simulatorUrl }: Pick<System, 'simulatorUrl'>,
  { workspaceId, id, provider, baseUrl }: Pick<AccountRow, 'workspaceId' | 'id' | 'provider' | 'baseUrl'>,
  { hookToken, credentials }: Secrets,
): ProviderAccount {
  const home = formOf(provider).addresses[0]?.url ?? simulatorUrl;
  const own = provider === 'simulator' ? { apiKey: hookToken } : {};
  return { workspaceId, id, provider, hookToken, baseUrl: baseUrl ?? home, credentials: { ...own, ...credentials } };
}

/** The secrets of a new account, with a webhook token of its own. */
export function makeSecrets(credentials: Record<string, string>): Secrets {
  return { hookToken: randomBytes(32).toString('base64url'), credentials };
}

export function sealSecrets(vault: Vault, account: { workspaceId: string; id: string }, secrets: Secrets): Sealed {
  return vault.seal(JSON.stringify(secrets), ownerOf(account));
}

export function openSecrets(vault: Vault, row: Omit<AccountRow, 'provider' | 'baseUrl'>): Secrets {
  if (row.sealed === null || row.keyId === null) return { hookToken: row.hookToken ?? '', credentials: {} };
  const sealed = { keyId: row.keyId, bytes: Buffer.from(row.sealed, 'base64') };
  return Secrets.parse(JSON.parse(vault.open(sealed, ownerOf(row))));
}

function ownerOf({ workspaceId, id }: { workspaceId: string; id: string }): Owner {
  return { table: 'provider_accounts', workspaceId, id };
}
