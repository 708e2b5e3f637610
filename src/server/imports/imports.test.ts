import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp, makeTenant } from '#test/support/app.ts';
import type { Tenant } from '#test/support/app.ts';
import { violations } from '#test/support/invariants.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
let tenant: Tenant;
let client: Client;

beforeAll(async () => {
  api = await TestApp.open(new Date('2026-11-02T15:00:00Z'));
});
afterAll(() => api.close());
beforeEach(async () => {
  tenant = await makeTenant(api.system, api.system.clock.now(), false);
  client = createClient({ url: api.url, key: tenant.key });
});

type Wishes = Omit<Parameters<Client['imports']['upload']>[0], 'file'>;

const csv = (text: string, name = 'people.csv') => ({ content: new Blob([text]), name });
const upload = (text: string, wishes: Wishes = {}) => client.imports.upload({ file: csv(text), ...wishes });

async function contacts(): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`
    select phone, name from contacts where workspace_id = ${tenant.workspaceId} order by phone
  `.execute(api.system.db);
  return rows;
}

async function neverCall(phone: string): Promise<void> {
  await sql`
    insert into suppressions (workspace_id, phone, reason, source, created_at)
    values (${tenant.workspaceId}, ${phone}, 'asked', 'call', ${api.system.clock.now()})
  `.execute(api.system.db);
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_none, n) => `P ${from + n},20255501${String(from + n).padStart(2, '0')}`);

/** Spec section 12.5: 15 people, two duplicates and one who must not be called, two numbers that are none. */
const twenty = [
  'Name,Phone',
  ...numbered(1, 15),
  'Twice,+1 202 555 0101',
  'Twice,(202) 555-0102',
  'Never,2025550199',
  'Short,555-01',
  'Nobody,',
].join('\n');

describe('a file of 20', () => {
  test('gives contacts, a queue with due times, and "Imported 15, skipped 3, failed 2"; its error file heals', async () => {
    await neverCall('+12025550199');
    const { id: campaignId } = await client.campaigns.create({
      agentId: tenant.agentId,
      timeZone: 'America/New_York',
      firstCallTime: '09:00',
      lastCallTime: '18:00',
      pace: { mode: 'spread' },
    });
    const made = await upload(twenty, { campaignId });
    expect(made).toMatchObject({ status: 'done', rowsRead: 20, imported: 15, updated: 0, skipped: 3, failed: 2 });
    expect(made.summary).toBe('Imported 15, skipped 3 (2 duplicates, 1 never call), failed 2 (invalid phone)');
    const { data } = await client.imports.problems({ id: made.id, code: 'suppressed,phone_missing' });
    expect(data.map(({ code }) => code).toSorted()).toEqual(['phone_missing', 'suppressed']);
    expect(await contacts()).toHaveLength(15);
    expect((await client.campaigns.get({ id: campaignId })).counts).toMatchObject({ total: 15, pending: 15 });

    const errors = await client.imports.errors({ id: made.id });
    const corrected = errors
      .replace('Short,555-01,', 'Short,2025550120,')
      .replace('Nobody,,', 'Nobody,+44 20 7946 0018,');
    const healed = await client.imports.correct({ id: made.id, file: csv(corrected, 'people.errors.csv') });
    expect(healed).toMatchObject({ accepted: 0, corrected: 2, stillWrong: 3, notFound: 0 });
    expect(healed.import).toMatchObject({ imported: 17, skipped: 3, failed: 0, rowsRead: 20 });
    expect((await contacts()).map(({ phone }) => phone)).toContain('+442079460018');
    expect((await client.campaigns.get({ id: campaignId })).counts).toMatchObject({ total: 17, pending: 17 });
    const again = await client.imports.correct({ id: made.id, file: csv(corrected, 'people.errors.csv') });
    expect(again).toMatchObject({ corrected: 0, stillWrong: 3, notFound: 2 });

    await client.campaigns.start({ id: campaignId });
    await stage(api.system);
    const { rows } = await sql<{ phone: string; status: string; due: Date | null }>`
      select phone, status, due_at as due from enrollments where campaign_id = ${campaignId} order by position
    `.execute(api.system.db);
    expect(rows.map(({ phone }) => phone).slice(-3)).toEqual(['+12025550115', '+12025550120', '+442079460018']);
    expect(rows.map(({ status }) => status)).toEqual(['queued', ...Array.from({ length: 16 }, () => 'waiting')]);
    // Evenly from the start, just after 10:00 in New York, to 18:00.
    const times = rows.flatMap(({ due }) => (due === null ? [] : [due.getTime()]));
    const gap = (times[1] ?? 0) - (times[0] ?? 0);
    expect(gap / 60_000).toBeCloseTo((8 * 60) / 17, 0);
    const end = new Date('2026-11-02T23:00:00Z').getTime();
    for (const [index, time] of times.entries()) expect(Math.abs(end - (16 - index) * gap - time)).toBeLessThan(1000);
    expect(await violations(api.system.db)).toEqual([]);
  });
});

