const weekdays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What the clock on the wall of a zone shows, worked out by Intl alone: ISO weekday, date, time of day. */
export function wallClock(at: string | Date, zone: string): { day: number; date: string; time: string } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = new Map(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const get = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    day: weekdays.indexOf(get('weekday')),
    date: `${get('year')}-${get('month')}-${get('day')}`,
    time: `${get('hour')}:${get('minute')}:${get('second')}`,
  };
}

/** Whether these hours, on these days, are on at this instant in all of these zones; `last` itself is not. */
export function isWithin(
  at: string | Date,
  {
    zones,
    first,
    last,
    days = [1, 2, 3, 4, 5, 6, 7],
  }: { zones: string[]; first: string; last: string; days?: number[] },
): boolean {
  return zones.every((zone) => {
    const { day, time } = wallClock(at, zone);
    const dayBefore = day === 1 ? 7 : day - 1;
    if (first < last) return days.includes(day) && time >= first && time < last;
    return (days.includes(day) && time >= first) || (days.includes(dayBefore) && time < last);
  });
}
