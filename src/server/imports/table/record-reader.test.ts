import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { RecordReader } from './record-reader.ts';
import type { TableRecord } from './record-reader.ts';

function read(text: string, delimiter = ',', charsMax?: number): TableRecord[] {
  const reader = new RecordReader(delimiter, charsMax);
  return [...reader.push(text), ...reader.end()];
}

const cellsOf = (records: TableRecord[]) => records.map((record) => record.cells);

describe('text that people and programs write', () => {
  const cases: [name: string, text: string, rows: string[][]][] = [
    [
      'a comma inside quotation marks',
      'a,b\n1,"Main St, 5"\n',
      [
        ['a', 'b'],
        ['1', 'Main St, 5'],
      ],
    ],
    [
      'empty cells, quoted and not',
      'a,b,c\n1,"",\n',
      [
        ['a', 'b', 'c'],
        ['1', '', ''],
      ],
    ],
    ['doubled quotation marks', 'a\n"say ""hi"""\n', [['a'], ['say "hi"']]],
    [
      'JSON in a cell',
      'k,v\n1,"{""type"": ""x"", ""n"": 1}"\n',
      [
        ['k', 'v'],
        ['1', '{"type": "x", "n": 1}'],
      ],
    ],
    [
      'line breaks inside a cell',
      'a,b\n1,"one\ntwo"\r\n3,4',
      [
        ['a', 'b'],
        ['1', 'one\ntwo'],
        ['3', '4'],
      ],
    ],
    [
      'LF, CRLF and CR in one file',
      'a,b\n1,2\r\n3,4\r5,6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    [
      'no line end after the last record',
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['spaces around quotation marks', 'a, "b, c" ,d\n', [['a', 'b, c', 'd']]],
    ['spaces around plain cells, kept', 'a , b\n', [['a ', ' b']]],
    ['a stray mark within a cell', '5" nail,x\n', [['5" nail', 'x']]],
    ['text after a closing mark', '"ACME" Inc,5,"x"\n', [['"ACME" Inc', '5', 'x']]],
    ['ragged rows', 'a,b,c\n1\n1,2,3,4\n', [['a', 'b', 'c'], ['1'], ['1', '2', '3', '4']]],
    ['NULs, dropped', 'a\0,b\n\0', [['a', 'b']]],
    [
      'scripts of the world',
      'नाम,電話\n"Zoë, 李",☎\n',
      [
        ['नाम', '電話'],
        ['Zoë, 李', '☎'],
      ],
    ],
    ['an escaped mark at the end of the text', '"a"""', [['a"']]],
    ['one quoted cell at the end', 'a,"b"', [['a', 'b']]],
    ['nothing', '', []],
  ];
  test.each(cases)('%s', (_name, text, rows) => {
    expect(cellsOf(read(text))).toEqual(rows);
  });
});

test('rows are counted as a spreadsheet counts them, lines as an editor does', () => {
  const places = read('title\n\na,b\r"x\ny",1\nz,2').map(({ row, line }) => ({ row, line }));
  expect(places).toEqual([
    { row: 1, line: 1 },
    { row: 2, line: 2 },
    { row: 3, line: 3 },
    { row: 4, line: 4 },
    { row: 5, line: 6 },
  ]);
});

describe('a quotation mark that is never closed costs its own line', () => {
  test('at the end of the file', () => {
    expect(read('a,b\n1,"x\n2,y\n3,z')).toEqual([
      { row: 1, line: 1, cells: ['a', 'b'] },
      { row: 2, line: 2, cells: ['1,"x'], broken: 'unclosed_quote' },
      { row: 3, line: 3, cells: ['2', 'y'] },
      { row: 4, line: 4, cells: ['3', 'z'] },
    ]);
  });

  test('before another quoted cell', () => {
    const records = read('1,"x\n2,"Main St, 5",y\n3,z\n');
    expect(records.map((record) => record.broken ?? record.cells)).toEqual([
      'unclosed_quote',
      ['2', 'Main St, 5', 'y'],
      ['3', 'z'],
    ]);
  });

  test('before more text than a record may have', () => {
    const records = read(`1,"x\n${'2,y\n'.repeat(50)}`, ',', 100);
    expect(records[0]).toEqual({ row: 1, line: 1, cells: ['1,"x'], broken: 'record_too_large' });
    expect(records).toHaveLength(51);
    expect(records.at(-1)).toEqual({ row: 51, line: 51, cells: ['2', 'y'] });
  });

  test('a line that is too long is passed over, and its beginning kept', () => {
    const records = read(`a,b\n${'x'.repeat(101)}\n1,2\n`, ',', 100);
    expect(records.map(({ line, broken }) => [line, broken])).toEqual([
      [1, undefined],
      [2, 'record_too_large'],
      [3, undefined],
    ]);
  });
});

const delimiters = fc.constantFrom(',', ';', '\t', '|', '^');
const cell = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', ' ', 'a', '\t', '|') }),
);

function write(rows: string[][], delimiter: string, newline: string): string {
  const quoted = (text: string) => (/^[^",;\t|^\r\n ]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`);
  return rows.map((row) => row.map(quoted).join(delimiter) + newline).join('');
}

const written = fc.record({
  rows: fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }),
  delimiter: delimiters,
  newline: fc.constantFrom('\n', '\r\n', '\r'),
});

test('what was written is read back, whatever the delimiter and the line ends', () => {
  fc.assert(
    fc.property(written, ({ rows, delimiter, newline }) => {
      const expected = rows.map((row) => row.map((text) => text.replaceAll('\0', '')));
      expect(cellsOf(read(write(rows, delimiter, newline), delimiter))).toEqual(expected);
    }),
  );
});

test('well-formed text is read as Papa Parse reads it', () => {
  fc.assert(
    fc.property(written, ({ rows, delimiter, newline }) => {
      const text = write(rows, delimiter, newline).replaceAll('\0', '');
      const { data } = Papa.parse<string[]>(text, { delimiter, newline: newline as '\n' });
      expect(cellsOf(read(text, delimiter))).toEqual(data.slice(0, -1));
    }),
  );
});

test('any text is read the same however it is cut into pieces, and no line of it disappears', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', 'a', 'b'), maxLength: 12 }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 3, max: 40 }), (parts, charsMax) => {
      const reader = new RecordReader(',', charsMax);
      const records = [...parts.flatMap((part) => reader.push(part)), ...reader.end()];
      expect(records).toEqual(read(parts.join(''), ',', charsMax));
      expect(records.map((record) => record.row)).toEqual(records.map((_record, index) => index + 1));
    }),
    { numRuns: 2000 },
  );
});

const spectrum = new URL('../../../../node_modules/csv-spectrum/', import.meta.url);
const spectrumFiles = readdirSync(new URL('csvs/', spectrum)).map((name) => name.replace('.csv', ''));

describe('the cases of csv-spectrum', () => {
  test.each(spectrumFiles)('%s', (name) => {
    const published: unknown = JSON.parse(readFileSync(new URL(`json/${name}.json`, spectrum), 'utf8'));
    const expected = [published].flat() as Record<string, string>[];
    // Its answer has another number than its file.
    if (name === 'location_coordinates') Object.assign(expected[0] ?? {}, { 'Contact Phone Number': '2095257564' });
    const [header = [], ...rows] = cellsOf(read(readFileSync(new URL(`csvs/${name}.csv`, spectrum), 'utf8')));
    const objects = rows.map((row) => Object.fromEntries(header.map((key, index) => [key, row[index]])));
    expect(objects).toEqual(expected);
  });

  test('are twelve', () => expect(spectrumFiles).toHaveLength(12));
});
