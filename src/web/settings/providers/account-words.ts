import type { ProviderAccount } from '#contract/provider-accounts.ts';
import type { Tone } from '#web/ui/feedback/badge.tsx';

type Standing = { tone: Tone; word: string; sentence: string };

/** How an account stands, in a word and in a sentence that says what happens next. */
export function standingOf(account: Pick<ProviderAccount, 'provider' | 'status' | 'statusReason' | 'check'>): Standing {
  const { status, statusReason, check, provider } = account;
  if (status === 'paused')
    return {
      tone: 'red',
      word: 'Paused',
      sentence: `${ended(statusReason)} Mend it, then check: it goes on when all is well.`,
    };
  if (status === 'not_answering')
    return {
      tone: 'yellow',
      word: 'Not answering',
      sentence: `${ended(statusReason)} Nothing is dialled meanwhile. It is asked again, and goes on by itself.`,
    };
  if (check.state === 'refused')
    return {
      tone: 'red',
      word: 'Refused',
      sentence: `The provider refuses it: ${ended(check.message)} Enter new credentials.`,
    };
  if (check.state === 'unreached')
    return { tone: 'yellow', word: 'Unreached', sentence: `The provider could not be asked: ${ended(check.message)}` };
  if (provider === 'simulator')
    return { tone: 'violet', word: 'Simulated', sentence: 'A pretend network: nobody real is called.' };
  if (check.state === 'unchecked')
    return { tone: 'grey', word: 'Not checked', sentence: 'Nobody has asked the provider yet.' };
  return { tone: 'green', word: 'Well', sentence: 'The provider takes the credentials.' };
}

function ended(text: string | null): string {
  const said = (text ?? '').trim();
  if (said === '') return '';
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

/** Money at the provider, such as "$12.40". */
export function balanceText({ cents, currency }: { cents: number; currency: string }): string {
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(cents / 100);
  } catch {
    return `${(cents / 100).toFixed(2)} ${currency}`;
  }
}
