import { now } from '#web/clock.ts';
import { zoneName } from './time.ts';

/** The name of a column of times, with the zone they are shown in, the viewer's when none is given: "Due (PST)". */
export function withZone(header: string, timeZone: string | undefined): string {
  return `${header} (${zoneName(now(), timeZone)})`;
}
