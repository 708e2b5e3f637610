/** The instant a setting means: an instant as it is; a date as its first moment in the zone, or its last for an end. */
export function instantOf(moment: string, zone: string, edge: 'first' | 'last'): Date {
  if (moment.includes('T')) return new Date(moment);
  const date = Temporal.PlainDate.from(moment).add({ days: edge === 'last' ? 1 : 0 });
  return new Date(date.toZonedDateTime(zone).epochMilliseconds);
}

/** An instant in words, on the clock of a zone: "1 Dec 2026, 09:00 (America/New_York)". */
export function instantText(instant: Date, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' });
  return `${format.format(instant)} (${zone})`;
}
