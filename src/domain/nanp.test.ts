import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { readNanp } from './nanp.ts';

/** The same by the long way: what the library says of an ordinary number of the United States or Canada. */
function readByLibrary(digits: string, isInternational: boolean, country: 'US' | 'CA'): string | null {
  const text = isInternational ? `+${digits}` : digits;
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  const isHome = number?.country === 'US' || number?.country === 'CA';
  const isOrdinary = ['FIXED_LINE_OR_MOBILE', 'TOLL_FREE'].includes(number?.getType() ?? '');
  return isHome && isOrdinary ? number.number : null;
}

describe('the short way for numbers of the United States and Canada', () => {
  test.each([
    ['2025550101', false, 'US', '+12025550101'],
    ['2025550101', false, 'CA', '+12025550101'],
    ['4165550101', false, 'US', '+14165550101'],
    ['12025550101', false, 'US', '+12025550101'],
    ['12025550101', true, 'IN', '+12025550101'],
    ['14165550101', true, '', '+14165550101'],
    ['8005551234', false, 'US', '+18005551234'],
    ['2025550101', false, 'GB', null],
    ['2025550101', false, '', null],
    ['2025550101', true, 'US', null],
    ['22025550101', false, 'US', null],
    ['22025550101', true, 'US', null],
    ['112025550101', false, 'US', null],
    ['202555010', false, 'US', null],
    ['1202555010', false, 'US', null],
    ['0125550101', false, 'US', null],
    ['9005551234', false, 'US', null],
    ['5005551234', false, 'US', null],
    ['8765550101', false, 'US', null],
    ['', false, 'US', null],
    ['', true, '', null],
  ])(
    '%s (with plus: %s) in "%s" is %s, which is asked for again in vain',
    (digits, isInternational, country, phone) => {
      expect(readNanp(digits, isInternational, country)).toBe(phone);
      expect(readNanp(digits, isInternational, country)).toBe(phone);
    },
  );

  test('equals the library for a number in every block of four digits', () => {
    const tails = ['000000', '555555', '999999', '100001', '911911'];
    const numbers = Array.from(
      { length: 10_000 },
      (_, n) => `1${String(n).padStart(4, '0')}${tails[n % tails.length]}`,
    );
    const different = numbers.filter((digits) => readNanp(digits, true, '') !== readByLibrary(digits, true, 'US'));
    expect(different).toEqual([]);
  });

  test('equals the library for any digits, with and without 1 or +1', () => {
    const tenDigits = fc.oneof(
      fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/),
      fc.stringMatching(/^52[34]\d{7}$/),
      fc.stringMatching(/^\d{10}$/),
    );
    fc.assert(
      fc.property(tenDigits, fc.constantFrom('', '1', '+1'), fc.constantFrom('US', 'CA'), (ten, before, country) => {
        const isInternational = before === '+1';
        const digits = before === '' ? ten : `1${ten}`;
        expect(readNanp(digits, isInternational, country)).toBe(readByLibrary(digits, isInternational, country));
      }),
      { numRuns: 6000 },
    );
  });
});
