const long = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' });
const short = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });

/** A weekday in short (ISO: 1 is Monday); its whole name is told to whoever waits there. */
export function DayName({ day }: { day: number }) {
  // 1 January 2024 was a Monday.
  const date = new Date(Date.UTC(2024, 0, day));
  return (
    <abbr title={long.format(date)} className="no-underline">
      {short.format(date)}
    </abbr>
  );
}
