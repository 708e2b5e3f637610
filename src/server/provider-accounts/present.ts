import type { AccountCheck, ProviderAccount } from '#contract/provider-accounts.ts';
import type { Answer } from '#server/providers/ask-health.ts';
import type { AccountView } from './sql.ts';

export function present(view: AccountView, publicUrl: string): ProviderAccount {
  const { hints, isOpen: _, pausedReason, openedAt: __, checkedAt, answer, account: ___, ...plain } = view;
  const status = statusOf(view);
  return {
    ...plain,
    credentials: hints,
    status,
    statusReason: status === 'open' ? null : (pausedReason ?? 'It was paused.'),
    check: checkOf(answer, checkedAt),
    warnings: warningsFor(view.provider, publicUrl),
  };
}

function statusOf({ isOpen, openedAt }: AccountView): ProviderAccount['status'] {
  if (isOpen) return 'open';
  return openedAt === null ? 'paused' : 'not_answering';
}

function checkOf(answer: Answer | null, at: Date | null): AccountCheck {
  const nothing = { state: 'unchecked', at, message: null, balance: null, callsAtOnce: null } as const;
  if (answer === null || answer.kind === 'unchecked') return nothing;
  if (answer.kind !== 'well') return { ...nothing, state: answer.kind, message: answer.message };
  return { ...nothing, state: 'well', balance: answer.balance, callsAtOnce: answer.callsAtOnce };
}

/** What keeps a provider of the real world from reaching us; nobody calls a phone from inside this machine. */
export function warningsFor(provider: string, publicUrl: string): string[] {
  if (provider === 'simulator') return [];
  const { protocol, hostname } = new URL(publicUrl);
  const advice = 'Set PUBLIC_URL to the https address at which the internet reaches this server, and start it again.';
  if (isInside(hostname))
    return [`The provider can't reach ${publicUrl}: it is an address inside your own network. ${advice}`];
  if (protocol !== 'https:')
    return [
      `PUBLIC_URL is ${publicUrl}, which is not https: what the provider sends could be read on its way. ${advice}`,
    ];
  return [];
}

const insideNames = /^localhost$|\.localhost$|\.local$|\.internal$/;
const insideAddresses =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^\[(::1?\]|f[cd]|fe[89ab])/;

function isInside(hostname: string): boolean {
  return insideNames.test(hostname) || insideAddresses.test(hostname);
}
