import * as z from 'zod';
import type { PlaceResult, Refusal } from '../../provider.ts';
import type { Reply } from '../ask-once.ts';

type Answer = Extract<Reply, { kind: 'answer' }>;

const Complaint = z.object({
  RestException: z.object({
    Message: z.string().optional(),
    Code: z.union([z.string(), z.number()]).transform(String).optional(),
  }),
});

const ofPerson = /\b(dnd|ndnc|ncpr|trai|do not (disturb|call)|whitelist|blacklist)/i;
const ofRoom = /concurren|channels?\b|rate limit|too many/i;
const ofAccount = /suspend|disabled|inactive|kyc|not enabled|permission|balance|credit|trial/i;
const ofCampaign = /stream|callerid|caller id|exophone|virtual number|\burl\b|callback|\bapp(let)?\b|\bflow\b/i;

/** What a refused create-call means; null when the call may exist all the same. */
export function rejectionOf(answer: Answer): PlaceResult | null {
  const { code, message } = complaintOf(answer);
  const then = refusalOf(answer.status, message);
  if (then === null) return null;
  const wait = z.coerce.number().min(0).safeParse(answer.headers['retry-after']).data;
  return { kind: 'rejected', then, code, message, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) };
}

export function complaintOf({ status, body }: Answer): { code: string; message: string } {
  const complaint = Complaint.safeParse(jsonOf(body)).data?.RestException;
  const { Code = `http_${status}`, Message = `Exotel refused with ${status}.` } = complaint ?? {};
  return { code: Code, message: Message };
}

/** Statuses that leave open whether there is a call. */
const isOpen = (status: number) => status < 400 || status >= 500 || status === 408 || status === 409;
/** Statuses that Exotel uses for several things. */
const isVague = (status: number) => status === 400 || status === 403 || status === 422;

function refusalOf(status: number, message: string): Refusal | null {
  if (isOpen(status)) return null;
  if (isVague(status)) return refusalInWords(message);
  if (status === 401 || status === 402) return 'pause_account';
  return status === 429 ? 'requeue' : 'pause_campaign';
}

/** Where nothing tells whom it is about, it fails this person alone. */
function refusalInWords(message: string): Refusal {
  if (ofPerson.test(message)) return 'fail_person';
  if (ofRoom.test(message)) return 'requeue';
  if (ofAccount.test(message)) return 'pause_account';
  return ofCampaign.test(message) ? 'pause_campaign' : 'fail_person';
}

/** The JSON of a text; undefined for what is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
