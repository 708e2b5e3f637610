import { type CountryCode, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** What an E.164 number of a country begins with: its calling code, under +1 its area codes. */
export type CallingPrefixes = { length: number; prefixes: string[] };

/** Told apart by area code under +1; elsewhere neighbours that share a calling code (+44, +7) count as one. */
export function callingPrefixes(country: CountryCode): CallingPrefixes {
  const code = getCountryCallingCode(country);
  const prefixes = code === '1' ? areaCodes(country) : [`+${code}`];
  return { length: prefixes[0]?.length ?? 0, prefixes };
}

/** The digits that a number of this country has before its national part. */
export function callingCode(country: CountryCode): string {
  return getCountryCallingCode(country);
}

let countries: Map<string, string[]> | undefined;

/** By country of +1. Numbers of an area code that no country has to itself (+1 800) belong to none. */
function areaCodes(country: CountryCode): string[] {
  countries ??= readAreaCodes();
  return countries.get(country) ?? [];
}

function readAreaCodes(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (let area = 200; area <= 999; area += 1) {
    const country = parsePhoneNumberFromString(`+1${area}2345678`)?.country;
    if (country !== undefined) found.set(country, [...(found.get(country) ?? []), `+1${area}`]);
  }
  return found;
}
