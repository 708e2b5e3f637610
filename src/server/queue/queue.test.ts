import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp } from '#test/support/app.ts';
import { violations } from '#test/support/invariants.ts';
import { makeCampaign, makePeople } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
let running: string;
let draft: string;

const people = [
  { phone: '+12125550001' },
  { phone: '+12125550002', name: 'Named' },
  { phone: '+12125550003', explicit: 500 },
  { phone: '+13125550004', zones: ['America/Chicago'] },
  { phone: '+12125550005', name: 'Named later' },
];

beforeAll(async () => {
  api = await TestApp.open();
  const at = api.system.clock.now();
  const { db } = api.system;
  running = await makeCampaign(db, api.tenant, { at, people, window: 'all day', clock: 'contact' });
  draft = await makeCampaign(db, api.tenant, {
    at,
    people: [{ phone: '+12125550009' }, { phone: '+12125550008', name: 'Ann' }],
  });
  await api.client.campaigns.start({ id: running });
  await stage(api.system);
});
afterAll(() => api.close());

const order = ['+12125550003', '+12125550002', '+12125550005', '+12125550001', '+13125550004'];

describe('the queue', () => {
  it('of a campaign is in the order in which people will be called, over all its lanes', async () => {
    const { data, page } = await api.client.campaigns.queue({ id: running });
    expect(data.map(({ phone }) => phone)).toEqual(order);
    expect(data.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(data[1]).toMatchObject({
      name: 'Named',
      status: 'queued',
      priority: 100,
      attempts: 0,
      campaignName: 'Recall',
    });
    expect(page.hasMore).toBe(false);
  });

  it('keeps places right from page to page, and through its sections', async () => {
    const seen: [number | null, string, string][] = [];
    let cursor: string | undefined;
    do {
      const { data, page } = await api.client.queue.list({ limit: 2, cursor });
      seen.push(
        ...data.map(({ position, phone, status }): [number | null, string, string] => [position, phone, status]),
      );
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const all = [...order.map((phone) => [phone, 'queued']), ['+12125550008', 'pending'], ['+12125550009', 'pending']];
    expect(seen).toEqual(all.map(([phone, status], index) => [index < 5 ? index + 1 : index - 4, phone, status]));
  });

  it('says for one person what place he has, and how his priority was reckoned', async () => {
    const { data } = await api.client.campaigns.queue({ id: running });
    for (const { wait: _, ...item } of data)
      expect(await api.client.queue.get({ id: item.enrollmentId })).toMatchObject(item);
    expect(data[0]?.explain).toEqual({
      mode: 'priority',
      terms: [{ label: 'given', count: 1, points: 500 }],
      sum: 500,
      text: '500 (given) = 500',
    });
    expect((await problemOf(api.client.queue.get({ id: running }))).status).toBe(404);
  });

  it('places those whose hours are closed behind all others who are ready', async () => {
    const { db, clock } = api.system;
    const id = await makeCampaign(db, api.tenant, {
      at: clock.now(),
      clock: 'contact',
      window: ['09:00', '18:00'],
      people: [
        { phone: '+815550001', zones: ['Asia/Tokyo'], explicit: 900 },
        { phone: '+12125550041', zones: ['America/New_York'] },
        { phone: '+815550002', zones: ['Asia/Tokyo'], explicit: 901 },
        { phone: '+12125550042', zones: ['America/New_York'], name: 'Ann' },
      ],
    });
    await api.client.campaigns.start({ id });
    await stage(api.system);
    const expected = ['+12125550042', '+12125550041', '+815550002', '+815550001'];
    const seen: [string, number | null][] = [];
    let cursor: string | undefined;
    do {
      const { data, page } = await api.client.campaigns.queue({ id, limit: 1, cursor });
      seen.push(...data.map(({ phone, position }): [string, number | null] => [phone, position]));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(expected.map((phone, index) => [phone, index + 1]));
    const { data } = await api.client.queue.list({ status: 'queued' });
    const own = data.filter(({ campaignId }) => campaignId === id);
    expect(own.map(({ phone, position }) => [phone, position])).toEqual(
      [2, 3, 0, 1].map((index) => [expected[index], index + 1]),
    );
    await api.client.campaigns.cancel({ id });
  });

  it('shows one section when asked', async () => {
    const { data } = await api.client.queue.list({ status: 'pending' });
    expect(data.map(({ phone, position }) => [phone, position])).toEqual([
      ['+12125550008', 1],
      ['+12125550009', 2],
    ]);
  });

  it('has statistics that agree with it', async () => {
    const statistics = await api.client.queue.statistics();
    expect(statistics).toMatchObject({
      waiting: 5,
      delayed: 0,
      pending: 2,
      active: 0,
      limit: 2,
      available: 2,
      nextDueAt: null,
    });
    expect(statistics.campaigns.map(({ id, waiting }) => [id, waiting])).toEqual([
      [draft, 0],
      [running, 5],
    ]);
  });
});

describe('somebody who waits', () => {
  const places = async (id: string) => (await api.client.campaigns.queue({ id })).data.map(({ phone }) => phone);
  const countsOf = async (id: string) => (await api.client.campaigns.get({ id })).counts;
  let id: string;
  let ids: string[];
  const at = (place: number) => ids[place] ?? '';

  beforeAll(async () => {
    id = await makeCampaign(api.system.db, api.tenant, {
      at: api.system.clock.now(),
      window: 'all day',
      people: [{ phone: '+12125550061', name: 'Ann' }, { phone: '+12125550062' }, { phone: '+12125550063' }],
    });
    await api.client.campaigns.start({ id });
    await stage(api.system);
    ids = (await api.client.campaigns.queue({ id })).data.map(({ enrollmentId }) => enrollmentId);
  });
  afterAll(() => api.client.campaigns.cancel({ id }));

  it('goes first, last, and back to where he was', async () => {
    expect(await api.client.queue.move({ id: at(2), place: 'first' })).toMatchObject({ position: 1, priority: 101 });
    expect(await places(id)).toEqual(['+12125550063', '+12125550061', '+12125550062']);
    expect(await api.client.queue.move({ id: at(0), place: 'last' })).toMatchObject({ position: 3, priority: -1 });
    await api.client.queue.move({ id: at(0), priority: 100 });
    expect(await api.client.queue.move({ id: at(2), priority: 0 })).toMatchObject({ position: 3 });
    expect(await places(id)).toEqual(['+12125550061', '+12125550062', '+12125550063']);
  });

  it('is moved to one place at a time', async () => {
    for (const wish of [{}, { place: 'first', priority: 3 } as const])
      expect((await problemOf(api.client.queue.move({ id: at(0), ...wish }))).status).toBe(422);
  });

  it('leaves the queue of his campaign, and may return to it', async () => {
    await api.client.queue.remove({ id: at(1) });
    await api.client.queue.remove({ id: at(1) });
    expect(await places(id)).toEqual(['+12125550061', '+12125550063']);
    expect(await countsOf(id)).toMatchObject({ queued: 2, cancelled: 1 });
    const dueAt = new Date(api.system.clock.now().getTime() + 3_600_000);
    expect(await api.client.queue.return({ id: at(1), dueAt: dueAt.toISOString() })).toMatchObject({
      status: 'waiting',
      dueAt,
    });
    await api.client.queue.remove({ id: at(1) });
    expect(await api.client.queue.return({ id: at(1) })).toMatchObject({ status: 'pending', dueAt: null });
    await api.client.queue.return({ id: at(1) });
    await stage(api.system);
    expect(await places(id)).toEqual(['+12125550061', '+12125550062', '+12125550063']);
    expect(await countsOf(id)).toMatchObject({ queued: 3, cancelled: 0 });
    const { data } = await api.client.campaigns.activity({ id });
    expect(data.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['person_removed', 'person_returned']));
    expect(await violations(api.system.db)).toEqual([]);
  });

  it('does not return when his number must not be called, or his campaign is over', async () => {
    await api.client.queue.remove({ id: at(2) });
    await api.client.suppressions.add({ phone: '+12125550063' });
    expect((await problemOf(api.client.queue.return({ id: at(2) }))).status).toBe(404);
    await api.client.queue.remove({ id: at(1) });
    await api.client.campaigns.cancel({ id });
    expect(await problemOf(api.client.queue.return({ id: at(1) }))).toMatchObject({ code: 'invalid_transition' });
    expect((await problemOf(api.client.queue.move({ id: at(0), place: 'first' }))).status).toBe(404);
    expect(await violations(api.system.db)).toEqual([]);
  });
});

describe('adding contacts', () => {
  it('takes ids and data, repairs numbers, and says what became of each', async () => {
    const { id } = await api.client.campaigns.create({ agentId: api.tenant.agentId });
    const at = api.system.clock.now();
    const [known = ''] = await makePeople(api.system.db, {
      workspaceId: api.tenant.workspaceId,
      campaignId: draft,
      people: [{ phone: '+12125550020', name: 'Book' }],
      at,
    });
    const stranger = '01890000-0000-7000-8000-000000000000';
    const added = await api.client.campaigns.addContacts({
      id,
      contactIds: [known, stranger],
      contacts: [
        { phone: '(212) 555-0021', name: 'New', custom: { plan: 'gold', tags: [1, { deep: true }] }, priority: 7 },
        { phone: '12' },
        { phone: '2125550021' },
        { phone: '+12125550022', timeZone: 'Europe/Berlin' },
      ],
    });
    expect(added).toMatchObject({ enrolled: 3, already: 0, failed: 3 });
    expect(added.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/contactIds/1', 'contact_not_found'],
      ['/contacts/1/phone', 'phone_too_short'],
      ['/contacts/2/phone', 'duplicate'],
    ]);
    const { data } = await api.client.campaigns.contacts({ id });
    expect(data.map(({ phone, priority, name }) => [phone, priority, name])).toEqual([
      ['+12125550020', 100, 'Book'],
      ['+12125550021', 107, 'New'],
      ['+12125550022', 0, null],
    ]);
    const again = await api.client.campaigns.addContacts({ id, contactIds: [known] });
    expect(again).toMatchObject({ enrolled: 0, already: 1 });
    const page = await api.client.campaigns.contacts({ id, limit: 2, status: 'pending' });
    const rest = await api.client.campaigns.contacts({
      id,
      limit: 2,
      status: 'pending',
      cursor: page.page.nextCursor ?? '',
    });
    expect([...page.data, ...rest.data].map((each) => each.id)).toEqual(data.map((each) => each.id));
  });

  it('is refused when nobody can be added, and when the campaign is over', async () => {
    const { id } = await api.client.campaigns.create({});
    expect((await problemOf(api.client.campaigns.addContacts({ id }))).errors).toMatchObject([
      { pointer: '/contacts', code: 'required' },
    ]);
    const bad = await problemOf(api.client.campaigns.addContacts({ id, contacts: [{ phone: 'call me' }] }));
    expect(bad.errors).toMatchObject([{ pointer: '/contacts/0/phone' }]);
    const zone = await problemOf(
      api.client.campaigns.addContacts({ id, contacts: [{ phone: '+12125550030', timeZone: 'Moon' }] }),
    );
    expect(zone.errors).toMatchObject([{ pointer: '/contacts/0/timeZone', code: 'unknown_timezone' }]);
    const country = await problemOf(
      api.client.campaigns.addContacts({ id, country: 'XX', contacts: [{ phone: '1' }] }),
    );
    expect(country.errors).toMatchObject([{ pointer: '/country', code: 'unknown_country' }]);
    await api.client.campaigns.cancel({ id });
    expect(
      (await problemOf(api.client.campaigns.addContacts({ id, contacts: [{ phone: '+12125550031' }] }))).status,
    ).toBe(409);
  });
});

describe('calls', () => {
  it('are listed the newest first, and read with what happened to them', async () => {
    await claim(api.system);
    const { data } = await api.client.calls.list({ status: 'active' });
    expect(data.map(({ phone }) => phone).toSorted()).toEqual(['+12125550002', '+12125550003']);
    expect((await api.client.campaigns.calls({ id: running, limit: 1 })).page.hasMore).toBe(true);
    expect((await api.client.calls.list({ campaignId: draft })).data).toEqual([]);
    expect((await api.client.calls.list({ disposition: 'answered' })).data).toEqual([]);
    const call = await api.client.calls.get({ id: data[0]?.id ?? '' });
    expect(call).toMatchObject({
      status: 'claimed',
      attempt: 1,
      disposition: null,
      evidence: null,
      campaignId: running,
    });
    expect(call.events).toMatchObject([{ kind: 'claimed', source: 'claim', changed: true }]);
  });

  it('are found by whom they were made to', async () => {
    const phonesOf = async (q: string) => (await api.client.calls.list({ q })).data.map(({ phone }) => phone);
    expect(await phonesOf('nam')).toEqual(['+12125550002']);
    expect(await phonesOf('(212) 555-0003')).toEqual(['+12125550003']);
    expect(await phonesOf('Nobody')).toEqual([]);
    const ofCampaign = await api.client.campaigns.contacts({ id: running, q: 'named l' });
    expect(ofCampaign.data.map(({ phone, lastCall }) => [phone, lastCall])).toEqual([['+12125550005', null]]);
    const called = await api.client.campaigns.contacts({ id: running, q: '+12125550002' });
    const [call] = (await api.client.calls.list({ q: '+12125550002' })).data;
    expect(called.data[0]?.lastCall).toEqual({
      ...{ id: call?.id, at: call?.claimedAt, status: 'claimed' },
      ...{ disposition: null, goalMet: null, talkSeconds: null },
    });
  });

  it('keep whom they are to in line until they are over', async () => {
    const { data } = await api.client.calls.list({ status: 'active' });
    const { enrollmentId: id = '' } = data[0] ?? {};
    for (const act of [api.client.queue.remove({ id }), api.client.queue.move({ id, place: 'last' })])
      expect(await problemOf(act)).toMatchObject({ code: 'call_in_progress' });
  });
});