const review = 'Kunde,Nummer,Zweitnummer\nAnn,2025550101,2025550201\nBob,2025550102,2025550202\nEve,12,2025550203\n';

describe('an import that stops for review', () => {
  test('is checked without writing anybody, then committed', async () => {
    const made = await upload(review, { mode: 'review' });
    expect(made).toMatchObject({
      status: 'ready',
      ready: 2,
      imported: 0,
      failed: 1,
      summary: 'Ready 2, failed 1 (invalid phone)',
    });
    expect(made.allowedActions).toEqual(['map', 'fix', 'correct', 'commit']);
    expect(made.problemCounts).toEqual([{ ending: 'failed', code: 'phone_too_short', count: 1 }]);
    expect(made.layout).toMatchObject({ format: 'text', delimiter: ',', headerRow: 1, rows: 3 });
    expect(made.layout?.sample[0]).toEqual({ row: 2, cells: ['Ann', '2025550101', '2025550201'] });
    expect(await contacts()).toEqual([]);
    expect(await client.imports.commit({ id: made.id })).toMatchObject({
      status: 'done',
      ready: 0,
      imported: 2,
      failed: 1,
    });
    expect(await contacts()).toHaveLength(2);
    expect((await client.imports.commit({ id: made.id })).status).toBe('done');
  });

  test('is committed into a campaign that its upload did not name yet, with what the file wishes for it', async () => {
    const made = await upload('phone,priority\n+12025550101,7\n', { mode: 'review' });
    const { id: campaignId } = await client.campaigns.create({ agentId: tenant.agentId });
    expect(await client.imports.commit({ id: made.id, campaignId })).toMatchObject({ status: 'done', campaignId });
    expect((await client.campaigns.contacts({ id: campaignId })).data).toMatchObject([{ priority: 7 }]);
  });

  test('can be called afterwards: its people go into a campaign together, once', async () => {
    const { id: importId } = await upload('phone\n+12025550101\n+12025550102\n');
    const { id } = await client.campaigns.create({ agentId: tenant.agentId });
    expect(await client.campaigns.addContacts({ id, importId })).toMatchObject({ enrolled: 2, already: 0 });
    expect(await client.campaigns.addContacts({ id, importId })).toMatchObject({ enrolled: 0, already: 2 });
  });

  test('takes another mapping, is checked again, and the next file with these headers is read the same way', async () => {
    const made = await upload(review, { mode: 'review' });
    const changed = await client.imports.change({ id: made.id, mapping: { phone: 'Zweitnummer', name: 'Kunde' } });
    expect(changed).toMatchObject({ status: 'ready', ready: 3, failed: 0, columns: { phone: 'Zweitnummer' } });
    await client.imports.commit({ id: made.id });
    const next = await upload('Zweitnummer,Kunde,Nummer\n2025550209,Joe,5\n', { mode: 'review' });
    expect(next).toMatchObject({
      mappingFrom: 'people.csv',
      columns: { phone: 'Zweitnummer', name: 'Kunde' },
      ready: 1,
    });
    expect(next.layout?.columns[0]).toMatchObject({ field: 'phone', confidence: 0.99 });
  });

  test('has its rows mended before they are written, one by one and all at once', async () => {
    const text = 'Name,Phone\nAnn,12\nBob,07911 123456\nCid,07911 123457\nDan,2025550101\nEve,x\nFay,y\n';
    const { id } = await upload(text, { mode: 'review' });
    const one = await client.imports.fix({
      id,
      rows: [
        { row: 2, cells: { Phone: '2025550102' } },
        { row: 6, drop: true },
        { row: 5, cells: { Phone: '1' } },
      ],
    });
    expect(one).toMatchObject({ corrected: 1, dropped: 1, notFound: 1, import: { ready: 2, skipped: 1, failed: 3 } });
    const code = one.import.errors.find(({ row }) => row === 3)?.code ?? '';
    const all = await client.imports.fix({ id, all: { code, country: 'GB' } });
    expect(all).toMatchObject({ corrected: 2, import: { ready: 4, skipped: 1, failed: 1 } });
    const done = await client.imports.commit({ id });
    expect(done).toMatchObject({ imported: 4, skipped: 1, failed: 1, rowsRead: 6 });
    expect(await contacts()).toEqual([
      { phone: '+12025550101', name: 'Dan' },
      { phone: '+12025550102', name: 'Ann' },
      { phone: '+447911123456', name: 'Bob' },
      { phone: '+447911123457', name: 'Cid' },
    ]);
  });

  test('without a phone column waits for somebody to name it', async () => {
    const made = await upload('Name,Code\nAnn,A-1\nBob,B-2\n', { mode: 'review' });
    expect(made).toMatchObject({ status: 'review', problemCode: 'no_phone_column', allowedActions: ['map', 'commit'] });
    expect((await problemOf(client.imports.commit({ id: made.id }))).code).toBe('no_phone_column');
    const named = await client.imports.change({ id: made.id, mapping: { phone: 'Code' } });
    expect(named).toMatchObject({ status: 'ready', ready: 0, failed: 2 });
    const wrong = client.imports.change({ id: made.id, mapping: { phone: 'Who' } });
    expect(await problemOf(wrong)).toMatchObject({ status: 422, code: 'unknown_column' });
    const twice = client.imports.change({ id: made.id, mapping: { phone: 'Code', name: 'Code' } });
    expect(await problemOf(twice)).toMatchObject({ status: 422, code: 'column_used_twice' });
  });

  test('stops by itself where its phone column is not sure, and is committed by who knows', async () => {
    const made = await upload('Info,Remark\n2025550101,a\n2025550102,b\nlater,c\nnever,d\n');
    expect(made).toMatchObject({ status: 'review', imported: 0, columns: { phone: 'Info' } });
    expect(made.layout?.columns[0]?.confidence).toBeLessThan(0.6);
    expect(made.summary).toContain('not sure');
    expect(await client.imports.commit({ id: made.id })).toMatchObject({ status: 'done', imported: 2, failed: 2 });
  });

  test('goes into no campaign that is over by then', async () => {
    const { id: campaignId } = await client.campaigns.create({});
    const { id } = await upload('Phone\n2025550101\n', { mode: 'review', campaignId });
    await client.campaigns.cancel({ id: campaignId });
    expect(await problemOf(client.imports.commit({ id }))).toMatchObject({ status: 409, code: 'invalid_transition' });
    expect(await contacts()).toEqual([]);
  });

  test('can be read with another country', async () => {
    const made = await upload('Name,Mobile\nAnn,07911 123456\nBob,07911 123457\n', { mode: 'review', country: 'US' });
    expect(made.ready).toBe(0);
    expect(await client.imports.change({ id: made.id, country: 'GB' })).toMatchObject({ country: 'GB', ready: 2 });
  });
});

