import { describe, expect, test } from 'vitest';
import { findDelimiter } from './dialect.ts';

describe('the delimiter is the one under which the rows agree', () => {
  const cases: [name: string, text: string, delimiter: string][] = [
    ['commas', 'phone,name\n+12025550101,Ann\n', ','],
    ['semicolons beside decimal commas', 'name;phone;amount\nAnn;+12025550101;1,5\nBob;+12025550102;2,5\n', ';'],
    ['semicolons beside commas in names', 'name;phone\nMeier, Hans;+4915112345678\nLi, Mei;+4915112345679\n', ';'],
    ['tabs', 'name\tphone\nAnn, Dr\t+12025550101\n', '\t'],
    ['bars', 'name|phone\nAnn|+12025550101\n', '|'],
    ['carets', 'name^phone\nAnn^+12025550101\n', '^'],
    ['one number a line', '+12025550101\n(202) 555-0102\n202.555.0103\n', ''],
    ['one number a line, some with a remark', '+12025550101\n+12025550102, Ann\n+12025550103\n', ''],
    ['one number', '2025550101', ''],
    ['title lines above', 'Calls, spring\n\nname,phone,city\nAnn,+12025550101,Rome\nBob,+12025550102,Oslo\n', ','],
    ["Excel's own hint", 'sep=;\nname;phone\nAnn;+12025550101\n', ';'],
    ['delimiters inside quotation marks', 'name,phone\n"a;b;c",+12025550101\n"d;e;f",+12025550102\n', ','],
    ['nothing to cut', 'just a sentence\n', ''],
  ];
  test.each(cases)('%s', (_name, text, delimiter) => {
    expect(findDelimiter({ text, isWhole: true })).toBe(delimiter);
  });
});

const half = (delimiter: string) => `Ann${delimiter}+12025550101\nBob${delimiter}+12025550102\n`;

test('where two delimiters fit equally well the file is refused instead of guessed at', () => {
  expect(() => findDelimiter({ text: half(',') + half(';'), isWhole: true })).toThrow('both , and ;');
});
