import { makeKey, Vault } from '#server/vault/vault.ts';

/** A vault with a key of its own, which nothing keeps. */
export function testVault(): Vault {
  return new Vault([makeKey()], async () => {});
}
