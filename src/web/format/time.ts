const viewerZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone of whoever looks at the screen. */
export function zoneOfViewer(): string {
  return viewerZone;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(undefined, options);
  formats.set(key, known);
  return known;
}

/** Such as "2:30 PM". */
export function clockTime(at: Date, timeZone = viewerZone): string {
  return format({ timeStyle: 'short', timeZone }).format(at);
}

/** Such as "10:42:08 AM". */
export function clockTimeExact(at: Date, timeZone = viewerZone): string {
  return format({ timeStyle: 'medium', timeZone }).format(at);
}

/** Such as "PST". */
export function zoneName(at: Date, timeZone = viewerZone): string {
  const parts = format({ timeZoneName: 'short', timeZone }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** Such as "Thu 8 Oct"; the year only where it is not this one. */
export function day(at: Date, { timeZone = viewerZone, now }: { timeZone?: string | undefined; now: Date }): string {
  const isThisYear =
    format({ year: 'numeric', timeZone }).format(at) === format({ year: 'numeric', timeZone }).format(now);
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone } as const;
  return format(isThisYear ? options : { ...options, year: 'numeric' }).format(at);
}

/** Such as "today, 2:30 PM", "tomorrow, 9:00 AM" or "Thu 8 Oct, 9:00 AM". */
export function dayAndTime(
  at: Date,
  { timeZone = viewerZone, now }: { timeZone?: string | undefined; now: Date },
): string {
  return `${nearDay(at, { timeZone, now })}, ${clockTime(at, timeZone)}`;
}

function nearDay(at: Date, { timeZone, now }: { timeZone: string; now: Date }): string {
  const [then, today] = [plainDate(at, timeZone), plainDate(now, timeZone)];
  const days = Math.round((Date.parse(then) - Date.parse(today)) / 86_400_000);
  const near: Record<number, string> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' };
  return near[days] ?? day(at, { timeZone, now });
}

/** The date in a zone, as YYYY-MM-DD. */
export function plainDate(at: Date, timeZone = viewerZone): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Such as "in 15 min", "12 s ago", "in 13 h"; null from a day on, where only the date says something. */
export function fromNow(at: Date, now: Date): string | null {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size >= 86_400) return null;
  const text = size < 60 ? `${size} s` : size < 3600 ? `${Math.round(size / 60)} min` : hours(size);
  return seconds >= 0 ? `in ${text}` : `${text} ago`;
}

function hours(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const rest = minutes % 60;
  return minutes < 180 && rest > 0 ? `${Math.floor(minutes / 60)} h ${rest} min` : `${Math.round(minutes / 60)} h`;
}

/** A length of time in seconds: "2:34", "1:02:03". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** A long length of time in seconds: "40 s", "12 min", "1 h 12 min", "3 days". */
export function longDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds >= 2 * 86_400) return `${Math.round(seconds / 86_400)} days`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A time of the day "HH:MM" as the viewer writes it: "9:00 AM". */
export function timeOfDay(hhmm: string): string {
  const [h = 0, m = 0] = hhmm.split(':').map(Number);
  return format({ timeStyle: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2000, 0, 1, h, m)));
}
