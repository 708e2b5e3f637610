import { writeXlsx } from 'hucre/xlsx';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import { TestApp, makeTenant } from '#test/support/app.ts';
import type { Tenant } from '#test/support/app.ts';
import { violations } from '#test/support/invariants.ts';
import { problemOf } from '#test/support/problem.ts';
import { makeContainer, makeXls, makeZip } from '#test/support/workbooks.ts';

let api: TestApp;
let tenant: Tenant;
let client: Client;

beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await makeTenant(api.system, api.system.clock.now(), false);
  client = createClient({ url: api.url, key: tenant.key });
});

type Content = string | Buffer | Promise<Buffer>;

async function send(content: Content, wishes: { campaignId?: string; force?: boolean } = {}) {
  return client.imports.upload({
    file: { content: new Blob([new Uint8Array(Buffer.from(await content))]), name: 'people.csv' },
    country: 'US',
    ...wishes,
  });
}

/** What is in the database of this workspace: numbers with names, and imports by status. */
async function kept() {
  const { rows: people } = await sql<{ phone: string; name: string | null }>`
    select phone, name from contacts where workspace_id = ${tenant.workspaceId} order by phone
  `.execute(api.system.db);
  const { rows: imports } = await sql<{ status: string }>`
    select status from imports where workspace_id = ${tenant.workspaceId}
  `.execute(api.system.db);
  return { people: people.map(({ phone, name }) => [phone, name]), imports: imports.map(({ status }) => status) };
}

const ann = ['+12025550101', 'Ann'];
const bob = ['+12025550102', 'Bob'];

test('rows that are wrong leave the others in, and are in the error file with their own text', async () => {
  const rows: [row: string, ending: 'skipped' | 'failed', code: string, text: string][] = [
    ['Eve,', 'failed', 'phone_missing', 'Eve,,,'],
    ['Eve,2025550', 'failed', 'phone_too_short', 'Eve,2025550,'],
    ['Eve,+1202555010123456', 'failed', 'phone_too_long', 'Eve,'],
    ['Eve,call me', 'failed', 'invalid_phone', 'Eve,call me,'],
    ['Eve,2025550103 / 2025550104', 'failed', 'invalid_phone', '2025550103 / 2025550104'],
    ['Eve,2025550103 ext 5', 'failed', 'invalid_phone', '2025550103 ext 5'],
    ['Eve,+999 1234567', 'failed', 'phone_bad_country', '+999 1234567'],
    ['Eve,1.41555E+10', 'failed', 'ambiguous_number', '1.41555E+10'],
    ['Eve,911', 'failed', 'phone_not_dialable', '911'],
    ['Eve,+1 900 555 0123', 'failed', 'phone_not_dialable', '900 555 0123'],
    ['Eve,+881 612345678', 'failed', 'phone_not_dialable', '881'],
    ['Eve,2025550103,EST', 'failed', 'bad_timezone', 'EST'],
    ['Eve,+1 (202) 555-0101', 'skipped', 'duplicate_in_file', '(202) 555-0101'],
    ['Eve,2025550199', 'skipped', 'suppressed', '2025550199'],
    ['Eve,2025550103,,x,y', 'failed', 'row_shape', 'x | y'],
    ['"Eve,2025550103', 'failed', 'row_shape', '2025550103'],
    [`${'x'.repeat(8193)},2025550103`, 'failed', 'too_long', 'too_long'],
  ];
  await sql`
    insert into suppressions (workspace_id, phone, reason, source, created_at)
    values (${tenant.workspaceId}, '+12025550199', 'asked', 'call', ${api.system.clock.now()})
  `.execute(api.system.db);
  const wrong = rows.map(([row]) => row).join('\n');
  const made = await send(`Name,Phone,Time zone\nAnn,2025550101,\nBob,2025550102,\n${wrong}\n`);
  expect(made).toMatchObject({ status: 'done', rowsRead: rows.length + 2, imported: 2 });
  const { data } = await client.imports.problems({ id: made.id });
  expect(data.map(({ row, ending, code }) => [row, ending, code])).toEqual(
    rows.map(([, ending, code], index) => [index + 4, ending, code]),
  );
  expect(await kept()).toEqual({ people: [ann, bob], imports: ['done'] });
  const errors = await client.imports.errors({ id: made.id });
  for (const [, , , text] of rows) expect(errors).toContain(text);
});

