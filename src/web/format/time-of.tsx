import { useNow } from '#web/clock.ts';
import { clockTimeExact, day, dayAndTime, fromNow, zoneName, zoneOfViewer } from './time.ts';

type TimeProps = {
  at: Date;
  /** Whose clock it is shown on; the viewer's own when not given. */
  timeZone?: string | undefined;
  /** Adds how far away it is, within a day. */
  isRelative?: boolean;
  /** Adds the zone's short name; on when the zone is not the viewer's. */
  withZone?: boolean;
};

/** An instant, on one clock; its title names the other clocks. */
export function Time({ at, timeZone = zoneOfViewer(), isRelative = false, withZone }: TimeProps) {
  const now = useNow(15_000);
  const zone = (withZone ?? timeZone !== zoneOfViewer()) ? ` ${zoneName(at, timeZone)}` : '';
  const relative = isRelative ? fromNow(at, now) : null;
  return (
    <time dateTime={at.toISOString()} title={clocks(at, timeZone, now)} className="figures">
      {dayAndTime(at, { timeZone, now })}
      {zone}
      {relative === null ? '' : ` (${relative})`}
    </time>
  );
}

function clocks(at: Date, timeZone: string, now: Date): string {
  const on = (zone: string) => `${day(at, { timeZone: zone, now })}, ${clockTimeExact(at, zone)} ${zoneName(at, zone)}`;
  const zones = [...new Set([timeZone, zoneOfViewer(), 'UTC'])];
  return zones.map((zone) => `${on(zone)}${zone === zoneOfViewer() ? ' (your time)' : ''}`).join('\n');
}
