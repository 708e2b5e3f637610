import type { Campaign } from '#contract/campaigns.ts';

export type Jump = { label: string; to: Date };

const minuteMs = 60_000;
/** Seen from so long before, a window is watched while it closes. */
const beforeEndMs = 2 * minuteMs;

/** Where the sandbox's clock may go from `now`: just before the hours end, tomorrow at nine, the next retry. */
export function jumpsFrom(
  now: Date,
  { timeZone, campaigns }: { timeZone: string; campaigns: readonly Campaign[] },
): Jump[] {
  const running = campaigns.find(({ status, allDay }) => status === 'running' && !allDay);
  const end = nextTime(now, { time: running?.lastCallTime ?? '18:00', timeZone: running?.timeZone ?? timeZone });
  const retries = campaigns.flatMap(({ dispatch: { binding, until } }) =>
    binding === 'retry' && until !== null && until > now ? [until.getTime()] : [],
  );
  const beforeEnd = new Date(end.getTime() - beforeEndMs);
  return [
    ...(beforeEnd > now ? [{ label: 'End of calling hours', to: beforeEnd }] : []),
    { label: 'Tomorrow, 9:00', to: tomorrow(now, timeZone) },
    ...(retries.length === 0 ? [] : [{ label: 'Next retry', to: new Date(Math.min(...retries)) }]),
  ];
}

/** The next instant at which clocks of a zone show "HH:MM"; those of today count while they lie ahead. */
function nextTime(now: Date, { time, timeZone }: { time: string; timeZone: string }): Date {
  const [h = 0, m = 0] = time.split(':').map(Number);
  const shown = minutesOfDay(now, timeZone);
  const ahead = (h * 60 + m - shown + 1440) % 1440;
  return onTheMinute(new Date(now.getTime() + (ahead === 0 ? 1440 : ahead) * minuteMs));
}

function tomorrow(now: Date, timeZone: string): Date {
  const nine = nextTime(now, { time: '09:00', timeZone });
  return minutesOfDay(now, timeZone) < 9 * 60 ? new Date(nine.getTime() + 1440 * minuteMs) : nine;
}

function minutesOfDay(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return of('hour') * 60 + of('minute');
}

function onTheMinute(at: Date): Date {
  return new Date(Math.floor(at.getTime() / minuteMs) * minuteMs);
}
