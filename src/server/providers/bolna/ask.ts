import type { ProviderAccount } from '../../provider.ts';
import { askOnce } from '../ask-once.ts';
import type { Question, Reply } from '../ask-once.ts';
import { Complaint } from './wire.ts';

export type Answer = Extract<Reply, { kind: 'answer' }>;

const askTimeoutMs = 10_000;

/** Asks Bolna something that may be asked again. Rejects when there is no answer. */
export async function ask(account: ProviderAccount, method: Question['method'], path: string): Promise<Answer> {
  const reply = await askOnce({ ...questionFor(account, method, path), timeoutMs: askTimeoutMs });
  if (reply.kind === 'answer') return reply;
  throw new Error(`Bolna can't be asked: ${reply.message}.`);
}

/** As ask, and rejects for anything but a 200, too. */
export async function read(account: ProviderAccount, path: string): Promise<unknown> {
  const answer = await ask(account, 'GET', path);
  if (answer.status !== 200) throw new Error(`Bolna answered ${answer.status}: ${complaintOf(answer)}`);
  return parse(answer.body);
}

export function questionFor(account: ProviderAccount, method: Question['method'], path: string) {
  const key = account.credentials['apiKey'] ?? '';
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' };
  return { method, url: account.baseUrl.replace(/\/$/, '') + path, headers };
}

/** Why it refused, in its words or, where it has none, in ours. */
export function complaintOf({ status, body }: Answer): string {
  return Complaint.safeParse(parse(body)).data?.slice(0, 500) ?? `Bolna refused with ${status}.`;
}

/** Undefined for what is no JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
