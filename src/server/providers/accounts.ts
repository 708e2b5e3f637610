import type { ProviderAccount } from '#server/provider.ts';
import type { System } from '#server/system.ts';

export type AccountRow = {
  workspaceId: string;
  id: string;
  provider: string;
  baseUrl: string | null;
  hookToken: string;
};

/**
 * An account as its provider's adapter wants it. An account without an address of its own is at the installation's
 * own simulator, whose key is the account's webhook token.
 */
export function openAccount(system: System, row: AccountRow): ProviderAccount {
  return { ...row, baseUrl: row.baseUrl ?? system.simulatorUrl, credentials: { apiKey: row.hookToken } };
}
