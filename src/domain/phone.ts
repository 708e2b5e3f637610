import {
  type CountryCode,
  type PhoneNumber,
  getCountries,
  getCountryCallingCode,
  Metadata,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import { isCountry } from './country.ts';
import { readNanp } from './nanp.ts';
import { type PhoneText, readPhoneText } from './phone-text.ts';

export type PhoneProblem =
  | 'phone_missing'
  | 'phone_too_short'
  | 'phone_too_long'
  | 'phone_bad_country'
  | 'phone_not_dialable'
  | 'ambiguous_number'
  | 'invalid_phone'
  | 'country_needed';

/** `repaired`: digits or a plus that a spreadsheet took away were put back. */
export type ReadPhone =
  | { ok: true; phone: string; repaired: boolean }
  | { ok: false; code: PhoneProblem; reason: string };

/** Kinds of number at which a person answers at an ordinary price; all others are refused. */
const dialableTypes = new Set<string | undefined>([
  'FIXED_LINE',
  'MOBILE',
  'FIXED_LINE_OR_MOBILE',
  'VOIP',
  'TOLL_FREE',
  'UAN',
  'PERSONAL_NUMBER',
]);
const otherTypes = new Map<string | undefined, string>([
  ['PREMIUM_RATE', 'a premium-rate number'],
  ['SHARED_COST', 'a shared-cost number'],
  ['PAGER', 'a pager'],
]);

/**
 * Reads what people write as a phone number into E.164; a number without its country code is of `country` (ISO 3166,
 * two capitals; '' for none). Never throws. Numbers that nobody may dial for us are refused (reliability.md section 5).
 */
export function readPhone(text: string, country: string): ReadPhone {
  const read = readPhoneText(text);
  if (!read.ok) return read;
  const nanp = readNanp(read.digits, read.isInternational, country);
  if (nanp !== null) return { ok: true, phone: nanp, repaired: read.repaired };
  if (read.isInternational) return readInternational(read.digits, read.repaired);
  if (isCountry(country)) return readAtHome(read, country);
  if (read.digits.startsWith('00')) return readInternational(read.digits.slice(2), read.repaired);
  const reason = 'Has no country code: choose the country of such numbers, or write it as +1 202 555 0123';
  return { ok: false, code: 'country_needed', reason };
}

function readInternational(digits: string, repaired: boolean): ReadPhone {
  const number = parsePhoneNumberFromString(`+${digits}`);
  if (number !== undefined) return judge(number, repaired);
  if (!callingCodes.some((code) => digits.startsWith(code))) {
    return refuse('phone_bad_country', `No country has a code like the beginning of +${digits.slice(0, 4)}`);
  }
  const isLong = digits.length > 15;
  if (isLong) return refuse('phone_too_long', `Too long: ${countOf(digits.length)}, a phone number has at most 15`);
  return refuse('phone_too_short', `Too short: +${digits} is no whole number`);
}

function readAtHome({ digits, repaired }: PhoneText, country: CountryCode): ReadPhone {
  const number = parsePhoneNumberFromString(digits, country);
  if (number?.isValid()) return judge(number, repaired || lostItsPlus(digits, number));
  if (isShortCode(digits, country)) {
    return refuse('phone_not_dialable', `${digits} is an emergency or service number, which is never called`);
  }
  if (digits.startsWith('00')) return readInternational(digits.slice(2), repaired);
  return restore(digits, country) ?? judgeAtHome(number, digits, country);
}

/** Whether the country's own calling code stands before the number without its plus; in +1 countries that is usual. */
function lostItsPlus(digits: string, number: PhoneNumber): boolean {
  return number.countryCallingCode !== '1' && digits === `${number.countryCallingCode}${number.nationalNumber}`;
}

/** Three digits anywhere; in the United States and Canada five or six as well, unless they begin with 0 or 1. */
function isShortCode(digits: string, country: CountryCode): boolean {
  return digits.length === 3 || ((country === 'US' || country === 'CA') && /^[2-9]\d{4,5}$/.test(digits));
}

/** A number whose plus or leading zero a spreadsheet took away, where only one reading is left; null where none is. */
function restore(digits: string, country: CountryCode): ReadPhone | null {
  const withZero = parsePhoneNumberFromString(`0${digits}`, country);
  if (withZero?.isValid() && withZero.nationalNumber === `0${digits}`) return judge(withZero, true);
  const abroad = parsePhoneNumberFromString(`+${digits}`);
  const extraDigits = digits.length - Math.max(...possibleLengths(country));
  if (extraDigits < 1 || !abroad?.isValid()) return null;
  // One digit more than a number of the country has may as well be a slip of the finger.
  if (extraDigits > 1) return judge(abroad, true);
  return refuse(
    'ambiguous_number',
    `Is it ${abroad.number}, or a ${country} number with a digit too many? Write it with its +`,
  );
}

function judgeAtHome(number: PhoneNumber | undefined, digits: string, country: CountryCode): ReadPhone {
  if (number !== undefined) return refuseInvalid(number, country);
  if (digits.length > 15) return refuse('phone_too_long', `Too long: ${countOf(digits.length)}${needs(country)}`);
  return refuse('phone_too_short', `Too short: ${countOf(digits.length)}${needs(country)}`);
}

function judge(number: PhoneNumber, repaired: boolean): ReadPhone {
  if (number.isNonGeographic() && number.countryCallingCode !== '800') {
    return refuse(
      'phone_not_dialable',
      `+${number.countryCallingCode} is a satellite or special service, which is never called`,
    );
  }
  if (!number.isValid()) return refuseInvalid(number, number.country);
  const type = number.getType();
  if (dialableTypes.has(type)) return { ok: true, phone: number.number, repaired };
  const what = otherTypes.get(type) ?? 'a special number';
  return refuse('phone_not_dialable', `${number.number} is ${what}, which is never called`);
}

function refuseInvalid(number: PhoneNumber, country: CountryCode | undefined): ReadPhone {
  const length = validatePhoneNumberLength(number.number);
  const digits = number.nationalNumber.length;
  const where = country === undefined ? ` after +${number.countryCallingCode}` : needs(country);
  if (length === 'TOO_SHORT') return refuse('phone_too_short', `Too short: ${countOf(digits)}${where}`);
  if (length === 'TOO_LONG') return refuse('phone_too_long', `Too long: ${countOf(digits)}${where}`);
  return refuse('invalid_phone', `${number.number} is not in use: check its digits`);
}

function countOf(digits: number): string {
  return `${digits} ${digits === 1 ? 'digit' : 'digits'}`;
}

function needs(country: CountryCode): string {
  const lengths = possibleLengths(country);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return `, ${country} needs ${least === most ? least : `${least}–${most}`}`;
}

function possibleLengths(country: CountryCode): number[] {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  return metadata.numberingPlan?.possibleLengths() ?? [];
}

function refuse(code: PhoneProblem, reason: string): ReadPhone {
  return { ok: false, code, reason };
}

const nonGeographicCodes = ['800', '808', '870', '878', '881', '882', '883', '888', '979'];
const callingCodes = nonGeographicCodes.concat(getCountries().map((country) => getCountryCallingCode(country)));