test('what a spreadsheet did is undone where all digits are there, and counted', async () => {
  const cells = ['2025550101.0', '2.025550102E+09', '"2,025,550,103"', '="2025550104"'];
  const made = await send(`Name,Phone\n${cells.map((cell) => `P,${cell}`).join('\n')}\n`);
  expect(made).toMatchObject({ imported: 4, failed: 0, repaired: 3 });
  expect((await kept()).people.map(([phone]) => phone)).toEqual([1, 2, 3, 4].map((n) => `+1202555010${n}`));
});

const workbook = '<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>';
const wide = Array.from({ length: 201 }, (_none, n) => `c${n}`).join(',');

describe('a file that can not be imported is refused, and nothing of it is kept', () => {
  const files: [input: string, content: () => Content, status: number, code: string][] = [
    ['empty', () => '', 422, 'no_rows'],
    ['a header alone', () => 'Name,Phone\n', 422, 'no_rows'],
    ['no phone column', () => 'Name,City\nAnn,Rome\nBob,Oslo\n', 422, 'no_phone_column'],
    ['two delimiters', () => 'Ann,+12025550101\nBob;+12025550102\n', 422, 'ambiguous_dialect'],
    ['too many columns', () => `Phone,${wide}\n2025550101${','.repeat(201)}\n`, 422, 'too_many_columns'],
    ['a first line without an end', () => `phone ${'x'.repeat(300_000)}`, 422, 'record_too_large'],
    ['a PDF', () => '%PDF-1.7\n', 422, 'not_a_table'],
    ['any binary', () => Buffer.from(Array.from({ length: 4000 }, (_none, n) => (n * 7919) % 251)), 422, 'not_a_table'],
    [
      'a bomb',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbook },
          { name: 'a', data: 'x', declared: 2 ** 31 },
        ]),
      422,
      'archive_rejected',
    ],
    ['a damaged workbook', () => Buffer.from('504b030414000600', 'hex'), 422, 'archive_rejected'],
    ['a workbook with a password', () => makeContainer({ EncryptedPackage: Buffer.alloc(5000) }), 422, 'encrypted'],
    ['an old workbook with a password', () => makeXls([['Phone'], [2025550101]], true), 422, 'encrypted'],
    [
      'a workbook with macros',
      () =>
        makeZip([
          { name: 'xl/workbook.xml', data: workbook },
          { name: 'xl/vbaProject.bin', data: '' },
        ]),
      415,
      'macro_workbook',
    ],
  ];
  test.each(files)('%s', async (_input, content, status, code) => {
    expect(await problemOf(send(content()))).toMatchObject({ status, code });
    expect(await kept()).toEqual({ people: [], imports: [] });
  });

  test('more than 200 MB', async () => {
    const megabyte = `${'2025550101\n'.repeat(95_325)}`.slice(0, 1024 ** 2);
    const file = { content: new Blob(Array.from({ length: 201 }, () => megabyte)), name: 'a.csv' };
    expect(await problemOf(client.imports.upload({ file }))).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(await kept()).toEqual({ people: [], imports: [] });
  });
});

