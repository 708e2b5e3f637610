import type { ProviderAccount } from '#contract/provider-accounts.ts';

/** What is typed into the form of an account; all of it text, as fields hold it. */
export type Typed = {
  name: string;
  baseUrl: string;
  callsAtOnce: string;
  callsPerSecond: string;
  credentials: Readonly<Record<string, string>>;
};

type Limits = { callsAtOnce: number; callsPerSecond: number | null };

export function emptyForm(): Typed {
  return { name: '', baseUrl: '', callsAtOnce: '', callsPerSecond: '', credentials: {} };
}

/** The form of an account that is there: secrets stay empty, and are kept when nothing is typed. */
export function formOfAccount({ name, baseUrl, callsAtOnce, callsPerSecond }: ProviderAccount): Typed {
  return {
    name,
    baseUrl: baseUrl ?? '',
    callsAtOnce: String(callsAtOnce),
    callsPerSecond: callsPerSecond === null ? '' : String(callsPerSecond),
    credentials: {},
  };
}

/** What is sent to make an account: what nothing was typed for is left to the provider's usual. */
export function creationOf(provider: string, typed: Typed, force: boolean) {
  const { name, baseUrl, callsAtOnce, callsPerSecond } = typed;
  return {
    provider,
    credentials: filled(typed.credentials),
    force,
    ...(name.trim() === '' ? {} : { name }),
    ...(baseUrl === '' ? {} : { baseUrl }),
    ...(callsAtOnce === '' ? {} : { callsAtOnce: Number(callsAtOnce) }),
    ...(callsPerSecond === '' ? {} : { callsPerSecond: Number(callsPerSecond) }),
  };
}

/** What is sent to change an account: what differs, and credentials only where some were typed. */
export function changesOf(account: ProviderAccount, typed: Typed, force: boolean) {
  const credentials = filled(typed.credentials);
  const baseUrl = typed.baseUrl === '' ? null : typed.baseUrl;
  const limits: Limits = {
    callsAtOnce: Number(typed.callsAtOnce),
    callsPerSecond: typed.callsPerSecond === '' ? null : Number(typed.callsPerSecond),
  };
  return {
    id: account.id,
    force,
    ifMatch: `"${account.version}"`,
    ...(typed.name === account.name ? {} : { name: typed.name }),
    ...(baseUrl === account.baseUrl ? {} : { baseUrl }),
    ...(limits.callsAtOnce === account.callsAtOnce ? {} : { callsAtOnce: limits.callsAtOnce }),
    ...(limits.callsPerSecond === account.callsPerSecond ? {} : { callsPerSecond: limits.callsPerSecond }),
    ...(Object.keys(credentials).length === 0 ? {} : { credentials }),
  };
}

function filled(credentials: Typed['credentials']): Record<string, string> {
  return Object.fromEntries(Object.entries(credentials).filter(([, text]) => text.trim() !== ''));
}
