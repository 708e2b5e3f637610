import type { Campaign } from '#contract/campaigns.ts';
import { counted } from '#web/format/number.ts';
import { timeOfDay, zoneName } from '#web/format/time.ts';

type Settings = Pick<
  Campaign,
  | 'agentName'
  | 'timeZone'
  | 'days'
  | 'firstCallTime'
  | 'lastCallTime'
  | 'allDay'
  | 'clock'
  | 'pace'
  | 'retry'
  | 'fromNumberIds'
>;

/** What a campaign is set to, in one line: who speaks, from where, when, how fast, how often. */
export function factsOf(campaign: Settings, { now, from }: { now: Date; from: readonly string[] }): string[] {
  return [
    campaign.agentName ?? 'No agent yet',
    ...(from.length === 0 ? [] : [from.length === 1 ? `from ${from[0]}` : `from ${from.length} numbers`]),
    `${windowWords(campaign, now)}, ${dayWords(campaign.days)}`,
    paceWords(campaign.pace),
    retryWords(campaign.retry),
  ];
}

function windowWords({ allDay, firstCallTime, lastCallTime, clock, timeZone }: Settings, now: Date): string {
  const zone = clock === 'contact' ? 'in each person’s own time' : zoneName(now, timeZone);
  if (allDay) return `All day ${zone}`;
  const isNextDay = lastCallTime < firstCallTime;
  return `${timeOfDay(firstCallTime)}–${timeOfDay(lastCallTime)}${isNextDay ? ' next day' : ''} ${zone}`;
}

/** Such as "Mon–Fri", "every day", "Mon, Wed". */
export function dayWords(days: readonly number[]): string {
  if (days.length === 7) return 'every day';
  const sorted = days.toSorted((a, b) => a - b);
  const [first, last] = [sorted[0] ?? 1, sorted.at(-1) ?? 7];
  const isRow = sorted.length > 2 && last - first === sorted.length - 1;
  return isRow ? `${weekdayName(first)}–${weekdayName(last)}` : sorted.map((day) => weekdayName(day)).join(', ');
}

/** The short name of an ISO weekday, 1 is Monday. */
export function weekdayName(isoDay: number): string {
  const format = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });
  return format.format(new Date(Date.UTC(2024, 0, isoDay)));
}

function paceWords(pace: Campaign['pace']): string {
  if (pace.mode === 'spread') return 'Spread evenly over the hours';
  return pace.mode === 'asap' ? 'As fast as limits allow' : `One call every ${pace.gapSeconds} s`;
}

function retryWords({ on, maxRetries }: Campaign['retry']): string {
  return on.length === 0 || maxRetries === 0 ? 'No retry' : `Retry ${counted(maxRetries, 'time')}`;
}