describe('an import that is done', () => {
  test('has its rows mended into people', async () => {
    const { id } = await upload('Name,Phone\nAnn,2025550101\nBob,12\nCid,13\n');
    const fixed = await client.imports.fix({
      id,
      rows: [
        { row: 3, cells: { Phone: '2025550102' } },
        { row: 4, cells: { Phone: '2025550101' } },
      ],
    });
    expect(fixed).toMatchObject({ corrected: 1, stillWrong: 1, import: { imported: 2, skipped: 1, failed: 0 } });
    expect(fixed.import.errors).toMatchObject([{ row: 4, code: 'duplicate_in_file' }]);
    expect(await contacts()).toEqual([
      { phone: '+12025550101', name: 'Ann' },
      { phone: '+12025550102', name: 'Bob' },
    ]);
    expect((await problemOf(client.imports.fix({ id, rows: [{ row: 4, cells: { Tel: '1' } }] }))).code).toBe(
      'unknown_column',
    );
  });

  test('can be undone: what it brought goes, but for what somebody touched since', async () => {
    const { id: campaignId } = await client.campaigns.create({ agentId: tenant.agentId });
    const { id: other } = await client.campaigns.create({ agentId: tenant.agentId });
    await upload('Name,Phone\nOld,2025550100\n');
    const made = await upload(`Name,Phone\n${numbered(0, 5).join('\n')}\n`, { campaignId });
    expect(made).toMatchObject({ imported: 5, updated: 1 });
    await client.campaigns.addContacts({ id: other, contacts: [{ phone: '+12025550101' }] });
    const undone = await client.imports.undo({ id: made.id });
    expect(undone).toMatchObject({ contactsRemoved: 4, contactsKept: 1, enrollmentsRemoved: 6 });
    expect(undone.import).toMatchObject({ status: 'undone', allowedActions: [] });
    expect((await contacts()).map(({ phone }) => phone)).toEqual(['+12025550100', '+12025550101']);
    expect((await client.campaigns.get({ id: campaignId })).counts.total).toBe(0);
    expect(await violations(api.system.db)).toEqual([]);
    expect(await problemOf(client.imports.undo({ id: made.id }))).toMatchObject({
      status: 409,
      code: 'invalid_transition',
    });
  });

  test('can be undone for 24 hours, and no longer', async () => {
    const { id } = await upload('Phone\n2025550101\n');
    await sql`update imports set finished_at = finished_at - interval '25 hours' where id = ${id}`.execute(
      api.system.db,
    );
    expect(await problemOf(client.imports.undo({ id }))).toMatchObject({ status: 409, code: 'too_late' });
    expect(await contacts()).toHaveLength(1);
  });

  test('has its problems as a list, page by page, and by code', async () => {
    const { id } = await upload('Phone\n12\n2025550101\n2025550101\n13\n');
    const first = await client.imports.problems({ id, limit: 2 });
    expect(first.data.map(({ row, code }) => [row, code])).toEqual([
      [2, 'phone_too_short'],
      [4, 'duplicate_in_file'],
    ]);
    const rest = await client.imports.problems({ id, limit: 2, cursor: first.page.nextCursor ?? '' });
    expect(rest.data.map(({ row }) => row)).toEqual([5]);
    const some = await client.imports.problems({ id, code: 'duplicate_in_file' });
    expect(some.data).toMatchObject([{ row: 4, ending: 'skipped', suggestion: expect.stringContaining('first row') }]);
  });
});

