import { expect, it } from 'vitest';
import { filterOf } from './filter.ts';
import { addedWords, numbersIn, wordsOfSource } from './words.ts';

it('numbers are read one a line, or with signs between them', () => {
  expect(numbersIn('+1 202 555 0100\n\n+12025550101, +12025550102;')).toEqual([
    '+1 202 555 0100',
    '+12025550101',
    '+12025550102',
  ]);
  expect(numbersIn('  ')).toEqual([]);
});

it.each([
  [{ added: 2, already: 0, failed: 0 }, '2 numbers will not be called again.'],
  [
    { added: 1, already: 1, failed: 1 },
    '1 number will not be called again. 1 number was on the list already. 1 line could not be read as a phone number.',
  ],
  [{ added: 0, already: 0, failed: 0 }, 'Nothing was added.'],
])('of %o it says “%s”', (result, text) => {
  expect(addedWords(result)).toBe(text);
});

it('a source that is not known is shown as it is, and filters nothing', () => {
  expect(wordsOfSource('call')).toBe('Said in a call');
  expect(wordsOfSource('inbound')).toBe('inbound');
  expect(filterOf({ source: 'inbound', q: '202' })).toEqual({ q: '202' });
});
