import { type CountryCode, isSupportedCountry } from 'libphonenumber-js/max';

/** Whether this is a two-letter ISO 3166 code, in capitals, of a country whose numbers can be read. */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code);
}