test('the same file for the same place is refused with a link, unless it is forced', async () => {
  const text = 'Name,Phone\nAnn,2025550101\n';
  const first = await upload(text);
  const refused = await problemOf(upload(text));
  expect(refused).toMatchObject({ status: 409, code: 'already_imported' });
  expect(refused.errors?.[0]?.message).toBe(`/api/v1/imports/${first.id}`);
  expect(await upload(text, { force: true })).toMatchObject({ imported: 0, updated: 1 });
  const { id: campaignId } = await client.campaigns.create({});
  expect(await upload(text, { campaignId })).toMatchObject({ updated: 1 });
});

test('a mapping that comes with the file is used for it, and for the next one', async () => {
  const made = await upload('a,b,c\n2025550101,2025550102,Ann\n', { mapping: { phone: 'b', name: 'c' } });
  expect(made).toMatchObject({ status: 'done', columns: { phone: 'b', name: 'c' } });
  expect(await upload('c,a,b\nBob,2025550103,2025550104\n')).toMatchObject({ mappingFrom: 'people.csv', imported: 1 });
  expect(await contacts()).toEqual([
    { phone: '+12025550102', name: 'Ann' },
    { phone: '+12025550104', name: 'Bob' },
  ]);
  const none = await upload('Name,Phone\nAnn,2025550105\n', { mapping: { name: null } });
  expect(none.columns).toEqual({ phone: 'Phone' });
});

test('who does not wait is answered at once, and finds the import done later', async () => {
  const made = await upload('Phone\n2025550101\n', { wait: false });
  expect(made.status).toBe('committing');
  expect(await client.imports.get({ id: made.id })).toMatchObject({ status: 'done', imported: 1 });
});

test('a row number that no file has is refused as such', async () => {
  const { id } = await upload('Phone\n2025550101\n12\n');
  const fix = client.imports.fix({ id, rows: [{ row: 2 ** 40, drop: true }] });
  expect(await problemOf(fix)).toMatchObject({ status: 422, code: 'validation_failed' });
});

test('who waits for an import hears of it, with the ids of its workspace and itself', async () => {
  const heard = api.published.length;
  const made = await upload('Phone\n2025550101\n');
  expect(api.published.slice(heard)).toContain('import');
  expect(made.status).toBe('done');
});

test('a correction without rows of its own is refused, and an unknown row counts as not found', async () => {
  const { id } = await upload('Name,Phone\nAnn,2025550101\nBob,12\n');
  const strange = client.imports.correct({ id, file: csv('Name,Phone\nBob,2025550102\n') });
  expect(await problemOf(strange)).toMatchObject({ status: 422, code: 'not_an_error_file' });
  const file = csv('_row,Phone,Name\n77,2025550107,X\n3,2025550102,Bob\nabc,2025550108,Y\n');
  expect(await client.imports.correct({ id, file })).toMatchObject({ corrected: 1, notFound: 2 });
});

describe('templates', () => {
  test.each(['basic', 'advanced'] as const)('%s imports as it is', async (kind) => {
    const text = await client.campaigns.template({ kind });
    expect(text.split('\r\n')[0]?.split(',')).toHaveLength(kind === 'basic' ? 5 : 9);
    const made = await upload(text.replace('\ufeff', ''));
    expect(made).toMatchObject({ status: 'done', skipped: 0, failed: 0 });
    expect(made.imported).toBeGreaterThanOrEqual(2);
  });

  test('lie at two paths', async () => {
    const [one, two] = await Promise.all(
      ['template', 'csv-template'].map((path) => api.send('GET', `/api/v1/campaigns/${path}?kind=advanced`)),
    );
    expect(one?.status).toBe(200);
    expect(two?.text).toBe(one?.text);
  });
});
