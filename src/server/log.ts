import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

const secrets = ['credentials', 'authorization', 'cookie', 'hookToken', 'apiKey', 'password', 'token'];
const redact = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON lines on stderr, so that stdout stays for what people and programs read. */
export function createLog(level: string, to: NodeJS.WritableStream = process.stderr): Log {
  return pino({ level, redact }, to as never);
}
