import type { AccountHealth, ProviderAccount } from '#server/provider.ts';
import type { System } from '#server/system.ts';

/** What came of asking a provider about an account; `unchecked` where it has nothing to be asked by. */
export type Answer = AccountHealth | { kind: 'unreached'; message: string } | { kind: 'unchecked' };

/** Asks how an account stands. Never rejects. */
export async function askHealth(system: System, account: ProviderAccount): Promise<Answer> {
  const adapter = system.provider(account.provider);
  if (!adapter.health) return { kind: 'unchecked' };
  try {
    return await adapter.health(account);
  } catch (error) {
    return { kind: 'unreached', message: error instanceof Error ? error.message : String(error) };
  }
}
