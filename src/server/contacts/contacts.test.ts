import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { Contact } from '#contract/contacts.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const nobody = '01890000-0000-7000-8000-000000000000';
let next = 5_000_000;
const number = () => `+1212${String((next += 1))}`;
const add = (person: Omit<Parameters<typeof api.client.contacts.create>[0], 'phone'> & { phone?: string } = {}) =>
  api.client.contacts.create({ phone: number(), ...person });

const suppress = (phone: string) =>
  sql`
  insert into suppressions (workspace_id, phone, reason, source, created_at)
  values (${api.tenant.workspaceId}, ${phone}, 'asked', 'test', ${api.system.clock.now()})
`.execute(api.system.db);

describe('a contact', () => {
  it('is added with all that is known of it, and read back', async () => {
    const made = await add({
      name: ' Ada Lovelace ',
      email: 'ada@engines.example',
      company: 'Engines',
      notes: 'Likes mornings',
      tags: ['vip', 'math'],
      custom: { plan: 'gold', seats: 3 },
    });
    expect(made).toMatchObject({
      name: 'Ada Lovelace',
      email: 'ada@engines.example',
      custom: { plan: 'gold', seats: 3 },
      tags: ['vip', 'math'],
      timeZone: 'America/New_York',
      timeZoneSource: 'number',
      suppressed: false,
      successfulCalls: 0,
      lastConversationAt: null,
    });
    expect(made.zones).toContain('America/New_York');
    expect(await api.client.contacts.get({ id: made.id })).toEqual(made);
  });

  it('says where its time zone came from', async () => {
    expect(await add({ phone: '+442079460123' })).toMatchObject({ timeZoneSource: 'number' });
    const given = await add({ timeZone: 'Asia/Kolkata' });
    expect(given).toMatchObject({ timeZone: 'Asia/Kolkata', timeZoneSource: 'given', zones: ['Asia/Kolkata'] });
    const back = await api.client.contacts.change({ id: given.id, timeZone: null });
    expect(back).toMatchObject({ timeZoneSource: 'number' });
    expect(back.zones).toContain('America/New_York');
  });

  it('is refused with everything that is wrong with it', async () => {
    const answer = await api.send('POST', '/api/v1/contacts', {
      body: { phone: 7, email: 'a'.repeat(501), timeZone: 'EST', nmae: 'x' },
    });
    expect(answer.problem()).toMatchObject({ status: 422, code: 'validation_failed' });
    const pointers = answer.problem().errors?.map(({ pointer }) => pointer) ?? [];
    expect(pointers.toSorted()).toEqual(['/email', '/nmae', '/phone', '/timeZone']);
  });

  it.each([
    ['letters', 'call me', 'invalid_phone'],
    ['too few digits', '+1212', 'phone_too_short'],
    ['a premium number', '+19005551234', 'phone_not_dialable'],
  ])('is refused with %s for a number', async (_what, phone, code) => {
    const problem = await problemOf(api.client.contacts.create({ phone }));
    expect([problem.status, problem.errors[0]?.pointer, problem.errors[0]?.code]).toEqual([422, '/phone', code]);
  });

  it('has its number to itself', async () => {
    const one = await add({ name: 'One' });
    const problem = await problemOf(api.client.contacts.create({ phone: one.phone, name: 'Two' }));
    expect(problem).toMatchObject({ status: 409, code: 'contact_exists' });
    expect(problem.detail).toContain(one.id);
    expect((await api.client.contacts.get({ id: one.id })).name).toBe('One');
  });

  it('is refused when its number must not be called', async () => {
    const phone = number();
    await suppress(phone);
    expect((await problemOf(api.client.contacts.create({ phone }))).errors).toMatchObject([{ code: 'suppressed' }]);
  });

  it('is changed in what is named, and in nothing else', async () => {
    const made = await add({ name: 'Ada', company: 'Engines', custom: { a: 1, b: 2 }, tags: ['x'] });
    const changed = await api.client.contacts.change({ id: made.id, name: null, custom: { b: null, c: 3 } });
    expect(changed).toMatchObject({ name: null, company: 'Engines', custom: { a: 1, c: 3 }, tags: ['x'] });
  });

  it("can not be given another contact's number", async () => {
    const [one, two] = [await add(), await add()];
    const problem = await problemOf(api.client.contacts.change({ id: one.id, phone: two.phone }));
    expect(problem).toMatchObject({ status: 409, code: 'contact_exists' });
  });

  it('that two people add at once is added once', async () => {
    const phone = number();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => api.send('POST', '/api/v1/contacts', { body: { phone } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409, 409, 409]);
  });

  it('that is not there answers 404', async () => {
    const { contacts } = api.client;
    for (const ask of [
      () => contacts.get({ id: nobody }),
      () => contacts.change({ id: nobody, name: 'x' }),
      () => contacts.delete({ id: nobody }),
      () => contacts.calls({ id: nobody }),
      () => contacts.enrollments({ id: nobody }),
      () => contacts.list({ campaignId: nobody }),
      () => contacts.export({ campaignId: nobody }),
    ])
      expect((await problemOf(ask())).status).toBe(404);
  });

  it('that is deleted while it is called is gone, and the answer says that a call is in progress', async () => {
    const { id, phone } = await add();
    const at = api.system.clock.now();
    const campaignId = await makeCampaign(api.system.db, api.tenant, { at, people: [{ phone }], window: 'all day' });
    await api.client.campaigns.start({ id: campaignId });
    await stage(api.system);
    await claim(api.system);
    const answer = await api.send('DELETE', `/api/v1/contacts/${id}`);
    expect([answer.status, answer.json]).toEqual([202, { status: 'deleting' }]);
    expect((await problemOf(api.client.contacts.get({ id }))).status).toBe(404);
    expect((await api.client.campaigns.calls({ id: campaignId })).data).toMatchObject([{ phone, contactId: null }]);
    await api.client.campaigns.cancel({ id: campaignId });
  });

  it('that is deleted is gone', async () => {
    const { id } = await add();
    const answer = await api.send('DELETE', `/api/v1/contacts/${id}`);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await problemOf(api.client.contacts.get({ id }))).status).toBe(404);
  });
});

