import { createHmac } from 'node:crypto';
import { viewOf } from '../call.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../fate/plan.ts';
import type { Accepted } from '../journal.ts';
import type { Letter } from './postman.ts';

/** In the same words whenever it is written, so that a copy sent after a restart is known for one. */
export function tell(call: Call, { status, at }: Turn, { callbackUrl, key }: Accepted): Letter[] {
  const { id, ...view } = viewOf(call);
  const told = { eventId: `${id}.${status}`, callId: id, ...view, status, at: new Date(at).toISOString() };
  return [letterOf({ url: callbackUrl, key, body: JSON.stringify(told) })];
}

/** A webhook as a stranger would make it up: everything but the key. */
export function forge({ url, body }: Letter): Letter {
  const lie = { ...JSON.parse(body), status: 'ended', disposition: 'busy', reason: 'forged' };
  lie.eventId = `${lie.eventId}.forged`;
  return letterOf({ url, key: 'not the key', body: JSON.stringify(lie) });
}

function letterOf({ url, key, body }: { url: string; key: string; body: string }): Letter {
  const headers = (at: number) => ({
    'content-type': 'application/json',
    'x-simulator-signature': sign(body, key, at),
  });
  return { url, body, headers };
}

/** The signature header of a body; `at` in Unix milliseconds. */
export function sign(body: string, key: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', key).update(`${at}.`).update(body).digest('hex')}`;
}
