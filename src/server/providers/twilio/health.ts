import * as z from 'zod';
import type { AccountHealth, ProviderAccount } from '../../provider.ts';
import { ask, complaintOf, parse } from './ask.ts';

const Money = z.object({ balance: z.string(), currency: z.string() });
const State = z.object({ status: z.string() });

/** How an account stands: whether its credentials are good, and the money left. Rejects when it can't be asked. */
export async function health(account: ProviderAccount): Promise<AccountHealth> {
  const state = await ask(account, { method: 'GET', path: '.json' });
  if ([401, 403, 404].includes(state.status)) {
    const { number, message } = complaintOf(state);
    return { kind: 'refused', code: number === null ? `http_${state.status}` : `twilio_${number}`, message };
  }
  if (state.status !== 200) throw new Error(`Twilio answered ${state.status}: ${complaintOf(state).message}`);
  const { status } = State.parse(parse(state.body));
  if (status !== 'active') return { kind: 'refused', code: 'not_active', message: `The account is ${status}.` };
  return { kind: 'well', balance: await balanceOf(account), callsAtOnce: null };
}

/** Null where the credentials may not see it: an API key can be kept from it. */
async function balanceOf(account: ProviderAccount): Promise<{ cents: number; currency: string } | null> {
  const answer = await ask(account, { method: 'GET', path: '/Balance.json' });
  const { data } = Money.safeParse(answer.status === 200 ? parse(answer.body) : null);
  return data === undefined ? null : { cents: Math.round(Number(data.balance) * 100), currency: data.currency };
}
