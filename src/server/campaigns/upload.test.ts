import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { openFile } from '#client/open-file.ts';
import { TestApp } from '#test/support/app.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const csv = [
  'Mobile,Full Name,Plan',
  '(212) 555-0101,John,gold',
  '+12125550102,Mei,silver',
  '2125550101,John again,gold',
  '12,Nobody,gold',
].join('\n');
const file = { name: 'spring leads.csv', text: csv };

async function countCampaigns(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from campaigns`.execute(api.system.db);
  return rows[0]?.n ?? -1;
}

describe('a campaign from a file', () => {
  it('is made in one request, and tells of every row', async () => {
    const answer = await api.upload('/api/v1/campaigns/upload', {
      file,
      country: 'US',
      concurrentCallsLimit: '5',
      allDay: 'true',
      days: '1,2,3',
    });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      status: 'draft',
      contactsImported: 2,
      imported: 2,
      updated: 0,
      skipped: 1,
      failed: 1,
      notStarted: null,
      summary: 'Imported 2, skipped 1 (duplicate), failed 1 (invalid phone)',
      errors: [
        { row: 4, code: 'duplicate_in_file' },
        { row: 5, code: 'phone_too_short' },
      ],
    });
    const { campaignId: id } = answer.json as { campaignId: string };
    const campaign = await api.client.campaigns.get({ id });
    expect(campaign).toMatchObject({ name: 'spring leads', concurrentCallsLimit: 5, allDay: true, days: [1, 2, 3] });
    expect(campaign.counts).toMatchObject({ total: 2, pending: 2 });
  });

  it.each(['upload', 'upload-csv', 'create'])(
    'can be sent to /campaigns/%s, with settings as one JSON part in any order',
    async (name) => {
      const settings = JSON.stringify({
        name: '007',
        pace: { mode: 'interval', gapSeconds: 6 },
        agentId: api.tenant.agentId,
      });
      const answer = await api.upload(`/api/campaigns/${name}`, { settings, file, country: 'US', start: 'true' });
      expect(answer.json).toMatchObject({ status: 'running', notStarted: null });
      const campaign = await api.client.campaigns.get({ id: (answer.json as { campaignId: string }).campaignId });
      expect(campaign).toMatchObject({ name: '007', pace: { mode: 'interval', gapSeconds: 6 } });
    },
  );

  it('says why it was not started', async () => {
    const past = { endDate: '2026-03-01', agentId: api.tenant.agentId };
    const answer = await api.upload('/api/v1/campaigns/upload', { file, country: 'US', start: 'true', ...past });
    expect(answer.json).toMatchObject({ status: 'draft', contactsImported: 2 });
    expect((answer.json as { notStarted: string }).notStarted).toContain('end date has passed');
  });

  it('streams from disk through the client', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-upload-'));
    await writeFile(join(folder, 'people.csv'), csv);
    const made = await api.client.campaigns.upload({
      file: await openFile(join(folder, 'people.csv')),
      country: 'US',
      days: [5],
      pace: { mode: 'spread' },
    });
    expect(made).toMatchObject({ imported: 0, updated: 2, contactsImported: 2 });
    await rm(folder, { recursive: true });
  });
});

const upload = '/api/v1/campaigns/upload';
const noPhones = { name: 'a.csv', text: 'name,city\nJohn,Rome\nAnn,Oslo\n' };

describe('a file that can not be taken', () => {
  it.each([
    ['without a phone column', { file: noPhones }, 422, 'no_phone_column'],
    ['with a header alone', { file: { name: 'a.csv', text: 'phone,name\n' } }, 422, 'no_rows'],
    ['that is empty', { file: { name: 'a.csv', text: '' } }, 422, 'no_rows'],
    ['that is missing', { country: 'US' }, 422, 'validation_failed'],
    ['for an unknown country', { file, country: 'Atlantis' }, 422, 'validation_failed'],
    ['with a wrong limit', { file, concurrentCallsLimit: '51' }, 422, 'validation_failed'],
    ['with an unknown field', { file, colour: 'red' }, 422, 'validation_failed'],
    ['with settings that are no JSON', { file, settings: '{' }, 400, 'malformed_json'],
    ['to be started without an agent', { file, start: 'true' }, 422, 'validation_failed'],
  ] as const)('%s makes no campaign', async (_what, parts, status, code) => {
    const before = await countCampaigns();
    const answer = await api.upload(upload, parts);
    expect([answer.status, answer.problem().code]).toEqual([status, code]);
    expect(await countCampaigns()).toBe(before);
  });

  it.each([
    ['cut off', '--x\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nphone\n+1212'],
    ['empty', ''],
    ['no form', 'phone\n+12125550101'],
  ])('because the form is %s is refused, and leaves no file', async (_what, payload) => {
    const answer = await api.send('POST', upload, {
      payload,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect([400, 422]).toContain(answer.status);
    expect(answer.problem().code).toMatch(/malformed_upload|validation_failed/);
    expect(await readdir(api.uploadFolder).catch(() => [])).toEqual([]);
  });
});

describe('imports', () => {
  it('are resources with their errors as a file', async () => {
    const made = await api.client.imports.upload({
      file: { content: new Blob([csv]), name: 'book.csv' },
      country: 'US',
    });
    expect(made).toMatchObject({
      status: 'done',
      fileName: 'book.csv',
      rowsRead: 4,
      skipped: 1,
      failed: 1,
      country: 'US',
    });
    expect(made.finishedAt).toBeInstanceOf(Date);
    expect(await api.client.imports.get({ id: made.id })).toEqual(made);
    const { data } = await api.client.imports.list({ limit: 1 });
    expect(data[0]?.id).toBe(made.id);
    const errors = await api.client.imports.errors({ id: made.id });
    expect(errors.split('\r\n')[0]).toContain('Mobile,Full Name,Plan,_row,_problem_code');
    expect(errors).toContain('12,Nobody,gold,5,phone_too_short');
  });

  it('can go into a campaign, unless that is over', async () => {
    const { id } = await api.client.campaigns.create({});
    const people = { content: new Blob([csv]), name: 'more.csv' };
    await api.client.imports.upload({ file: people, country: 'US', campaignId: id });
    expect((await api.client.campaigns.get({ id })).counts.total).toBe(2);
    await api.client.campaigns.cancel({ id });
    expect((await problemOf(api.client.imports.upload({ file: people, country: 'US', campaignId: id }))).status).toBe(
      409,
    );
  });
});
