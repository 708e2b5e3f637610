import type { Call, Disposition } from '../../call.ts';
import { rfc2822, sidOf } from './sid.ts';

const endings: Record<Disposition, string> = {
  answered: 'completed',
  voicemail: 'completed',
  no_answer: 'no-answer',
  busy: 'busy',
  failed: 'failed',
  cancelled: 'canceled',
};

export type Asked = {
  accountSid: string;
  from: string;
  statusCallback: string | null;
  events: string[];
  /** Where it is told what answered; null where nobody asked to be. */
  amdCallback: string | null;
  machineDetection: string | null;
};

/** The status that Twilio's API shows of a call. */
export function statusOf({ status, disposition }: Call): string {
  if (status === 'ended' || status === 'disconnected') return endings[disposition ?? 'failed'];
  if (status === 'in_progress') return 'in-progress';
  return status === 'ringing' ? 'ringing' : 'queued';
}

export function secondsOf({ answeredAt, endedAt }: Call): number | null {
  if (answeredAt === null || endedAt === null) return null;
  return Math.trunc(endedAt / 1000) - Math.trunc(answeredAt / 1000);
}

/** What a machine detection says once it has listened; null where it was not asked for or nobody answered. */
export function answeredBy(disposition: Disposition | null, { machineDetection }: Asked): string | null {
  if (machineDetection === null || (disposition !== 'answered' && disposition !== 'voicemail')) return null;
  if (disposition === 'answered') return 'human';
  return machineDetection === 'DetectMessageEnd' ? 'machine_end_beep' : 'machine_start';
}

const centsAMinute = 1.4;
const priceLagMs = 120_000;

/** A call as Twilio's API shows it; its price comes some time after its end. */
export function resourceOf(call: Call, asked: Asked, { now, queueMs }: { now: number; queueMs: number }): unknown {
  const { accountSid, from } = asked;
  const sid = sidOf(call.id);
  return {
    account_sid: accountSid,
    answered_by: answeredBy(call.disposition, asked),
    api_version: '2010-04-01',
    caller_name: null,
    date_created: rfc2822(call.createdAt),
    direction: 'outbound-api',
    forwarded_from: null,
    from,
    from_formatted: from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: null,
    price_unit: 'USD',
    queue_time: String(queueMs),
    sid,
    status: statusOf(call),
    subresource_uris: {},
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `/2010-04-01/Accounts/${accountSid}/Calls/${sid}.json`,
    ...timesOf(call),
    ...lengthOf(call, now),
  };
}

function timesOf({ createdAt, ringingAt, answeredAt, endedAt }: Call): Record<string, string | null> {
  const begunAt = answeredAt ?? ringingAt;
  return {
    date_updated: rfc2822(endedAt ?? begunAt ?? createdAt),
    start_time: begunAt === null ? null : rfc2822(begunAt),
  };
}

/** Nothing of it for a call that nobody answered. */
function lengthOf(call: Call, now: number): Record<string, string | null> {
  const seconds = secondsOf(call);
  if (seconds === null || call.endedAt === null) return { duration: null, end_time: null, price: null };
  const price = (-centsAMinute * Math.max(1, Math.ceil(seconds / 60))) / 100;
  const isPriced = now - call.endedAt >= priceLagMs;
  return { duration: String(seconds), end_time: rfc2822(call.endedAt), price: isPriced ? price.toFixed(5) : null };
}
