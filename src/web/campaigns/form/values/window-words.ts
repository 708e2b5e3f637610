import { timeOfDay } from '#web/format/time.ts';

type Hours = { firstCallTime: string; lastCallTime: string; allDay: boolean };

/** Such as "9:00 AM → 6:00 PM" or "8:00 PM → 2:00 AM next day". */
export function hoursInWords({ firstCallTime, lastCallTime, allDay }: Hours): string {
  if (allDay) return 'The whole day';
  const isNextDay = lastCallTime < firstCallTime;
  return `${timeOfDay(firstCallTime)} → ${timeOfDay(lastCallTime)}${isNextDay ? ' next day' : ''}`;
}

/** The open parts of a day, in percent of it from midnight to midnight. */
export function openParts({ firstCallTime, lastCallTime, allDay }: Hours): { from: number; to: number }[] {
  if (allDay) return [{ from: 0, to: 100 }];
  const [first, last] = [shareOf(firstCallTime), shareOf(lastCallTime)];
  if (first === last) return [];
  if (first < last) return [{ from: first, to: last }];
  return [
    { from: 0, to: last },
    { from: first, to: 100 },
  ].filter(({ from, to }) => to > from);
}

function shareOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (100 * (60 * hours + minutes)) / 1440;
}

type Limits = { campaign: number; workspace: number; system: number };

/** Which of the limits binds, as arithmetic: "min(campaign 3, your workspace 2, system 10) = 2". */
export function limitInWords({ campaign, workspace, system }: Limits): string {
  const least = Math.min(campaign, workspace, system);
  return `min(campaign ${campaign}, your workspace ${workspace}, system ${system}) = ${least}`;
}

/** A delay such as PT30M, PT4H or P1D in words: "30 min", "4 h", "1 day". */
export function delayInWords(delay: string): string {
  const [, amount = '', unit = ''] = /^PT?(\d+)([MHD])$/.exec(delay) ?? [];
  if (amount === '') return delay;
  const name = unit === 'M' ? 'min' : unit === 'H' ? 'h' : amount === '1' ? 'day' : 'days';
  return `${amount} ${name}`;
}

/** A number of minutes, hours or days as the API writes it. */
export function delayOf(amount: number, unit: 'M' | 'H' | 'D'): string {
  return unit === 'D' ? `P${amount}D` : `PT${amount}${unit}`;
}