describe('adding many', () => {
  it('judges each row by itself', async () => {
    const known = await add({ name: 'Known', tags: ['old'] });
    const [fresh, blocked] = [number(), number()];
    await suppress(blocked);
    const added = await api.client.contacts.createMany({
      contacts: [
        { phone: fresh, name: 'Fresh', tags: ['new'] },
        { phone: known.phone, company: 'Engines', tags: ['new'] },
        { phone: fresh },
        { phone: blocked },
        { phone: '12' },
        { phone: number(), timeZone: 'EST', age: 7 },
        'nobody',
      ],
    });
    expect(added).toMatchObject({ created: 1, updated: 1, skipped: 2, failed: 3 });
    expect(added.results.map(({ status, errors }) => [status, ...errors.map(({ code }) => code)])).toEqual([
      ['created'],
      ['updated'],
      ['skipped', 'duplicate'],
      ['skipped', 'suppressed'],
      ['failed', 'phone_too_short'],
      ['failed', 'unknown_timezone', 'unknown_field'],
      ['failed', 'wrong_type'],
    ]);
    expect(added.results[5]?.errors[0]?.pointer).toBe('/contacts/5/timeZone');
    const enriched = await api.client.contacts.get({ id: known.id });
    expect(enriched).toMatchObject({ name: 'Known', company: 'Engines', tags: ['new', 'old'] });
  });

  it('takes 10,000 and not one more', async () => {
    const crowd = Array.from({ length: 10_000 }, (_, n) => ({
      phone: `+1312${String(2_000_000 + n)}`,
      name: `P ${n}`,
    }));
    expect(await api.client.contacts.createMany({ contacts: crowd })).toMatchObject({ created: 10_000, failed: 0 });
    const problem = await problemOf(api.client.contacts.createMany({ contacts: [...crowd, { phone: number() }] }));
    expect(problem.errors[0]).toMatchObject({ pointer: '/contacts', code: 'out_of_range' });
  });
});