describe('files of every make come in', () => {
  const table = 'Name,Phone\nAnn,2025550101\nBob,2025550102\n';
  const files: [input: string, content: () => Content][] = [
    ['semicolons', () => table.replaceAll(',', ';')],
    ['tabs', () => table.replaceAll(',', '\t')],
    ['bars', () => table.replaceAll(',', '|')],
    ['carets', () => table.replaceAll(',', '^')],
    ['CR', () => table.replaceAll('\n', '\r')],
    ['CRLF and LF mixed', () => table.replace('\n', '\r\n')],
    ['a mark of UTF-8', () => `\ufeff${table}`],
    ['UTF-16', () => Buffer.from(`\ufeff${table}`, 'utf16le')],
    ['NULs', () => table.replace('Ann', 'A\0nn')],
    ['lines above the header', () => `Recall\n\n${table}`],
    ['headers that are empty or come twice', () => 'Name,Phone,,Name\nAnn,2025550101,x,y\nBob,2025550102,x,y\n'],
    [
      'a workbook',
      async () =>
        Buffer.from(
          await writeXlsx({
            sheets: [
              {
                name: 'A',
                rows: [
                  ['Name', 'Phone'],
                  ['Ann', 2025550101],
                  ['Bob', 2025550102],
                ],
              },
            ],
          }),
        ),
    ],
    [
      'an old workbook',
      () =>
        makeXls([
          ['Name', 'Phone'],
          ['Ann', 2025550101],
          ['Bob', '2025550102'],
        ]),
    ],
  ];
  test.each(files)('%s', async (_input, content) => {
    expect(await send(content())).toMatchObject({ status: 'done', imported: 2, skipped: 0, failed: 0 });
    expect(await kept()).toEqual({ people: [ann, bob], imports: ['done'] });
  });
});

test('a file in which more than a fifth of the rows is broken waits for somebody, with nobody in', async () => {
  const made = await send(
    `Name,Phone\n${'Ann,2025550101\n"Bob,2025550102\n'.repeat(15)}`.replaceAll('\n"', '\nx,y\n"z\ny,"'),
  );
  expect(made).toMatchObject({ status: 'review', problemCode: 'too_many_errors', imported: 0 });
  expect(await kept()).toEqual({ people: [], imports: ['review'] });
  expect((await client.imports.commit({ id: made.id })).status).toBe('done');
});

test('the same file twice answers 409 with the first; with force all its rows are updates', async () => {
  const text = 'Name,Phone\nAnn,2025550101\n';
  await send(text);
  expect(await problemOf(send(text))).toMatchObject({ status: 409, code: 'already_imported' });
  expect(await kept()).toEqual({ people: [ann], imports: ['done'] });
  expect((await send(text, { force: true })).summary).toBe('Imported 0, updated 1');
});

test('who is in the campaign already is skipped; in another campaign everybody is welcome', async () => {
  const [one, two] = [await client.campaigns.create({}), await client.campaigns.create({})];
  await client.campaigns.addContacts({ id: one.id, contacts: [{ phone: '+12025550101' }] });
  const text = 'Name,Phone\nAnn,2025550101\nBob,2025550102\n';
  const first = await send(text, { campaignId: one.id });
  expect(first).toMatchObject({ imported: 1, skipped: 1, errors: [{ row: 2, code: 'duplicate_in_campaign' }] });
  expect(await send(text, { campaignId: two.id })).toMatchObject({ updated: 2, skipped: 0 });
  expect((await client.campaigns.get({ id: one.id })).counts.total).toBe(2);
  expect(await violations(api.system.db)).toEqual([]);
});

test('formulas, markup, SQL and strange letters are text, and come back from the error file as they were', async () => {
  const nasty = [
    '=HYPERLINK("http://x.example","y")',
    '<script>alert(1)</script>',
    "'; drop table contacts;--",
    '@SUM(1)',
    '-2+3',
    '\u202eevil',
    '👩‍👩‍👧',
  ];
  const row = (text: string, phone: string) => `"${text.replaceAll('"', '""')}",${phone}`;
  const made = await send(
    `Name,Phone\n${nasty.map((text, n) => row(text, n % 2 === 0 ? '12' : `20255501${n}0`)).join('\n')}\n`,
  );
  const names = new Set((await kept()).people.map(([, name]) => name));
  expect(names).toEqual(new Set(nasty.filter((_text, n) => n % 2 === 1)));
  const errors = await client.imports.errors({ id: made.id });
  expect(errors).not.toMatch(/^[=@]|,[=@]/m);
  const corrected = errors.replaceAll(/,12,(\d+),/g, (_whole, number: string) =>
    `,202555020${number},$1,`.replace('$1', number),
  );
  const file = { content: new Blob([corrected]), name: 'errors.csv' };
  expect(await client.imports.correct({ id: made.id, file })).toMatchObject({ corrected: 4, stillWrong: 0 });
  expect(new Set((await kept()).people.map(([, name]) => name))).toEqual(new Set(nasty));
});
