import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { countryRules, unpublished } from './countries.ts';
import { nanpAreas } from './nanp-areas.ts';
import type { LegalRule } from './rule.ts';
import { unitedStatesRules } from './united-states.ts';

/** All rules there are, by jurisdiction. */
export const legalRules: ReadonlyMap<string, LegalRule> = new Map(
  [...unitedStatesRules, ...countryRules, unpublished].map((rule) => [rule.jurisdiction, rule]),
);

/** So many characters of an E.164 number decide its jurisdictions. */
export const jurisdictionDigits = 5;

const areas = new Map(nanpAreas.flatMap(([area, codes]) => codes.split(' ').map((code) => [code, area] as const)));
const countries = Map.groupBy(getCountries(), (country) => getCountryCallingCode(country));

/**
 * The rules that may hold for the owner of this number, in the order of their names: of an area code under +1, else of
 * every country with its calling code. Where the area is not known, all that share +1; where no rule is, our own.
 */
export function jurisdictionsOf(phone: string): string[] {
  const found = phone.startsWith('+1') ? inNorthAmerica(phone.slice(2, 5)) : abroad(phone);
  const known = [...new Set(found)].filter((jurisdiction) => legalRules.has(jurisdiction));
  return known.length > 0 ? known.toSorted() : [unpublished.jurisdiction];
}

function inNorthAmerica(code: string): string[] {
  const area = areas.get(code);
  if (area === undefined) return ['CA', ...unitedStatesRules.map(({ jurisdiction }) => jurisdiction)];
  return area.startsWith('US-') ? ['US', area] : [area];
}

function abroad(phone: string): string[] {
  for (let length = 1; length <= 3; length += 1) {
    const found = countries.get(phone.slice(1, 1 + length) as ReturnType<typeof getCountryCallingCode>);
    if (found !== undefined) return found;
  }
  return [];
}
