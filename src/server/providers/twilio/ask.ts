import type { ProviderAccount } from '../../provider.ts';
import { askOnce } from '../ask-once.ts';
import type { Question, Reply } from '../ask-once.ts';
import { Complaint } from './wire.ts';

export type Answer = Extract<Reply, { kind: 'answer' }>;
export type Form = [name: string, value: string][];

type Order = { method: Question['method']; path: string; form?: Form; timeoutMs: number };

const askTimeoutMs = 10_000;

/** One request about an account's own things, never repeated; `path` is what follows the account in the address. */
export function send(account: ProviderAccount, { method, path, form, timeoutMs }: Order): Promise<Reply> {
  const sid = encodeURIComponent(account.credentials['accountSid'] ?? '');
  const url = `${account.baseUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${sid}${path}`;
  const headers = { authorization: basicOf(account), accept: 'application/json' };
  if (form === undefined) return askOnce({ method, url, headers, timeoutMs });
  const body = new URLSearchParams(form).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return askOnce({ method, url, headers: { ...headers, ...type }, body, timeoutMs });
}

/** Asks something that may be asked again. Rejects when there is no answer. */
export async function ask(account: ProviderAccount, order: Omit<Order, 'timeoutMs'>): Promise<Answer> {
  const reply = await send(account, { ...order, timeoutMs: askTimeoutMs });
  if (reply.kind === 'answer') return reply;
  throw new Error(`Twilio can't be asked: ${reply.message}.`);
}

/** As ask, of what is only read: rejects for anything but a 200, too. */
export async function read(account: ProviderAccount, path: string): Promise<unknown> {
  const answer = await ask(account, { method: 'GET', path });
  if (answer.status !== 200) throw new Error(`Twilio answered ${answer.status}: ${complaintOf(answer).message}`);
  return parse(answer.body);
}

/** An API key may stand in for the account's own token here, but never for verifying webhooks. */
function basicOf({ credentials }: ProviderAccount): string {
  const { accountSid = '', authToken = '', apiKeySid = '', apiKeySecret = '' } = credentials;
  const [name, secret] = apiKeySid === '' ? [accountSid, authToken] : [apiKeySid, apiKeySecret];
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

/** Why it refused: Twilio's number of the error where it has one, and its words or, where it has none, ours. */
export function complaintOf({ status, body }: Answer): { number: number | null; message: string } {
  const { code, message } = Complaint.safeParse(parse(body)).data ?? {};
  return { number: code ?? null, message: message?.slice(0, 500) ?? `Twilio refused with ${status}.` };
}

/** Undefined for what is no JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
