import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

const secrets = ['credentials', 'authorization', 'cookie', 'hookToken', 'apiKey', 'password', 'token'];
const redact = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** What is said of a call names it and its campaign. */
export function ofCall(log: Log, call: { id: string; campaignId: string }): Log {
  return log.child({ callId: call.id, campaignId: call.campaignId });
}

/** JSON lines on stderr, so that stdout stays for what people and programs read. */
export function createLog(level: string, to: NodeJS.WritableStream = process.stderr): Log {
  return pino({ level, redact }, to as never);
}
