import type { Provider, ProviderAccount } from '#server/provider.ts';

/** Shorter ones would take ordinary words out of what a provider says. */
const secretFrom = 8;

/** The same provider, whose words never hold what an account keeps secret: some say a refused key back. */
export function discreet(provider: Provider): Provider {
  const { callsTo, health, listAgents } = provider;
  return {
    ...provider,
    placeCall: (account, request) => saying(account, provider.placeCall(account, request)),
    cancelCall: (account, id) => saying(account, provider.cancelCall(account, id)),
    fetchCall: (account, id) => saying(account, provider.fetchCall(account, id)),
    findByAttempt: (account, attempt) => saying(account, provider.findByAttempt(account, attempt)),
    ...(callsTo ? { callsTo: (account, query) => saying(account, callsTo.call(provider, account, query)) } : {}),
    ...(health ? { health: (account) => saying(account, health.call(provider, account)) } : {}),
    ...(listAgents ? { listAgents: (account) => saying(account, listAgents.call(provider, account)) } : {}),
  };
}

async function saying<T>(account: ProviderAccount, work: Promise<T>): Promise<T> {
  try {
    const said = await work;
    const isMessage =
      typeof said === 'object' && said !== null && 'message' in said && typeof said.message === 'string';
    return isMessage ? { ...said, message: withoutSecrets(String(said.message), account) } : said;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    const hushed = withoutSecrets(words, account);
    // Its stack and cause may hold them too.
    throw hushed === words ? error : new Error(hushed);
  }
}

function withoutSecrets(text: string, { credentials, hookToken }: ProviderAccount): string {
  return [...Object.values(credentials), hookToken]
    .filter((secret) => secret.length >= secretFrom)
    .reduce((hushed, secret) => hushed.replaceAll(secret, '••••'), text);
}
