import { durationText } from '#domain/stats.ts';

/** A whole number as people read it. */
export function told(number: number): string {
  return number.toLocaleString('en');
}

/** One of something or several: `1 call`, `2 calls`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${told(number)} ${number === 1 ? one : many}`;
}

/** An instant on a zone's clock: `Fri 20 Nov 10:00`. */
export function instantText(instant: Date, timeZone: string): string {
  const { weekday, day, month, hour, minute } = partsOf(instant, timeZone);
  return `${weekday} ${day} ${month} ${hour}:${minute}`;
}

/** The time alone: `10:00`. */
export function timeText(instant: Date, timeZone: string): string {
  const { hour, minute } = partsOf(instant, timeZone);
  return `${hour}:${minute}`;
}

/** A rate with its two counts: `95 % (70 of 73)`; no percentage of nothing. */
export function rateText(percent: number, { count, of }: { count: number; of: number }): string {
  return of === 0 ? 'none yet' : `${percent} % (${told(count)} of ${told(of)})`;
}

/** A length as `m:ss`; a dash when there is none. */
export function lengthText(seconds: number | null): string {
  return seconds === null ? '–' : durationText(seconds);
}

/** The beginning of an id, as far as it tells when the thing was made, to the millisecond. */
export function shortId(id: string): string {
  return id.slice(0, 13);
}

function partsOf(instant: Date, timeZone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
}
