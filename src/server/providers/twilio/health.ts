import * as z from 'zod';
import type { ProviderAccount } from '../../provider.ts';
import { read } from './ask.ts';

const Money = z.object({ balance: z.string(), currency: z.string() });
const Account = z.object({ status: z.string(), type: z.string() });

export type TwilioHealth = {
  balance: { amount: number; currency: string };
  /** Twilio tells no account how many calls it may have at once. */
  concurrency: null;
  isActive: boolean;
  /** Calls only numbers that were verified. */
  isTrial: boolean;
};

/** How an account stands. Rejects when it can't be asked, or its credentials are refused. */
export async function twilioHealth(account: ProviderAccount): Promise<TwilioHealth> {
  const [money, state] = await Promise.all([read(account, '/Balance.json'), read(account, '.json')]);
  const { balance, currency } = Money.parse(money);
  const { status, type } = Account.parse(state);
  const isTrial = type.toLowerCase() === 'trial';
  return { balance: { amount: Number(balance), currency }, concurrency: null, isActive: status === 'active', isTrial };
}
