import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SeenNumbers } from './seen-numbers.ts';

test('a number is known by the row that had it first, as a Map would know it', () => {
  const phones = fc.array(fc.bigInt({ min: 10_000n, max: 999_999_999_999_999n }), { maxLength: 200 });
  fc.assert(
    fc.property(phones, phones, (some, others) => {
      const seen = new SeenNumbers();
      const known = new Map<string, number>();
      for (const [row, digits] of [...some, ...others, ...some].entries()) {
        const phone = `+${digits}`;
        expect(seen.note(phone, row)).toBe(known.get(phone) ?? null);
        if (!known.has(phone)) known.set(phone, row);
      }
    }),
  );
});

test('a hundred thousand neighbouring numbers are told apart', () => {
  const seen = new SeenNumbers();
  const news = Array.from({ length: 100_000 }, (_none, n) => seen.note(`+1${2_020_000_000 + n}`, n));
  expect(news.every((first) => first === null)).toBe(true);
  expect(seen.note('+12020054321', 7)).toBe(54_321);
});
