import { now } from '#web/clock.ts';
import { zoneName } from './time.ts';

/** The name of a column of times, with the zone that they are shown in where that is a campaign's: "Due (PST)". */
export function withZone(header: string, timeZone: string | undefined): string {
  return timeZone === undefined ? header : `${header} (${zoneName(now(), timeZone)})`;
}
