const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock in the zone shows, as `YYYY-MM-DDTHH:MM`. */
export function wallTimeOf(at: Date, timeZone: string): string {
  const two = { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', { ...two, timeZone, year: 'numeric', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}`;
}

/** The instant at which a clock in the zone shows this; in an hour that the clock skips, the one after it. */
export function instantOf(wallTime: string, timeZone: string): Date {
  const wanted = Date.parse(`${wallTime}Z`);
  const ahead = (at: number) => Date.parse(`${wallTimeOf(new Date(at), timeZone)}Z`) - at;
  const near = wanted - ahead(wanted);
  return new Date(wanted - ahead(near));
}
