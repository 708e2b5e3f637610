import type { Database } from '#server/database/pool.ts';
import { openSecrets } from '#server/providers/accounts.ts';
import type { Vault } from '#server/vault/vault.ts';
import { listKeyIds, takeToSeal, updateSecrets } from './sql.ts';

const lot = 100;

/**
 * Seals with the vault's first key what lies in clear, or all that is not sealed with it. Returns how many accounts.
 * Broken off, the rest is done the next time.
 */
export async function sealAccounts(db: Database, vault: Vault, which: 'in clear' | 'all'): Promise<number> {
  for (let sealed = 0; ;) {
    const taken = await db.transaction().execute(async (trx) => {
      const accounts = await takeToSeal(trx, { keyId: which === 'all' ? vault.keyId : null, most: lot });
      for (const account of accounts)
        await updateSecrets(trx, vault, { ...account, secrets: openSecrets(vault, account) });
      return accounts.length;
    });
    sealed += taken;
    if (taken < lot) return sealed;
  }
}

/** Refuses a vault that can't open what the database holds: every call of those accounts would fail. */
export async function requireKeys(db: Database, vault: Vault): Promise<void> {
  const missing = (await listKeyIds(db)).filter((keyId) => !vault.knows(keyId));
  if (missing.length === 0) return;
  throw new Error(
    `Credentials in the database were sealed with the key ${missing.join(', ')}, which is not here. Set CARILLON_ENCRYPTION_KEY ` +
      'to the key that they were sealed with, or restore the file encryption-key of the data folder.',
  );
}
