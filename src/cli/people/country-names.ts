import { isCountry } from '#domain/country.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters
  .flatMap((first) => letters.map((second) => `${first}${second}`))
  .filter((code) => isCountry(code));
const otherNames: Record<string, string> = { uk: 'GB', usa: 'US', uae: 'AE', america: 'US', 'great britain': 'GB' };

/** The ISO 3166 code of a country that somebody named by its code, in any case, or in English; undefined for no country. */
export function countryNamed(text: string): string | undefined {
  const wanted = text.trim();
  const code = wanted.toUpperCase();
  if (isCountry(code)) return code;
  const names = new Intl.DisplayNames('en', { type: 'region' });
  return (
    otherNames[wanted.toLowerCase()] ?? codes.find((each) => names.of(each)?.toLowerCase() === wanted.toLowerCase())
  );
}
