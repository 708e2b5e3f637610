import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stderr, so that stdout stays for what people and programs read. */
export function createLog(level: string): Log {
  return pino({ level, redact: ['*.credentials', '*.authorization', '*.hookToken'] }, process.stderr as never);
}
