import * as z from 'zod';
import { formerZoneNames, zonesByNickname, zonesByOffset } from './zone-nicknames.ts';
import { zoneTable } from './zone-table.ts';

const zonesByPrefix = new Map(
  zoneTable.flatMap(([prefixes, zones]) => {
    const names = zones.split(' ');
    return prefixes.split(' ').map((prefix) => [prefix, names] as const);
  }),
);
const longestPrefix = Math.max(...[...zonesByPrefix.keys()].map((prefix) => prefix.length));

/**
 * Every IANA zone the owner of this E.164 number may live in: those of its area code under +1, else of its country, as
 * people keep numbers when they move; [] when unknown (reliability.md, Zone set).
 */
export function zonesOf(phone: string): string[] {
  if (!phone.startsWith('+')) return [];
  for (let length = longestPrefix; length > 0; length -= 1) {
    const zones = zonesByPrefix.get(phone.slice(1, 1 + length));
    if (zones !== undefined) return [...zones];
  }
  return [];
}

/** Whether this is the name of a time zone with rules of its own: `Area/City`, spelled as the IANA does, or `UTC`. */
export function isZone(name: string): boolean {
  return name === 'UTC' || (isAreaAndCity(name) && spelledByIana(name) === name);
}

/** A time zone by its IANA name; a refusal suggests others and carries the code `unknown_timezone` in its params. */
export const TimeZone = z.string({ error: 'Must be a time zone such as America/New_York' }).refine(isZone, {
  error: (issue) => explainUnknownZone(String(issue.input)),
  params: { code: 'unknown_timezone' },
});

/** Up to four IANA zones that somebody may have meant, the likeliest first; [] when nothing comes near. */
export function suggestZones(text: string): string[] {
  const wanted = text.trim().slice(0, 60);
  if (wanted === '') return [];
  const spelled = spelledByIana(wanted);
  if (spelled !== null && isZone(spelled)) return [spelled];
  const known = zonesByNickname.get(normalize(wanted)) ?? zonesAtOffset(wanted) ?? zonesNamed(normalize(wanted));
  return known.slice(0, 4);
}

/** A sentence that says that this is no zone, and what to write instead. */
export function explainUnknownZone(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  const zones = suggestZones(text);
  const advice = zones.length > 0 ? `Did you mean ${zones.join(' or ')}?` : 'Use a name such as America/New_York.';
  return `"${shown}" is not a time zone. ${advice}`;
}

function isAreaAndCity(name: string): boolean {
  return name.length <= 60 && /^(?!Etc\/)[A-Z][A-Za-z]+(?:\/[A-Za-z0-9_-]+)+$/.test(name);
}

/** The name as the IANA spells it; an old name stays as it is. */
function spelledByIana(name: string): string | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

/** `+5`, `UTC-3`, `GMT+05:30`: zones that keep this offset in winter. */
function zonesAtOffset(text: string): string[] | null {
  const [, sign, hours, minutes = '0'] = /^(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(text) ?? [];
  if (hours === undefined) return null;
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return zonesByOffset.get(offset) ?? [];
}

/** Zones whose city is called so, whose name contains it, or, failing both, whose name differs by a letter or two. */
function zonesNamed(wanted: string): string[] {
  const city = cityOf(wanted);
  if (city.length < 3) return [];
  const zones = zoneNames().map((name) => ({ name, distance: distance(cityOf(normalize(name)), city) }));
  const partial = zones.filter(({ name, distance }) => distance === 0 || normalize(name).includes(city));
  const near = zones.filter(({ distance }) => distance <= (city.length < 6 ? 1 : 2));
  const found = partial.length > 0 ? partial : near;
  const names = found.toSorted((a, b) => a.distance - b.distance).map(({ name }) => formerZoneNames.get(name) ?? name);
  return [...new Set(names)];
}

function zoneNames(): string[] {
  const named = [...zonesByPrefix.values()].flat();
  return [...new Set([...named, ...Intl.supportedValuesOf('timeZone')])].filter(isZone);
}

function cityOf(name: string): string {
  return name.split('/').at(-1) ?? name;
}

function normalize(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9/]/g, '');
}

/** Letters to change, add, drop or swap to get from one word to the other. */
function distance(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + (same ? 0 : 1),
          swapped ? at(previous, j - 2) + 1 : Infinity,
        ),
      );
    }
    previous = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: number[], index: number): number {
  return row[index] ?? Infinity;
}
