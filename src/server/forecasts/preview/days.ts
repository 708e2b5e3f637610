import type { DayOfCalls } from '#contract/previews.ts';
import type { Forecast } from '#domain/forecast/forecast.ts';
import { nextDial } from '#domain/legal-hours/calling-hours.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import { dayLength, isoWeekday } from '#domain/local-hours.ts';
import { offsetAt } from '#domain/offset.ts';
import type { Crowd } from '#domain/preview/plan-hours.ts';
import type { CallingWindow } from '#domain/window.ts';

/** Of a campaign that takes longer the rest is not told by days. */
const daysMost = 100;

/** Calls by day on the campaign's clock, from the first to the last; of days without any, what closes them. */
export function callsByDay(
  { days }: Forecast,
  { window, zone, lanes }: { window: CallingWindow; zone: string; lanes: readonly Crowd[] },
): DayOfCalls[] {
  const counts = new Map(days.map(({ day, calls }) => [day, Math.round(calls)]));
  const called = days.filter(({ calls }) => Math.round(calls) > 0);
  const [first, last] = [called[0]?.day, called.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: Math.min(daysMost, last - first + 1) }, (_, nth) => {
    const day = first + nth;
    const count = counts.get(day) ?? 0;
    const closed = count > 0 ? null : closedBy(day, { window, zone, lanes });
    return { date: new Date(day * dayLength).toISOString().slice(0, 10), count, closed };
  });
}

/** Null where somebody may be called: then nobody was left to be, or all wait for their next try. */
function closedBy(
  day: number,
  { window, zone, lanes }: { window: CallingWindow; zone: string; lanes: readonly Crowd[] },
): DayOfCalls['closed'] {
  if (!window.days.includes(isoWeekday(day))) return 'weekday';
  const [from, until] = [startOf(day, zone), startOf(day + 1, zone)];
  const isOpenBy = (law: (lane: Crowd) => Crowd['law']) =>
    lanes.some((lane) => {
      const next = nextDial({ window, zones: lane.zones, law: law(lane) }, new Date(from));
      return next !== null && next.getTime() < until;
    });
  return !isOpenBy(({ law }) => law) && isOpenBy(() => noLaw) ? 'legal_hours' : null;
}

function startOf(day: number, zone: string): number {
  const utc = day * dayLength;
  return utc - (offsetAt(zone, utc - (offsetAt(zone, utc)?.offset ?? 0))?.offset ?? 0);
}
