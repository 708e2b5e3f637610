import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';

let api: TestApp;
let agentId: string;
beforeAll(async () => {
  // A Monday, three in the afternoon in UTC and ten in the morning in New York.
  api = await TestApp.open(new Date('2026-03-02T15:00:00Z'));
  ({ agentId } = api.tenant);
});
afterAll(() => api.close());

const preview = (wish: Parameters<TestApp['client']['campaigns']['preview']>[0]) => api.client.campaigns.preview(wish);
const once = { on: ['no_answer' as const], maxRetries: 0, delays: [] };

async function contactIdsOf(campaignId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select contact_id as id from enrollments where campaign_id = ${campaignId} order by position
  `.execute(api.system.db);
  return rows.map(({ id }) => id);
}

const draftOf = (people: Parameters<typeof makeCampaign>[2]['people'], wishes = {}) =>
  makeCampaign(api.system.db, api.tenant, { at: api.system.clock.now(), people: people ?? [], ...wishes });

describe('the preview of a campaign', () => {
  it('says when so many people are called, what binds, and when more would end it', async () => {
    const told = await preview({ agentId, people: { count: 2000 }, concurrentCallsLimit: 5, retry: once });
    expect(told).toMatchObject({
      willBeCalled: 2000,
      leftOut: [],
      isEarly: true,
      firstCallAt: told.asOf,
      effectiveLimit: {
        value: 2,
        binding: 'workspace',
        parts: { campaign: 5, workspace: 2, account: 50, system: 10 },
        text: 'min(campaign 5, workspace 2, account 50, system 10) = 2',
      },
      bindingHint: { limit: 5 },
      warnings: [],
    });
    expect(told.bindingHint?.text).toMatch(/^Your workspace's limit of 2 binds; 5 would end it on \d+ March/);
    expect(Number(told.bindingHint?.wouldEndAt)).toBeLessThan(Number(told.lastCallAt?.p50));
    expect(told.text).toMatch(/^Estimate after 20 calls; at best \d+ Mar 2026, \d\d:\d\d \(UTC\)\.$/);
  });

  it('tells every call by its day, and of days without any what closes them', async () => {
    const told = await preview({ agentId, people: { count: 2000 }, days: [1, 2], retry: once });
    const calls = told.callsPerDay.reduce((sum, { count }) => sum + count, 0);
    expect(Math.abs(calls - 2000)).toBeLessThanOrEqual(told.callsPerDay.length);
    expect(told.callsPerDay[0]).toMatchObject({ date: '2026-03-02', closed: null });
    expect(told.callsPerDay.slice(2, 7).map(({ count, closed }) => [count, closed])).toEqual(
      Array.from({ length: 5 }, () => [0, 'weekday']),
    );
  });

  it('begins at its start, and keeps nothing', async () => {
    const told = await preview({ agentId, people: { count: 5 }, startAt: '2026-03-05' });
    expect(told.firstCallAt).toEqual(new Date('2026-03-05T09:00:00Z'));
    expect((await api.client.campaigns.list({ q: 'Preview' })).data).toEqual([]);
  });

  it('reads numbers of the contact book: who is known twice, not at all, or never called is left out', async () => {
    const other = await draftOf(somePeople(4));
    const ids = await contactIdsOf(other);
    await api.client.suppressions.add({ phone: somePeople(1)[0]?.phone ?? '' });
    const nobody = '01890000-0000-7000-8000-000000000000';
    const told = await preview({ agentId, people: { contactIds: [...ids, ids[1] ?? '', nobody] } });
    expect(told.willBeCalled).toBe(3);
    expect(told.leftOut.toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
      { reason: 'contact_not_found', count: 1 },
      { reason: 'duplicate', count: 1 },
      { reason: 'suppressed', count: 1 },
    ]);
    await api.client.campaigns.start({ id: other });
    expect((await preview({ agentId, people: { contactIds: ids } })).warnings).toContainEqual({
      code: 'in_other_campaign',
      count: 3,
      message: '3 people wait in another campaign as well.',
    });
    await api.client.campaigns.cancel({ id: other });
  });

  it('warns of variables that nobody filled in, and of a voice that is not chosen', async () => {
    const { id: speaker } = await api.client.agents.create({
      name: 'Rep',
      prompt: 'Hi {name}, about your {{ plan }}.',
    });
    const people = somePeople(3, 100).map((person, n) => (n === 0 ? { ...person, name: 'Ann' } : person));
    const campaignId = await draftOf(people);
    const told = await preview({ agentId: speaker, people: { campaignId } });
    expect(told.warnings).toEqual([
      { code: 'empty_variable', count: 2, message: "2 people have no name, which the agent's prompt names." },
      { code: 'empty_variable', count: 3, message: "3 people have no plan, which the agent's prompt names." },
    ]);
    expect((await preview({ people: { campaignId } })).warnings.map(({ code }) => code)).toEqual(['no_agent']);
  });

  it('keeps to legal hours: who may be called in a part of the window is told, who never may is left out', async () => {
    await api.client.callingHours.changeRules({ simulatedLegalHours: true });
    const people = [...somePeople(2, 200), { phone: '+390612345678' }, { phone: '+18005550105' }];
    const campaignId = await draftOf(people);
    const told = await preview({ agentId, people: { campaignId }, allDay: true });
    expect(told.leftOut).toEqual([{ reason: 'needs_time_zone', count: 1 }]);
    expect(told.willBeCalled).toBe(3);
    expect(told.warnings).toContainEqual(expect.objectContaining({ code: 'outside_legal_hours', count: 3 }));
    await api.client.callingHours.changeRules({ simulatedLegalHours: false });
  });

  it('tells nights in which the window loses or gains an hour, and who is not reached before the end', async () => {
    const night = { firstCallTime: '00:00', lastCallTime: '06:00', timeZone: 'America/New_York' };
    const { warnings } = await preview({ agentId, people: { count: 5000 }, ...night, endDate: '2026-03-10' });
    expect(warnings.map(({ code }) => code)).toEqual(['ends_too_early', 'clock_change']);
    expect(warnings[1]?.message).toBe(
      'On Sun 8 Mar the clock goes from 02:00 to 03:00 (America/New_York): the window is 60 minutes shorter.',
    );
  });

  it('looks at a file before it is imported', async () => {
    const content = new Blob(['phone,plan\n+12125550151,gold\n+12125550152,\n+12125550152,\nnobody,\n']);
    const checked = await api.client.imports.upload({ file: { content, name: 'a.csv' }, mode: 'review', wait: true });
    const { id: speaker } = await api.client.agents.create({ name: 'Rep', prompt: 'About your {plan}.' });
    const told = await preview({ agentId: speaker, people: { importId: checked.id } });
    expect(told).toMatchObject({ willBeCalled: 2, isSampled: false });
    expect(told.leftOut.map(({ count }) => count)).toEqual([1, 1]);
    expect(told.warnings).toEqual([expect.objectContaining({ code: 'empty_variable', count: 1 })]);
    await api.client.imports.commit({ id: checked.id, wait: true });
    expect(await preview({ agentId: speaker, people: { importId: checked.id } })).toMatchObject({
      willBeCalled: 2,
      warnings: [{ code: 'empty_variable', count: 1 }],
    });
  });

  it('answers for a hundred thousand people from a sample of them', async () => {
    const campaignId = await draftOf([]);
    const { db } = api.system;
    const { workspaceId } = api.tenant;
    await sql`
      with made as (
        insert into contacts (workspace_id, id, phone, zones, created_at, updated_at)
        select ${workspaceId}, gen_random_uuid(), '+1212' || (3000000 + n), '{America/New_York}', ${api.system.clock.now()},
          ${api.system.clock.now()}
        from generate_series(1, 100000) n
        returning id, phone
      ),
      lane as (
        insert into lanes (workspace_id, id, campaign_id, zones, is_open)
        values (${workspaceId}, gen_random_uuid(), ${campaignId}, '{UTC}', true) returning id
      )
      insert into enrollments (workspace_id, id, campaign_id, contact_id, lane_id, phone, status, priority, created_at, updated_at)
      select ${workspaceId}, gen_random_uuid(), ${campaignId}, made.id, lane.id, made.phone, 'pending', 0,
        ${api.system.clock.now()}, ${api.system.clock.now()}
      from made, lane
    `.execute(db);
    await sql`update campaign_counts set pending = 100000 where campaign_id = ${campaignId}`.execute(db);
    await sql`analyze enrollments, contacts`.execute(db);
    const told = await preview({ agentId, people: { campaignId }, clock: 'contact' });
    expect(told).toMatchObject({ willBeCalled: 100_000, isSampled: true });
    expect(told.callsPerDay).toHaveLength(100);
  });

  it.each([
    ['nobody named', { people: {} }, '/people'],
    ['two kinds of people', { people: { count: 1, campaignId: '01890000-0000-7000-8000-000000000000' } }, '/people'],
    ['a window that never opens', { people: { count: 1 }, lastCallTime: '09:00' }, '/lastCallTime'],
    ['somebody else to speak', { people: { count: 1 }, agentId: '01890000-0000-7000-8000-000000000000' }, '/agentId'],
  ])('is refused with %s', async (_, body, pointer) => {
    const answer = await api.send('POST', '/api/v1/campaigns/preview', { body });
    expect([answer.status, answer.problem().errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it.each(['campaignId', 'importId'])("knows nothing of another workspace's %s", async (name) => {
    const theirs = await makeCampaign(api.system.db, api.stranger, { at: api.system.clock.now() });
    const answer = await api.send('POST', '/api/v1/campaigns/preview', { body: { people: { [name]: theirs } } });
    expect(answer.status).toBe(404);
  });
});