describe('the list', () => {
  let people: Contact[];
  beforeAll(async () => {
    people = [
      await add({ name: 'Zoë Quartz', email: 'zoe.q@quarry.example', company: "O'Hara & Sons", tags: ['lister'] }),
      await add({ name: 'Quentin Blake', tags: ['lister', 'gold'], phone: '+919876543210' }),
      await add({ company: 'Quarry Ltd', tags: ['lister'], timeZone: 'Asia/Tokyo' }),
    ];
    await suppress(people[2]?.phone ?? '');
    await sql`
      update contacts set last_conversation_at = '2026-02-01T10:00:00Z' where id = ${people[0]?.id}
    `.execute(api.system.db);
  });
  const found = async (query: Parameters<typeof api.client.contacts.list>[0]) => {
    const { data } = await api.client.contacts.list({ tag: 'lister', ...query });
    return data.map(({ id }) => people.findIndex((person) => person.id === id)).toSorted();
  };

  it.each([
    [{ q: 'qu' }, [0, 1, 2]],
    [{ q: 'ZOË quartz' }, [0]],
    [{ q: 'zoe.q@' }, [0]],
    [{ q: "o'hara" }, [0]],
    [{ q: '+91 98765' }, [1]],
    [{ q: '(212) 5' }, [0, 2]],
    [{ q: 'quentin bl' }, [1]],
    [{ q: '%' }, []],
    [{ q: "\\' & | ! ( <->:*" }, []],
    [{ q: 'quentin nobody' }, []],
    [{ tag: 'gold' }, [1]],
    [{ hasName: 'true' as const }, [0, 1]],
    [{ hasName: 'false' as const }, [2]],
    [{ hasEmail: 'true' as const }, [0]],
    [{ suppressed: 'true' as const }, [2]],
    [{ suppressed: 'false' as const }, [0, 1]],
    [{ country: 'in' }, [1]],
    [{ country: 'US' }, [0, 2]],
    [{ timeZone: 'Asia/Tokyo' }, [2]],
    [{ conversationAfter: '2026-02-01T10:00:00Z' }, [0]],
    [{ conversationBefore: '2026-02-01T10:00:00Z' }, []],
    [{ conversationBefore: '2026-02-01T10:00:01Z' }, [0]],
  ])('finds by %o', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it.each(['createdAt', '-createdAt', 'name', '-name', 'lastConversation', '-lastConversation'] as const)(
    'goes through all once in pages, ordered by %s',
    async (sort) => {
      const seen: string[] = [];
      for (let cursor: string | undefined; ;) {
        const { data, page } = await api.client.contacts.list({
          tag: 'lister',
          sort,
          limit: 1,
          ...(cursor ? { cursor } : {}),
        });
        seen.push(...data.map(({ id }) => id));
        if (!page.hasMore) break;
        cursor = page.nextCursor ?? '';
      }
      const [zoe, quentin, quarry] = people.map(({ id }) => id);
      const orders: Record<string, (string | undefined)[]> = {
        createdAt: [zoe, quentin, quarry],
        name: [quarry, quentin, zoe],
        lastConversation: [zoe],
      };
      const order = orders[sort.replace('-', '')] ?? [];
      expect(seen).toEqual(sort.startsWith('-') ? order.toReversed() : order);
    },
  );

  it('says how many it finds, and who the first of them are', async () => {
    const matching = (query: object) => api.client.contacts.matching({ tag: 'lister', ...query });
    expect(await matching({})).toEqual({ total: 3, contacts: [] });
    const named = people.map(({ id, phone }) => ({ id, phone }));
    expect(await matching({ most: 2 })).toEqual({ total: 3, contacts: named.slice(0, 2) });
    expect(await matching({ q: 'quarry l', most: 10_000 })).toEqual({ total: 1, contacts: named.slice(2) });
  });

  it('says how the last call of each ended, in whichever campaign', async () => {
    const at = api.system.clock.now();
    const [person = { phone: '' }] = somePeople(1, 950);
    await makeCampaign(api.system.db, api.tenant, { at, people: [person] });
    const [contact] = (await api.client.contacts.list({ q: person.phone })).data;
    expect(contact?.lastDisposition).toBeNull();
    await sql`
      update enrollments set last_disposition = 'busy', updated_at = ${at} where contact_id = ${contact?.id}
    `.execute(api.system.db);
    expect((await api.client.contacts.get({ id: contact?.id ?? '' })).lastDisposition).toBe('busy');
  });

  it('refuses a country that is none', async () => {
    expect((await problemOf(api.client.contacts.list({ country: 'XX' }))).errors[0]?.code).toBe('unknown_country');
  });

  it('shows who is in a campaign, and which campaigns a contact is in', async () => {
    const [person = { phone: '' }] = somePeople(1, 900);
    const at = api.system.clock.now();
    const campaignId = await makeCampaign(api.system.db, api.tenant, { at, people: [person] });
    const { data } = await api.client.contacts.list({ campaignId });
    expect(data.map(({ phone }) => phone)).toEqual([person.phone]);
    const places = await api.client.contacts.enrollments({ id: data[0]?.id ?? '' });
    expect(places.data).toMatchObject([
      { campaignId, campaignName: 'Recall', campaignStatus: 'draft', status: 'pending' },
    ]);
    expect((await api.client.contacts.calls({ id: data[0]?.id ?? '' })).data).toEqual([]);
  });

  it('is exported as CSV that no spreadsheet runs', async () => {
    const evil = await add({ name: '=HYPERLINK("http://evil.example")', notes: 'a "b", c', tags: ['export'] });
    const answer = await api.send('GET', '/api/v1/contacts/export?tag=export');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const [, line] = answer.text.split('\r\n');
    expect(line).toMatch(new RegExp(`^\\${evil.phone},"'=HYPERLINK\\(""http`));
    expect(line).toContain('"a ""b"", c"');
  });

  it('is exported whole, however many there are', async () => {
    const { text } = await api.send('GET', '/api/v1/contacts/export?q=%2B1312');
    expect(text.trim().split('\r\n')).toHaveLength(10_001);
  });
});

describe('tags', () => {
  it('are added to many and taken from many', async () => {
    const [one, two] = [await add({ tags: ['a', 'b'] }), await add()];
    const change = { contactIds: [one.id, two.id, nobody], add: ['c'], remove: ['b'] };
    expect(await api.client.contacts.tag(change)).toEqual({ changed: 2 });
    expect(await api.client.contacts.tag(change)).toEqual({ changed: 0 });
    expect((await api.client.contacts.get({ id: one.id })).tags).toEqual(['a', 'c']);
  });
});

describe('a bulk call', () => {
  it('makes a campaign of contacts and starts it', async () => {
    const [one, two] = [await add({ name: 'Ann' }), await add()];
    const done = await api.client.campaigns.bulkCall({
      contactIds: [one.id, nobody, two.id],
      agentId: api.tenant.agentId,
      name: 'Bulk',
      allDay: true,
    });
    expect(done).toMatchObject({ status: 'running', notStarted: null, enrolled: 2, failed: 1 });
    expect(done.errors).toMatchObject([{ pointer: '/contactIds/1', code: 'contact_not_found' }]);
    const { data } = await api.client.campaigns.contacts({ id: done.campaignId });
    expect(data.map(({ contactId, priority }) => [contactId, priority])).toEqual([
      [one.id, 100],
      [two.id, 0],
    ]);
  });

  it('of nobody leaves no campaign behind', async () => {
    const before = (await api.client.campaigns.list()).data.length;
    const asked = api.client.campaigns.bulkCall({ contactIds: [nobody], agentId: api.tenant.agentId });
    expect((await problemOf(asked)).errors).toMatchObject([{ code: 'contact_not_found' }]);
    expect((await api.client.campaigns.list()).data).toHaveLength(before);
  });

  it('needs an agent and somebody', async () => {
    const answer = await api.send('POST', '/api/v1/campaigns/bulk-call', { body: { contactIds: [] } });
    expect(
      answer
        .problem()
        .errors?.map(({ pointer }) => pointer)
        .toSorted(),
    ).toEqual(['/agentId', '/contactIds']);
  });
});
