import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { readPhone } from './phone.ts';

/** What was read, as one word: the number, the number with a `*` when it was repaired, or the problem's code. */
function read(text: string, country = 'US'): string {
  const result = readPhone(text, country);
  if (!result.ok) return result.code;
  return result.repaired ? `${result.phone}*` : result.phone;
}

function reasonOf(text: string, country = 'US'): string {
  const result = readPhone(text, country);
  return result.ok ? '' : result.reason;
}

describe('numbers as people write them', () => {
  test.each([
    '2025550101',
    '202 555 0101',
    '202-555-0101',
    '202.555.0101',
    '(202) 555-0101',
    '[202] 555-0101',
    '(202)555-0101',
    '1-202-555-0101',
    '1 (202) 555 0101',
    '+12025550101',
    '+1 202 555 0101',
    '(+1) 202 555 0101',
    '[+1] 202 555 0101',
    '+1.202.555.0101',
    '  +1 202 555 0101  ',
    '\t2025550101\n',
    "  '2025550101",
    "''2025550101",
    '"\n2025550101"',
    '2025550101;; ',
    'tel: 2025550101 ',
    '=+12025550101',
    '202\u2011555\u20110101',
    '202\u2013555\u20140101',
    '202\u2212555\u22120101',
    '202\u00b7555\u00b70101',
    '202\u00a0555\u00a00101',
    '\u202a+1 202 555 0101\u202c',
    '\ufeff2025550101',
    '202\u200b5550101',
    'tel:+1-202-555-0101',
    'TEL:2025550101',
    'callto:+12025550101',
    'tel: 2025550101',
    "'2025550101",
    "'+12025550101",
    '\u20182025550101',
    '`2025550101',
    '="2025550101"',
    '=2025550101',
    '"2025550101"',
    '"+1 202 555 0101"',
    '2025550101;',
    '2025550101 ,',
    '0012025550101',
    '00 1 202 555 0101',
    '01112025550101',
    '２０２５５５０１０１',
    '＋１（２０２）５５５－０１０１',
    '٢٠٢٥٥٥٠١٠١',
    '۲۰۲۵۵۵۰۱۰۱',
    '२०२५५५०१०१',
    '𝟚𝟘𝟚𝟝𝟝𝟝𝟘𝟙𝟘𝟙',
    '𝟮𝟬𝟮 𝟱𝟱𝟱 𝟬𝟭𝟬𝟭',
  ])('"%s" is +12025550101 in the United States', (text) => {
    expect(read(text)).toBe('+12025550101');
  });

  test.each([
    ['98765 43210', 'IN', '+919876543210'],
    ['09876543210', 'IN', '+919876543210'],
    ['0091 98765 43210', 'IN', '+919876543210'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+44 (0)20 7946 0958', 'US', '+442079460958'],
    ['0044 (0)20 7946 0958', 'DE', '+442079460958'],
    ['011 44 20 7946 0958', 'US', '+442079460958'],
    ['0044 20 7946 0958', 'US', '+442079460958'],
    ['0044 20 7946 0958', 'BR', '+442079460958'],
    ['030/1234567', 'DE', '+49301234567'],
    ['030/12345', 'DE', '+493012345'],
    ['0171/1234567', 'DE', '+491711234567'],
    ['+49 (0)171 / 1234567', 'US', '+491711234567'],
    ['0049 171/1234567', 'US', '+491711234567'],
    ['06 12345678', 'IT', '+390612345678'],
    ['8 (495) 123-45-67', 'RU', '+74951234567'],
    ['416 555 0101', 'CA', '+14165550101'],
    ['416 555 0101', 'US', '+14165550101'],
    ['787 555 0101', 'US', '+17875550101'],
    ['0044 20 7946 0958', '', '+442079460958'],
    ['1 876 555 0101', 'JM', '+18765550101'],
    ['140 1234567', 'IN', '+911401234567'],
    ['056 1234 5678', 'GB', '+445612345678'],
    ['876 555 0101', 'JM', '+18765550101'],
    ['800 555 1234', 'US', '+18005551234'],
    ['500 555 1234', 'US', '+15005551234'],
    ['070 1234 5678', 'GB', '+447012345678'],
    ['+800 1234 5678', 'US', '+80012345678'],
    ['+383 44 123 456', '', '+38344123456'],
    ['+290 22158', '', '+29022158'],
  ])('"%s" in %s is %s', (text, country, phone) => {
    expect(read(text, country)).toBe(phone);
  });

  test.each(Array.from({ length: 10 }, (_, n) => `+1 202 555 015${n}`))('the fictional %s can be read', (text) => {
    expect(read(text)).toBe(text.replaceAll(' ', ''));
    expect(read(text, 'IN')).toBe(text.replaceAll(' ', ''));
  });
});

describe('numbers that a spreadsheet has damaged', () => {
  test.each([
    ['8452862559.0', 'US', '+18452862559*'],
    ['8452862559.00', 'US', '+18452862559*'],
    ['8452862559,0', 'US', '+18452862559*'],
    ['+918452862559.0', 'US', '+918452862559*'],
    ['12025550101.0', 'US', '+12025550101*'],
    ["'8452862559.0", 'US', '+18452862559*'],
    ["' 8452862559.0", 'US', '+18452862559*'],
    [' 8452862559.0 ', 'US', '+18452862559*'],
    ['"8452862559.0"', 'US', '+18452862559*'],
    ['8,452,862,559', 'US', '+18452862559*'],
    ['8,452,862,559.00', 'US', '+18452862559*'],
    ['12,025,550,101', 'US', '+12025550101*'],
    ['8.452862559E+9', 'US', '+18452862559*'],
    ['8.452862559e9', 'US', '+18452862559*'],
    ['8,452862559E+09', 'US', '+18452862559*'],
    ['8.4528625590E+9', 'US', '+18452862559*'],
    ['1.2025550101E+10', 'US', '+12025550101*'],
    ['+9.19876543210E+11', 'IN', '+919876543210*'],
    ['919876543210', 'IN', '+919876543210*'],
    ['442079460958', 'GB', '+442079460958*'],
    ['74951234567', 'RU', '+74951234567*'],
    ['919876543210', 'US', '+919876543210*'],
    ['447911123456', 'US', '+447911123456*'],
    ['91 98765 43210', 'US', '+919876543210*'],
    ['612345678', 'IT', '+390612345678*'],
  ])('"%s" in %s still has all its digits: %s', (text, country, phone) => {
    expect(read(text, country)).toBe(phone);
  });

  test.each([
    ['1.20256E+10', 'US'],
    ['1.20256e+10', 'US'],
    ['1,20256E+10', 'US'],
    ['9E+09', 'US'],
    ['5E+17', 'US'],
    ['8.45286255E+9', 'US'],
    ['8.4528625595E+9', 'US'],
    ['9.19877E+11', 'IN'],
    ['20255501011', 'US'],
    ['33612345678', 'US'],
    ['12025550101', 'GB'],
  ])('"%s" in %s may be one number or another: refused', (text, country) => {
    expect(read(text, country)).toBe('ambiguous_number');
  });

  test('what is refused says what to do about it', () => {
    expect(reasonOf('1.20256E+10')).toBe(
      'A spreadsheet shortened this number to 1.20256E+10: its last digits are lost. Format the column as text and export it again',
    );
    expect(reasonOf('33612345678')).toBe(
      'Is it +33612345678, or a US number with a digit too many? Write it with its +',
    );
  });
});

describe('for any input', () => {
  const countries = fc.constantFrom('', 'US', 'CA', 'GB', 'IN', 'DE', 'IT', 'BR', 'JM', 'RU', 'SG', 'XX');
  const phoneLike = fc
    .array(fc.constantFrom(...'0123456789012345678901234567890123456789+ -()./,;xE'), { maxLength: 25 })
    .map((marks) => marks.join(''));
  const anyText = fc.oneof(phoneLike, fc.string({ unit: 'binary', maxLength: 120 }), fc.string({ maxLength: 40 }));

  test('it never throws: a number in E.164 that reads as itself, or a problem with a reason', () => {
    fc.assert(
      fc.property(anyText, countries, (text, country) => {
        const result = readPhone(text, country);
        if (result.ok) {
          expect(result.phone).toMatch(/^\+[1-9]\d{4,14}$/);
          expect(readPhone(result.phone, country)).toEqual({ ok: true, phone: result.phone, repaired: false });
        } else {
          expect(result.reason).not.toBe('');
          expect(result.reason.length).toBeLessThan(250);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('spaces, dashes, dots and brackets between the digits change nothing', () => {
    const between = fc.array(fc.constantFrom('', '', ' ', '-', '.', ' - ', '\u00a0'), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9]\d{9}$/), between, countries, (digits, marks, country) => {
        const written = [...digits].map((digit, index) => `${index === 0 ? '' : marks[index]}${digit}`).join('');
        expect(read(written, country)).toBe(read(digits, country));
      }),
    );
  });

  test('a number that the library has as an example can be read in its own country and everywhere else', () => {
    for (const country of getCountries()) {
      const example = getExampleNumber(country, examples);
      if (example === undefined) continue;
      expect([country, read(example.number, 'US')]).toEqual([country, example.number]);
      expect([country, read(example.formatInternational(), '')]).toEqual([country, example.number]);
      expect([country, read(example.formatNational(), country)]).toEqual([country, example.number]);
    }
  });

  test('text of a megabyte takes less than a millisecond', () => {
    const texts = ['2', '+', ' ', '(', '٢', 'x', '1,', '\u200b', "'"].map((mark) => mark.repeat(1e6));
    const rounds = Array.from({ length: 5 }, () => {
      const before = performance.now();
      for (const text of texts) expect(readPhone(text, 'US').ok).toBe(false);
      return (performance.now() - before) / texts.length;
    });
    expect(Math.min(...rounds)).toBeLessThan(1);
  });
});
