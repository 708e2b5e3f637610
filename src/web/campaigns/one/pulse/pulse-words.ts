import type { Pulse } from '#contract/pulse.ts';
import { counted } from '#web/format/number.ts';
import { clockTime, clockTimeExact, dayAndTime, fromNow, zoneName } from '#web/format/time.ts';
import { limitLines } from './pulse-model.ts';
import type { Columns } from './pulse-model.ts';

type Seen = { pulse: Pulse; columns: Columns; now: Date };

/** The picture in a sentence: how many calls now, against which limit, and when hours open or close. */
export function captionOf(seen: Seen): string {
  const peak = Math.max(0, ...seen.pulse.peak);
  const active = Math.round(seen.columns.active.at(-1) ?? 0);
  const most = peak > 0 ? `; at most ${peak} at once` : '';
  const calls =
    active === 0
      ? `No call is in progress${most}`
      : `${counted(active, 'call')} in progress${limitWords(seen, active)}`;
  return `${calls}. ${hoursWords(seen.pulse, seen.now)}`.trim();
}

function limitWords({ pulse, columns }: Seen, active: number): string {
  const [line] = limitLines(pulse, active);
  if (line === undefined) return '';
  if (active < line.limit) return `, ${line.limit} allowed by ${theLimit(line.label)}`;
  const since = fullSince(columns, line.limit);
  const held = since === null ? '' : ` since ${clockTime(new Date(since * 1000), pulse.timeZone)}`;
  return `, at ${theLimit(line.label)} of ${line.limit}${held}`;
}

function theLimit(label: string): string {
  return label.startsWith('your') ? label : `the ${label}`;
}

function fullSince({ times, active }: Columns, limit: number): number | null {
  let place = active.length - 1;
  while (place > 0 && (active[place - 1] ?? 0) >= limit) place -= 1;
  return place === 0 ? null : (times[place] ?? null);
}

function hoursWords({ closed, timeZone }: Pulse, now: Date): string {
  const current = closed.find(({ from, to }) => from <= now && to > now);
  if (current) return '';
  const next = closed.find(({ from }) => from > now);
  return next ? `Calling hours end ${dayAndTime(next.from, { timeZone, now })}.` : '';
}

/** What the time cursor says: the time, and what the lines show there. */
export function readingAt({ pulse, columns, now }: Seen, place: number): string {
  const seconds = columns.times[place];
  if (seconds === undefined) return 'No data';
  const at = new Date(seconds * 1000);
  const isClosed = pulse.closed.some(({ from, to }) => from <= at && to > at);
  return [
    timeWords(pulse, at, now),
    ...callWords(columns.active[place] ?? 0, columns.talking[place] ?? 0),
    ...smallestLimit(pulse, at),
    ...(isClosed ? ['outside calling hours'] : []),
  ].join(' · ');
}

function timeWords({ bucketSeconds, timeZone }: Pulse, at: Date, now: Date): string {
  const time = bucketSeconds === 1 ? clockTimeExact(at, timeZone) : dayAndTime(at, { timeZone, now });
  return `${time} ${zoneName(at, timeZone)}`;
}

function callWords(active: number, talking: number): string[] {
  const calls = `${number(active)} in progress`;
  return active === 0 ? [calls] : [calls, `${number(talking)} talking, ${number(active - talking)} ringing`];
}

function smallestLimit({ limits }: Pulse, at: Date): string[] {
  const limit = limits.findLast((each) => each.at <= at) ?? limits[0];
  if (!limit) return [];
  return [`limit ${Math.min(limit.campaign, limit.workspace, limit.account ?? Infinity, limit.system)}`];
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** What is told of an event beside its mark. */
export function eventWords({ kind, text, changed }: Pulse['events'][number]): string {
  if (kind === 'changed')
    return text === '' ? (changed.length === 1 ? `${spaced(changed[0] ?? '')} changed` : 'settings changed') : text;
  return spaced(kind);
}

function spaced(name: string): string {
  return name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
}

/** What stands in the empty picture before the first call. */
export function emptyWords(pulse: Pulse, now: Date): string {
  const current = pulse.closed.find(({ from, to }) => from <= now && to > now);
  if (!current) return 'No call in this stretch of time';
  const away = fromNow(current.to, now);
  const opens = `${dayAndTime(current.to, { timeZone: pulse.timeZone, now })} ${zoneName(current.to, pulse.timeZone)}`;
  return `Calls go on ${opens}${away === null ? '' : `, ${away}`}`;
}
