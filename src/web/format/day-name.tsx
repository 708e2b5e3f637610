const long = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' });

/** The beginning of a weekday's name (ISO: 1 is Monday), and all of it for whoever listens. */
export function DayName({ day, letters = 3 }: { day: number; letters?: number }) {
  // 1 January 2024 was a Monday.
  const name = long.format(new Date(Date.UTC(2024, 0, day)));
  return (
    <span>
      {name.slice(0, letters)}
      <span className="sr-only">{name.slice(letters)}</span>
    </span>
  );
}
