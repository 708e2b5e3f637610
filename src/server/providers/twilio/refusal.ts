import type { PlaceResult, Refusal } from '../../provider.ts';
import { complaintOf } from './ask.ts';
import type { Answer } from './ask.ts';

/** Errors of create-call that mean the same whatever HTTP status they come with; the others go by the status. */
const certain: ReadonlyMap<number, Refusal> = new Map([
  ...of('fail_person', [13223, 13224, 13225, 13226, 13227, 21201, 21202, 21203, 21211, 21214, 21215, 21216, 21217]),
  ...of('pause_campaign', [21205, 21206, 21208, 21209, 21210, 21212, 21213, 21218, 21219, 21227, 21228, 21229]),
  ...of('pause_account', [10001, 10002, 20003, 20005, 20403, 22005]),
  ...of('requeue', [10004, 20429]),
]);

const byStatus: ReadonlyMap<number, Refusal> = new Map([
  [400, 'fail_person'],
  [401, 'pause_account'],
  [402, 'pause_account'],
  [403, 'pause_account'],
  [404, 'pause_campaign'],
  [405, 'pause_campaign'],
  [422, 'fail_person'],
  [429, 'requeue'],
]);

function of(refusal: Refusal, codes: number[]): [number, Refusal][] {
  return codes.map((code) => [code, refusal]);
}

/** What an answer other than an acceptance means for the call that was asked for. */
export function refusedWith(answer: Answer): PlaceResult {
  const { number, message } = complaintOf(answer);
  const isCertain = answer.status >= 400 && answer.status < 500;
  const then = isCertain ? (certain.get(number ?? 0) ?? byStatus.get(answer.status)) : undefined;
  if (then === undefined) return { kind: 'ambiguous', message: `Twilio answered ${answer.status}: ${message}` };
  const code = number === null ? `http_${answer.status}` : `twilio_${number}`;
  return { kind: 'rejected', then, code, message, ...patienceAsked(answer) };
}

function patienceAsked({ headers }: Answer): { retryAfterSeconds?: number } {
  const asked = /^\s*(\d{1,6})\s*$/.exec(headers['retry-after'] ?? '')?.[1];
  return asked === undefined ? {} : { retryAfterSeconds: Number(asked) };
}
