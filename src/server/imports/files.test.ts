import { randomBytes } from 'node:crypto';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { brief, readPeopleText } from '#test/support/read-people-file.ts';
import { makeContainer, makeXls, makeZip } from '#test/support/workbooks.ts';

type Cells = (string | number | boolean | Date | null)[][];

async function xlsx(...sheets: [name: string, rows: Cells][]): Promise<Buffer> {
  return Buffer.from(await writeXlsx({ sheets: sheets.map(([name, rows]) => ({ name, rows })) }));
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const windows = (text: string) => Buffer.from(text, 'latin1');
const visit = new Date('2026-11-20T00:00:00Z');

type Nasty = {
  make: () => string | Buffer | Promise<Buffer>;
  country?: string;
  fields: Record<string, string>;
  people: [phone: string, name: string | null][];
};

const us: Nasty['people'] = [
  ['+12025550101', 'Ann Lee'],
  ['+12025550102', 'Bob Ray'],
];
const germans: Nasty['people'] = [
  ['+4915112345678', 'Jörg Müller'],
  ['+4915112345679', 'Käthe Groß'],
];

/** Files as they come out of spreadsheets, other products and people's hands. */
const nasty: Record<string, Nasty> = {
  'semicolons, and commas inside names': {
    make: () => 'Name;Telefon;Betrag\n"Lee, Ann";2025550101;1,50\nRay, Bob;2025550102;2,50\n',
    fields: { name: 'Name', phone: 'Telefon' },
    people: [
      ['+12025550101', 'Lee, Ann'],
      ['+12025550102', 'Ray, Bob'],
    ],
  },
  'UTF-16 with tabs, as Excel saves Unicode text': {
    make: () => utf16('Name\tMobile No.\r\nAnn Lee\t(202) 555-0101\r\nBob Ray\t202.555.0102\r\n'),
    fields: { name: 'Name', phone: 'Mobile No.' },
    people: us,
  },
  'Windows-1252 with German headers': {
    make: () =>
      windows('Vorname;Nachname;Handy-Nr.;PLZ\nJörg;Müller;0151 12345678;10115\nKäthe;Groß;0151/12345679;80331\n'),
    country: 'DE',
    fields: { firstName: 'Vorname', lastName: 'Nachname', phone: 'Handy-Nr.' },
    people: germans,
  },
  'title lines and an export date above the header': {
    make: () =>
      'Recall list 2026\nExported,2026-11-20,14:05\n\nPatient Name,Contact Number,DOB\nAnn Lee,2025550101,1980-02-03\nBob Ray,2025550102,1975-12-24\n',
    fields: { name: 'Patient Name', phone: 'Contact Number' },
    people: us,
  },
  'no header at all': {
    make: () => '1,Ann Lee,2025550101,ann@x.example\n2,Bob Ray,2025550102,bob@x.example\n',
    fields: { name: 'B', phone: 'C', email: 'D' },
    people: us,
  },
  'two phone columns, the second mostly empty': {
    make: () => 'name,phone,alternate phone\nAnn Lee,2025550101,2025550198\nBob Ray,2025550102,\n',
    fields: { name: 'name', phone: 'phone' },
    people: us,
  },
  'two phone columns, the other one first': {
    make: () => 'Name,Alt. Phone,Mobile Phone\nAnn Lee,,2025550101\nBob Ray,2025550199,2025550102\n',
    fields: { name: 'Name', phone: 'Mobile Phone' },
    people: us,
  },
  'numbers that became floats': {
    make: () => 'id,full_name,phone\n1,Ann Lee,2025550101.0\n2,Bob Ray,12025550102.00\n',
    fields: { name: 'full_name', phone: 'phone' },
    people: us,
  },
  'scientific notation with all its digits': {
    make: () => 'Name,Phone\nAnn Lee,2.025550101E+09\nBob Ray,"1,2025550102E+10"\n',
    fields: { name: 'Name', phone: 'Phone' },
    people: us,
  },
  'Hindi headers': {
    make: () => 'नाम,मोबाइल नंबर,शहर\nरवि कुमार,98200 12345,मुंबई\nमीरा,०९८२००१२३४६,पुणे\n',
    country: 'IN',
    fields: { name: 'नाम', phone: 'मोबाइल नंबर' },
    people: [
      ['+919820012345', 'रवि कुमार'],
      ['+919820012346', 'मीरा'],
    ],
  },
  'a header of Vapi, beside an id of ten digits': {
    make: () => 'customer id,number,name\n2025550198,+12025550101,Ann Lee\n2025550199,+12025550102,Bob Ray\n',
    fields: { phone: 'number', name: 'name' },
    people: us,
  },
  'the header of Bolna, with variables': {
    make: () => 'contact_number,customer_name,due_amount\n+12025550101,Ann Lee,120\n+12025550102,Bob Ray,80\n',
    fields: { phone: 'contact_number', name: 'customer_name' },
    people: us,
  },
  'numbers that a formula keeps as text': {
    make: () => 'Name,Phone\nAnn Lee,"=""2025550101"""\nBob Ray,\'2025550102\n',
    fields: { name: 'Name', phone: 'Phone' },
    people: us,
  },
  'mixed line ends, blank rows and spaces': {
    make: () => ' Name , Phone \r\n\r\n Ann Lee , 202 555 0101 \n,,\rBob Ray,2025550102\n\n',
    fields: { name: 'Name', phone: 'Phone' },
    people: us,
  },
  'bars and quoted line breaks': {
    make: () => 'Name|Notes|Tel\n"Ann Lee"|"said: ""later""\nin May"|2025550101\n"Bob Ray"||2025550102\n',
    fields: { name: 'Name', notes: 'Notes', phone: 'Tel' },
    people: us,
  },
  'TXT with one number a line': {
    make: () => '+1 202 555 0101\n\n(202) 555-0102\n',
    fields: { phone: 'A' },
    people: [
      ['+12025550101', null],
      ['+12025550102', null],
    ],
  },
  'XLSX with numeric phones and dates': {
    make: () =>
      xlsx([
        'Leads',
        [
          ['Name', 'Mobile', 'Last visit', 'Score', 'Active'],
          ['Ann Lee', 2025550101, visit, 1.5, true],
          ['Bob Ray', 12025550102, visit, 2, false],
        ],
      ]),
    fields: { name: 'Name', phone: 'Mobile' },
    people: us,
  },
  'XLSX with a cover sheet and a title above the table': {
    make: () =>
      xlsx(
        ['Cover', [['Spring campaign'], ['made by the front desk']]],
        [
          'People',
          [['List of 20 Nov'], [], ['Full Name', 'Phone Number'], ['Ann Lee', '202-555-0101'], ['Bob Ray', 2025550102]],
        ],
      ),
    fields: { name: 'Full Name', phone: 'Phone Number' },
    people: us,
  },
  'XLSX named .csv, with names that need quotation marks': {
    make: () =>
      xlsx([
        'A "quoted" & sheet',
        [
          ['Telefon', 'Name'],
          [2025550101, 'Lee, "Ann"\nDr'],
          [2025550102, ' Ray'],
        ],
      ]),
    fields: { phone: 'Telefon', name: 'Name' },
    people: [
      ['+12025550101', 'Lee, "Ann"\nDr'],
      ['+12025550102', 'Ray'],
    ],
  },
  'XLS of Excel 97': {
    make: () =>
      makeXls([
        ['Name', 'Telefonnummer', 'Stadt'],
        ['Jörg Müller', 15112345678, 'Köln'],
        ['Käthe Groß', '0151 12345679', 'Bonn'],
      ]),
    country: 'DE',
    fields: { name: 'Name', phone: 'Telefonnummer' },
    people: germans,
  },
  'one person, no header': {
    make: () => 'Ann Lee;+1 202 555 0101',
    fields: { name: 'A', phone: 'B' },
    people: [['+12025550101', 'Ann Lee']],
  },
};

describe('a file imports with the right columns without help', () => {
  test.each(Object.entries(nasty))('%s', async (_name, { make, country, fields, people }) => {
    const read = await readPeopleText(await make(), country === undefined ? {} : { country });
    expect(read.fields).toEqual(fields);
    expect(brief(read.people)).toEqual(people);
    expect(read.problems).toEqual([]);
  });
});

test('a workbook tells which of its sheets was read; dates and figures come as a CSV file would have them', async () => {
  const file = await xlsx(
    ['Notes', [['nothing here']]],
    [
      'One',
      [
        ['Phone', 'Visit', 'At', 'Score'],
        [2025550101, visit, new Date('2026-11-20T14:30:00Z'), 0.25],
      ],
    ],
    ['Two', [['Phone'], [2025550102]]],
  );
  const { layout, people } = await readPeopleText(file);
  expect(layout.workbook).toEqual({ format: 'xlsx', sheet: 'One', sheets: ['Notes', 'One', 'Two'] });
  expect(people[0]?.custom).toEqual({ Visit: '2026-11-20', At: '2026-11-20 14:30:00', Score: '0.25' });
  const other = await readPeopleText(file, { sheet: 'Two' });
  expect(brief(other.people)).toEqual([['+12025550102', null]]);
  await expect(readPeopleText(file, { sheet: 'Three' })).rejects.toMatchObject({ code: 'unknown_sheet' });
});

test('rows of a workbook have the numbers that the spreadsheet shows', async () => {
  const { problems } = await readPeopleText(
    await xlsx(['A', [['Phone'], [2025550101], [], [], ['nonsense'], [2025550102]]]),
  );
  expect(problems).toMatchObject([{ row: 5, code: 'invalid_phone' }]);
});

const workbookXml = '<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>';

describe('a workbook that can not be read is refused in words', () => {
  const cases: [name: string, make: () => Buffer | Promise<Buffer>, code: string, words: string][] = [
    [
      'cut off in the middle',
      async () => (await xlsx(['A', [['Phone'], [2025550101]]])).subarray(0, 900),
      'archive_rejected',
      'damaged',
    ],
    [
      'a bomb that says so: 2 GB',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbookXml },
          { name: 'xl/big.xml', data: 'x', declared: 2 ** 31 },
        ]),
      'archive_rejected',
      '2,048 MB',
    ],
    [
      'a bomb by its ratio',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbookXml },
          { name: 'xl/media/a', data: Buffer.alloc(8 * 1024 ** 2) },
        ]),
      'archive_rejected',
      '200 times',
    ],
    [
      'a bomb that lies about itself',
      () =>
        makeZip([
          { name: '[Content_Types].xml', data: '<Types/>' },
          { name: 'xl/workbook.xml', data: Buffer.alloc(64 * 1024 ** 2, ' '), declared: 500 },
        ]),
      'archive_rejected',
      'damaged',
    ],
    [
      'a bomb that says it is empty',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbookXml },
          { name: 'xl/sharedStrings.xml', data: Buffer.alloc(1024 ** 2), declared: 0 },
        ]),
      'archive_rejected',
      'damaged',
    ],
    [
      'a part that comes twice',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbookXml },
          { name: 'xl/workbook.xml', data: workbookXml },
        ]),
      'archive_rejected',
      'damaged',
    ],
    [
      'more texts than memory should hold',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbookXml },
          { name: 'xl/sharedStrings.xml', data: randomBytes(2 * 1024 ** 2), declared: 300 * 1024 ** 2 },
        ]),
      'archive_rejected',
      '256 MB of texts',
    ],
    ['with a password (xlsx)', () => makeContainer({ EncryptedPackage: Buffer.alloc(5000) }), 'encrypted', 'password'],
    ['with a password (xls)', () => makeXls([['Phone'], [2025550101]], true), 'encrypted', 'password'],
    [
      'with encrypted parts',
      () => makeZip([{ name: 'xl/workbook.xml', data: workbookXml, flags: 1 }]),
      'encrypted',
      'password',
    ],
    [
      'with macros',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbookXml },
          { name: 'xl/vbaProject.bin', data: 'x' },
        ]),
      'macro_workbook',
      'macros',
    ],
    [
      'an archive that is none',
      () => makeZip([{ name: 'people.csv', data: 'phone\n2025550101\n' }]),
      'not_a_table',
      'Unpack it',
    ],
    ['an empty sheet', () => xlsx(['A', []]), 'no_rows', 'no rows'],
    ['a header alone', () => xlsx(['A', [['Name', 'Phone']]]), 'no_rows', 'a header but no rows'],
    [
      'an old document that is no workbook',
      () => makeContainer({ WordDocument: Buffer.alloc(5000) }),
      'archive_rejected',
      'damaged',
    ],
  ];
  test.each(cases)('%s', async (_name, make, code, words) => {
    const file = await make();
    const refused = await readPeopleText(file).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code, message: expect.stringContaining(words) });
  });
});
