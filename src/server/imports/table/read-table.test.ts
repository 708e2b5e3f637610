import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { brief, readPeopleFile, readPeopleText } from '#test/support/read-people-file.ts';

const annAndBob = [
  ['+12025550101', 'Ann'],
  ['+12025550102', 'Bob'],
];

function latin1(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function utf16(text: string, order: 'le' | 'be', withMark: boolean): Buffer {
  const bytes = Buffer.from((withMark ? '\ufeff' : '') + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

describe('files of every make give the same people', () => {
  const table = 'name,phone\nAnn,+12025550101\nBob,2025550102\n';
  const cases: [name: string, content: string | Buffer][] = [
    ['commas', table],
    ['semicolons', table.replaceAll(',', ';')],
    ['tabs', table.replaceAll(',', '\t')],
    ['bars', table.replaceAll(',', '|')],
    ['CRLF', table.replaceAll('\n', '\r\n')],
    ['CR', table.replaceAll('\n', '\r')],
    ['mixed line ends', 'name,phone\r\nAnn,+12025550101\rBob,2025550102\n'],
    ['no line end at the end', table.trimEnd()],
    ['UTF-8 with a mark', `\ufeff${table}`],
    ['UTF-16 LE with a mark', utf16(table, 'le', true)],
    ['UTF-16 BE with a mark', utf16(table, 'be', true)],
    ['UTF-16 LE without a mark', utf16(table, 'le', false)],
    ['UTF-16 BE without a mark', utf16(table, 'be', false)],
    ['NULs here and there', table.replace('Ann', 'A\0nn')],
    ['all cells quoted', '"name","phone"\n"Ann","+12025550101"\n"Bob","2025550102"\n'],
    ['title lines above the header', `Spring recall,,\nexported 2026-11-01,,\n\n${table}`],
    ["Excel's delimiter hint", `sep=,\n${table}`],
    ['blank rows between', 'name,phone\n\n,,\nAnn,+12025550101\n   \nBob,2025550102\n,\n'],
    ['no header', 'Ann,+12025550101\nBob,2025550102\n'],
    ['columns beyond the header', 'name,phone\nAnn,+12025550101,\nBob,2025550102,\n'],
    ['spaces around cells', 'name , phone\n Ann , +12025550101\n Bob , 2025550102 \n'],
    ['numbers a spreadsheet damaged', 'name,phone\nAnn,12025550101.0\nBob,2.025550102E+9\n'],
    ['cells written by our own error file', "name,phone\n'-Ann,+12025550101\nBob,2025550102\n".replace("'-", '')],
  ];
  test.each(cases)('%s', async (_name, content) => {
    const { people, problems } = await readPeopleText(content);
    expect(brief(people)).toEqual(annAndBob);
    expect(problems).toEqual([]);
  });
});

test('letters of Windows-1252 come out as they were written', async () => {
  const { people, layout } = await readPeopleText(
    latin1('Name;Téléphone\nHélène Côté;2025550101\nJürgen Größe;2025550102\n'),
  );
  expect(brief(people)).toEqual([
    ['+12025550101', 'Hélène Côté'],
    ['+12025550102', 'Jürgen Größe'],
  ]);
  expect(layout.encoding).toBe('windows-1252');
  const quotes = Buffer.concat([latin1('name,phone\nO'), Buffer.from([0x92]), latin1('Brien,2025550101\n')]);
  expect((await readPeopleText(quotes)).people[0]?.name).toBe('O\u2019Brien');
});

test('a letter of Windows-1252 far down the file is seen too', async () => {
  const rows = Array.from(
    { length: 5000 },
    (_none, n) => `Ann,${2_025_550_000 + n},filling up the beginning of the file`,
  );
  const { people } = await readPeopleText(latin1(`name,phone,words\n${rows.join('\n')}\nJos\u00e9,3015550101,x\n`));
  expect(people.at(-1)?.name).toBe('José');
});

test('one damaged letter does not turn a UTF-8 file into another encoding', async () => {
  const good =
    'name,phone\nJosé,2025550101\nZoë,2025550102\nHélène,2025550103\nÅsa,2025550104\nBj\u00f6rn,2025550105\n';
  const { people } = await readPeopleText(
    Buffer.concat([Buffer.from(good), Buffer.from([0x41, 0x92, 0x42]), Buffer.from(',2025550106\n')]),
  );
  expect(people.map(({ name }) => name)).toEqual(['José', 'Zoë', 'Hélène', 'Åsa', 'Björn', 'A\ufffdB']);
});

describe('a row that is wrong costs itself only, and says why', () => {
  const cases: [name: string, row: string, code: string, reason: string][] = [
    ['no number', 'Eve,', 'phone_missing', 'There is no'],
    ['too few digits', 'Eve,202555', 'phone_not_dialable', '202555'],
    ['letters', 'Eve,call me', 'invalid_phone', 'letters'],
    ['two numbers', 'Eve,2025550103 or 2025550104', 'invalid_phone', 'two numbers'],
    ['lost digits', 'Eve,2.02E+09', 'ambiguous_number', 'lost'],
    ['emergency', 'Eve,911', 'phone_not_dialable', 'emergency'],
    ['the same number again', 'Eve,+1 (202) 555-0101', 'duplicate_in_file', 'Row 2 has +12025550101 already'],
    ['more cells than the header', 'Eve, Dr,2025550103', 'row_shape', '3 cells, the header 2'],
    [
      'a cell of 8,193 bytes',
      `${'x'.repeat(8193)},2025550103`,
      'too_long',
      'The cell in column name has 8,193 bytes; the most is 8,192',
    ],
    ['an unclosed quotation mark', '"Eve,2025550103', 'row_shape', 'never closed'],
  ];
  test.each(cases)('%s', async (_name, row, code, reason) => {
    const { people, problems } = await readPeopleText(`name,phone\nAnn,2025550101\n${row}\nBob,2025550102\n`);
    expect(brief(people)).toEqual(annAndBob);
    expect(problems).toMatchObject([{ row: 3, code }]);
    expect(problems[0]?.reason).toContain(reason);
  });

  test('a time zone that does not exist, with what may be meant', async () => {
    const { people, problems } = await readPeopleText(
      'name,phone,time zone\nAnn,2025550101,EST\nBob,2025550102,\nCid,2025550103,America/Denver\n',
    );
    expect(problems).toMatchObject([{ row: 2, code: 'bad_timezone' }]);
    expect(problems[0]?.reason).toContain('America/New_York');
    expect(people.map(({ time_zone, zones }) => [time_zone, zones])).toEqual([
      [null, ['America/New_York']],
      ['America/Denver', ['America/Denver']],
    ]);
  });

  test('a row of more than a mebibyte, with the rest of the file read on', async () => {
    const { people, problems } = await readPeopleText(
      `name,phone\nAnn,2025550101\n"${`${'x'.repeat(999)}\n`.repeat(1100)}","2025550103"\nBob,2025550102\n`,
    );
    expect(problems[0]).toMatchObject({ row: 3, code: 'record_too_large' });
    expect(brief(people)).toContainEqual(['+12025550102', 'Bob']);
  });
});

test('an e-mail address or a priority that is none is kept as custom data, and the person is called', async () => {
  const { people } = await readPeopleText(
    'phone,email,priority\n2025550101,a@x.example,5\n2025550102,a at x,6\n2025550103,b@x.example,high\n',
  );
  expect(people.map(({ email, explicit, custom }) => [email, explicit, custom])).toEqual([
    ['a@x.example', 5, {}],
    [null, 6, { email: 'a at x' }],
    ['b@x.example', 0, { priority: 'high' }],
  ]);
});

test('formulas, markup and SQL are text', async () => {
  const nasty = [
    '=HYPERLINK("http://x.example")',
    '<script>alert(1)</script>',
    "'; drop table contacts;--",
    '\u202eevil',
    '👩‍👩‍👧',
    '${x}',
  ];
  const rows = nasty.map((text, n) => `"${text.replaceAll('"', '""')}",${2_025_550_101 + n}`);
  const { people } = await readPeopleText(`name,phone\n${rows.join('\n')}\n`);
  expect(people.map(({ name }) => name)).toEqual(nasty);
});

describe('a file that can not be imported as a whole says so with its figures', () => {
  const wide = Array.from({ length: 201 }, (_none, n) => `c${n}`).join(',');
  const cases: [name: string, content: string | Buffer, code: string, words: string][] = [
    ['empty', '', 'no_rows', 'empty'],
    ['blank lines', '\n\n  \n', 'no_rows', 'no rows'],
    ['a header alone', 'name,phone\n', 'no_rows', 'a header but no rows'],
    ['no phone column', 'name,city\nAnn,Rome\nBob,Oslo\n', 'no_phone_column', 'Columns found: name, city.'],
    ['prose', 'Dear all,\nplease call everyone.\nThanks', 'no_phone_column', 'No column looks like phone numbers'],
    [
      '201 columns',
      `phone,${wide}\n2025550101${','.repeat(201)}\n`,
      'too_many_columns',
      '202 columns; the most is 200',
    ],
    ['an Excel workbook cut off', Buffer.from('504b030414000600', 'hex'), 'archive_rejected', 'damaged'],
    ['an old Excel workbook cut off', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'archive_rejected', 'damaged'],
    ['a PDF', '%PDF-1.7\n', 'not_a_table', 'Save it as CSV'],
    ['an image', Buffer.from('89504e470d0a1a0a', 'hex'), 'not_a_table', 'PNG'],
    ['any binary', Buffer.from(Array.from({ length: 4000 }, (_none, n) => (n * 7919) % 251)), 'not_a_table', 'no text'],
    ['zeros', Buffer.alloc(4000), 'not_a_table', 'no text'],
    ['JSON', '[{"phone": "+12025550101"}]', 'not_a_table', 'JSON'],
    ['a web page', '<!DOCTYPE html><p>+12025550101', 'not_a_table', 'web page'],
    ['two delimiters', 'Ann,+12025550101\nBob;+12025550102\n', 'ambiguous_dialect', 'one of them'],
    ['one endless line', `phone ${'x'.repeat(300_000)}`, 'record_too_large', 'The first line'],
    [
      'open quotation marks everywhere',
      `name,phone\n${'Ann,2025550101\n"Bob,2025550102\n'.repeat(15)}`.replaceAll('\n"', '\nx,y\n"z\ny,"'),
      'too_many_errors',
      'quotation mark',
    ],
  ];
  test.each(cases)('%s', async (_name, content, code, words) => {
    await expect(readPeopleText(content)).rejects.toMatchObject({ code });
    await expect(readPeopleText(content)).rejects.toThrow(words);
  });

  test('more than 1,000,000 rows', async () => {
    const numbers = Array.from({ length: 1_000_001 }, (_none, n) => 2_020_000_000 + n);
    await expect(readPeopleText(`phone\n${numbers.join('\n')}\n`)).rejects.toThrow(
      '1,000,001 rows; the most is 1,000,000',
    );
  });
});

const hospitals = new URL('../../../../../shared/data/hospitals.csv', import.meta.url).pathname;

test.skipIf(!existsSync(hospitals))(
  'hospitals.csv: the right columns without help, each row accounted for',
  async () => {
    const { fields, people, problems, layout } = await readPeopleFile(hospitals);
    expect(fields).toEqual({ phone: 'Phone Number', name: 'Hospital Name' });
    expect(layout.rows).toBe(5334);
    expect(people.length + problems.length).toBe(5334);
    expect(people.length).toBeGreaterThan(5000);
    expect(people[0]).toMatchObject({
      phone: '+12565938310',
      name: 'MARSHALL MEDICAL CENTER SOUTH',
      custom: { 'Provider ID': '010005' },
    });
  },
);
