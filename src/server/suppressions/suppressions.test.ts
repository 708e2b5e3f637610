import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from '#test/support/invariants.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { makeMember } from '#test/support/people.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const listed = async () => (await api.client.suppressions.list({})).data.map(({ phone }) => phone);

describe('numbers that must not be called', () => {
  it('are added one by one or many at once, read as people write them, each once', async () => {
    expect(await api.client.suppressions.add({ phone: '(212) 555-0101', reason: 'Wrote to us' })).toEqual({
      added: 1,
      already: 0,
      failed: 0,
      errors: [],
    });
    const many = await api.client.suppressions.add({
      suppressions: [
        { phone: '+12125550101' },
        { phone: '+12125550102' },
        { phone: '2125550102' },
        { phone: 'nobody' },
      ],
      reason: 'Bought list',
    });
    expect(many).toMatchObject({ added: 1, already: 2, failed: 1 });
    expect(many.errors).toMatchObject([{ pointer: '/suppressions/3/phone' }]);
    expect((await api.client.suppressions.list({})).data).toMatchObject([
      { phone: '+12125550102', reason: 'Bought list', source: 'api', actor: 'the test' },
      { phone: '+12125550101', reason: 'Wrote to us', source: 'api' },
    ]);
  });

  it.each([
    [{}, '/phone'],
    [{ phone: 'nobody' }, '/phone'],
    [{ phone: '+12125550101', reason: ' ' }, '/reason'],
    [{ suppressions: [{ phone: '12' }] }, '/suppressions/0/phone'],
  ])('%j is refused, and says where', async (body, pointer) => {
    const answer = await api.send('POST', '/api/v1/suppressions', { body });
    expect([answer.status, answer.problem().errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('are added by file: CSV with other columns, or one number a line', async () => {
    const csv = await api.upload('/api/v1/suppressions/upload', {
      file: { name: 'list.csv', text: 'Name;Mobile\nAnn;+12125550111\nBob;12\nCy;+12125550112\nAnn;+12125550111\n' },
      reason: 'They wrote',
    });
    expect(csv.json).toMatchObject({ added: 2, already: 1, failed: 1, errors: [{ pointer: '/rows/3' }] });
    const txt = await api.upload('/api/v1/suppressions/upload', {
      file: { name: 'list.txt', text: '2125550113\n2125550114\n' },
    });
    expect(txt.json).toMatchObject({ added: 2, failed: 0 });
    const none = await api.upload('/api/v1/suppressions/upload', {
      file: { name: 'a.csv', text: 'name,town\nAnn,Bonn\n' },
    });
    expect([none.status, none.problem().code]).toEqual([422, 'no_phone_column']);
  });

  it('are found by a part of the number or of the reason, page by page', async () => {
    expect((await api.client.suppressions.list({ q: '0101' })).data.map(({ phone }) => phone)).toEqual([
      '+12125550101',
    ]);
    expect((await api.client.suppressions.list({ q: 'they' })).data).toHaveLength(2);
    expect((await api.client.suppressions.list({ q: '%' })).data).toEqual([]);
    expect((await api.client.suppressions.list({ source: 'file' })).data).toHaveLength(4);
    const pages: string[] = [];
    for (let cursor: string | undefined; ;) {
      const { data, page } = await api.client.suppressions.list({ limit: 4, ...(cursor ? { cursor } : {}) });
      pages.push(...data.map(({ phone }) => phone));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(await listed());
    expect(new Set(pages).size).toBe(6);
  });

  it('are exported as CSV that can be uploaded again', async () => {
    const { text } = await api.send('GET', '/api/v1/suppressions/export.csv?source=file');
    expect(text.split('\r\n')[0]).toBe('\ufeffphone,reason,source,actor,since');
    expect(text.trim().split('\r\n')).toHaveLength(5);
    const again = await api.upload('/api/v1/suppressions/upload', { file: { name: 'again.csv', text } });
    expect(again.json).toMatchObject({ added: 0, already: 4, failed: 0 });
  });

  it('are taken off with a reason, which is recorded', async () => {
    const [gone] = (await api.client.suppressions.list({ q: '0114' })).data;
    const id = gone?.id ?? '';
    expect((await api.send('DELETE', `/api/v1/suppressions/${id}`)).problem().errors).toMatchObject([
      { pointer: '/query/reason' },
    ]);
    await api.client.suppressions.remove({ id, reason: 'Typed wrongly' });
    expect(await listed()).not.toContain('+12125550114');
    expect((await problemOf(api.client.suppressions.remove({ id, reason: 'Again' }))).status).toBe(404);
    const { rows } = await sql<{ actor: string; detail: unknown }>`
      select actor_name as actor, before, after from audit_log where action = 'suppression.removed'
    `.execute(api.system.db);
    expect(rows).toMatchObject([
      { actor: 'the test', before: { phone: '…0114', source: 'file' }, after: { reason: 'Typed wrongly' } },
    ]);
  });
});

it('whoever waits for a call leaves the queues of all campaigns at once, and is not let into another', async () => {
  const at = api.system.clock.now();
  const people = somePeople(3);
  const wishes = { at, people, window: 'all day' as const };
  const ids = [
    await makeCampaign(api.system.db, api.tenant, wishes),
    await makeCampaign(api.system.db, api.tenant, wishes),
  ];
  const phone = people[1]?.phone ?? '';
  await api.client.suppressions.add({ phone });
  for (const id of ids) expect(await api.client.campaigns.stats({ id })).toMatchObject({ pending: 2, suppressed: 1 });
  const [id = ''] = ids;
  expect((await problemOf(api.client.campaigns.addContacts({ id, contacts: [{ phone }] }))).errors).toMatchObject([
    { code: 'suppressed' },
  ]);
  const imported = await api.upload('/api/v1/imports', { file: { name: 'a.txt', text: `${phone}\n` } });
  expect(imported.json).toMatchObject({ imported: 0, skipped: 1 });
  expect(await violations(api.system.db)).toEqual([]);
});

it('the list of one workspace says nothing to another', async () => {
  const body = { phone: '+12125550101', reason: 'Ours' };
  const answer = await api.send('POST', '/api/v1/suppressions', { body, key: api.stranger.key });
  expect(answer.json).toMatchObject({ added: 1 });
  const { data } = await api.client.suppressions.list({ q: 'Ours' });
  expect(data).toEqual([]);
});

it('a number that a person adds was added by hand, not by API', async () => {
  const { cookie } = await makeMember(api, { role: 'operator' });
  await api.send('POST', '/api/v1/suppressions', { cookie, body: { phone: '+12125550177' } });
  expect((await api.client.suppressions.list({ q: '5550177' })).data).toMatchObject([{ source: 'hand' }]);
});
