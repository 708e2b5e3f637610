import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open(new Date('2026-03-02T15:00:00Z'));
});
afterAll(() => api.close());

let made = 0;

async function running(people = 2): Promise<string> {
  made += 100;
  const wishes = { at: api.system.clock.now(), people: somePeople(people, made), window: 'all day' as const };
  const id = await makeCampaign(api.system.db, api.tenant, wishes);
  await api.client.campaigns.start({ id });
  return id;
}

describe('the version of a campaign', () => {
  it('is its ETag, goes up with every change of settings, and with nothing else', async () => {
    const id = await running();
    const path = `/api/v1/campaigns/${id}`;
    expect((await api.send('GET', path)).headers.etag).toBe('"1"');
    const changed = await api.send('PATCH', path, { body: { name: 'Second' }, headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.headers.etag]).toEqual([200, '"2"']);
    const same = await api.send('PATCH', path, { body: { name: 'Second' } });
    expect(same.headers.etag).toBe('"2"');
    await api.client.campaigns.pause({ id });
    expect((await api.client.campaigns.get({ id })).version).toBe(2);
  });

  it.each([
    ['that was seen before another change', '"1"', 412],
    ['that is no version', '"abc"', 412],
    ['in a weak tag of today', 'W/"2"', 200],
    ['among several', '"1", "2"', 200],
    ['of any', '*', 200],
  ])('%s, %s, answers %d', async (_what, ifMatch, status) => {
    const { id } = await api.client.campaigns.create({ name: 'First' });
    await api.client.campaigns.change({ id, name: 'Second' });
    const answer = await api.send('PATCH', `/api/v1/campaigns/${id}`, {
      body: { name: 'Third' },
      headers: { 'if-match': ifMatch },
    });
    expect(answer.status).toBe(status);
    expect((await api.client.campaigns.get({ id })).name).toBe(status === 200 ? 'Third' : 'Second');
  });

  it('that is stale says what others changed since', async () => {
    const { id } = await api.client.campaigns.create({ name: 'First' });
    await api.client.campaigns.change({ id, ifMatch: '"1"', name: 'Second', concurrentCallsLimit: 9 });
    const problem = await problemOf(api.client.campaigns.change({ id, ifMatch: '"1"', name: 'Third' }));
    expect(problem).toMatchObject({ status: 412, code: 'version_conflict' });
    expect(problem.errors).toEqual([
      { pointer: '/name', code: 'changed', message: 'the test changed it from "First" to "Second"' },
      { pointer: '/concurrentCallsLimit', code: 'changed', message: 'the test changed it from 3 to 9' },
    ]);
  });

  it('lets one of two edits at once through', async () => {
    const { id } = await api.client.campaigns.create({});
    const edits = ['A', 'B'].map((name) => api.client.campaigns.change({ id, ifMatch: '"1"', name }));
    const done = await Promise.allSettled(edits);
    expect(done.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('PUT', () => {
  it('replaces all settings: what is not named is as in a new campaign, the name stays', async () => {
    const { id } = await api.client.campaigns.create({
      name: 'Spring',
      description: 'Renewals',
      days: [1],
      pace: { mode: 'interval', gapSeconds: 7 },
      endDate: '2026-04-01',
      voicemail: { retry: true, message: 'Call us' },
    });
    const replaced = await api.client.campaigns.replace({ id, ifMatch: '"1"', concurrentCallsLimit: 8 });
    expect(replaced).toMatchObject({
      name: 'Spring',
      description: null,
      days: [1, 2, 3, 4, 5, 6, 7],
      pace: { mode: 'asap' },
      endDate: null,
      voicemail: { retry: false, message: null },
      concurrentCallsLimit: 8,
      version: 2,
    });
    expect((await problemOf(api.client.campaigns.replace({ id, ifMatch: '"1"' }))).status).toBe(412);
  });

  it('of a running campaign that would take its agent away is refused, and all of it stays', async () => {
    const id = await running();
    const problem = await problemOf(api.client.campaigns.replace({ id, name: 'No' }));
    expect(problem).toMatchObject({ status: 409, code: 'invalid_transition' });
    expect(problem.errors).toMatchObject([{ pointer: '/agentId', code: 'frozen' }]);
    expect((await api.client.campaigns.get({ id })).name).toBe('Recall');
  });
});

describe('what may be changed', () => {
  const edits = {
    name: { name: 'Other' },
    limit: { concurrentCallsLimit: 9 },
    pace: { pace: { mode: 'spread' } },
    hours: { firstCallTime: '10:00', lastCallTime: '12:00', allDay: false },
    retry: { retry: { on: ['busy'], maxRetries: 1, delays: ['PT1H'] } },
    'whether voicemail is retried': { voicemail: { retry: true } },
    'length of calls': { ringSecondsMax: 20, talkSecondsMax: 120 },
    'what is said to a machine': { voicemail: { retry: false, message: 'Hello' } },
    'next action': { nextAction: 'Other' },
    start: { startAt: '2026-03-09T10:00:00Z' },
  };
  const always = ['name', 'limit', 'pace', 'hours', 'retry', 'whether voicemail is retried', 'length of calls'];
  const allowed: Record<string, string[]> = {
    draft: Object.keys(edits),
    scheduled: Object.keys(edits),
    running: always,
    paused: [...always, 'what is said to a machine', 'next action'],
    cancelled: [],
  };

  async function campaignIn(status: string): Promise<string> {
    if (status === 'draft') return (await api.client.campaigns.create({ agentId: api.tenant.agentId })).id;
    const id = await running();
    if (status === 'paused') await api.client.campaigns.pause({ id });
    if (status === 'cancelled') await api.client.campaigns.cancel({ id });
    if (status === 'scheduled')
      await sql`update campaigns set status = 'scheduled', started_at = null, start_at = '2026-03-08' where id = ${id}`.execute(
        api.system.db,
      );
    return id;
  }

  it.each(Object.keys(allowed))('while %s', async (status) => {
    const id = await campaignIn(status);
    const taken: string[] = [];
    for (const [what, body] of Object.entries(edits)) {
      const answer = await api.send('PATCH', `/api/v1/campaigns/${id}`, { body });
      expect([200, 409]).toContain(answer.status);
      if (answer.status === 200) taken.push(what);
    }
    expect(taken).toEqual(allowed[status]);
    const { data } = await api.client.campaigns.activity({ id });
    expect(data.filter(({ kind }) => kind === 'changed')).toHaveLength(taken.length);
  });

  it.each([
    ['09:00', '09:01', 'window_too_short'],
    ['23:59', '00:00', 'window_too_short'],
    ['09:00', '09:00', 'not_allowed'],
  ])('never to hours in which nobody could be called: %s to %s', async (firstCallTime, lastCallTime, code) => {
    const id = await running();
    const problem = await problemOf(api.client.campaigns.change({ id, allDay: false, firstCallTime, lastCallTime }));
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/lastCallTime', code }] });
  });

  it('takes no agent away from a campaign that was started', async () => {
    const id = await running();
    await api.client.campaigns.pause({ id });
    const problem = await problemOf(api.client.campaigns.change({ id, agentId: null }));
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/agentId', code: 'required' }] });
  });

  it.each([
    [{ ringSecondsMax: 9 }],
    [{ ringSecondsMax: 121 }],
    [{ talkSecondsMax: 29 }],
    [{ talkSecondsMax: 7201 }],
    [{ ringSecondsMax: 20.5 }],
  ])('keeps calls within bounds: %j is refused', async (body) => {
    expect((await problemOf(api.client.campaigns.create(body))).errors).toMatchObject([
      { pointer: `/${Object.keys(body)[0]}` },
    ]);
  });
});

describe('the activity', () => {
  it('says who changed what, before and after, the newest first, page by page', async () => {
    const id = await running();
    await api.client.campaigns.change({
      id,
      concurrentCallsLimit: 7,
      retry: { on: ['busy'], maxRetries: 0, delays: [] },
    });
    await api.client.campaigns.pause({ id });
    const { data } = await api.client.campaigns.activity({ id });
    expect(data.map(({ kind, actor, version }) => [kind, actor, version])).toEqual([
      ['paused', 'the test', null],
      ['changed', 'the test', 2],
      ['started', 'the test', null],
    ]);
    expect(data[0]?.detail).toEqual({ from: 'running', to: 'paused' });
    expect(data[1]?.changes).toEqual([
      { field: 'concurrentCallsLimit', before: 3, after: 7 },
      {
        field: 'retry',
        before: { on: ['no_answer', 'busy', 'failed'], maxRetries: 0, delays: [] },
        after: { on: ['busy'], maxRetries: 0, delays: [] },
      },
    ]);
    const first = await api.client.campaigns.activity({ id, limit: 2 });
    const rest = await api.client.campaigns.activity({ id, limit: 2, cursor: first.page.nextCursor ?? '' });
    expect([...first.data, ...rest.data]).toEqual(data);
  });
});

describe('a duplicate', () => {
  it('is a draft with the same settings, and nobody in it', async () => {
    const original = await api.client.campaigns.create({
      name: 'Spring',
      agentId: api.tenant.agentId,
      days: [1, 2],
      pace: { mode: 'interval', gapSeconds: 6 },
      endDate: '2026-03-01',
      ringSecondsMax: 30,
    });
    const copy = await api.client.campaigns.duplicate({ id: original.id });
    expect(copy).toMatchObject({
      name: 'Spring (copy)',
      status: 'draft',
      duplicatedFrom: original.id,
      agentId: api.tenant.agentId,
      days: [1, 2],
      pace: { mode: 'interval', gapSeconds: 6 },
      ringSecondsMax: 30,
      endDate: null,
      version: 1,
      counts: { total: 0 },
    });
    expect(copy.id).not.toBe(original.id);
  });

  it('has the same people in the same order when asked, but for the suppressed and those who are gone', async () => {
    const id = await running(4);
    const { data: before } = await api.client.campaigns.contacts({ id });
    await sql`update enrollments set status = 'completed', attempts = 2 where campaign_id = ${id}`.execute(
      api.system.db,
    );
    await sql`
      insert into suppressions (workspace_id, phone, reason, source, created_at)
      values (${api.tenant.workspaceId}, ${before[0]?.phone ?? ''}, 'asked', 'test', ${api.system.clock.now()})
    `.execute(api.system.db);
    await sql`update enrollments set contact_id = null where id = ${before[1]?.id ?? ''}`.execute(api.system.db);
    const copy = await api.client.campaigns.duplicate({ id, name: 'Again', contacts: true });
    expect(copy).toMatchObject({ name: 'Again', counts: { total: 2, pending: 2 } });
    const { data: after } = await api.client.campaigns.contacts({ id: copy.id });
    expect(after.map(({ contactId, attempts }) => [contactId, attempts])).toEqual(
      before.slice(2).map(({ contactId }) => [contactId, 0]),
    );
    expect((await api.client.campaigns.start({ id: copy.id })).status).toBe('running');
    const { data } = await api.client.campaigns.activity({ id: copy.id });
    expect(data.at(-1)).toMatchObject({ kind: 'created', detail: { duplicateOf: id, people: 2 } });
  });
});

describe('a start that can call nobody', () => {
  const people = somePeople(2, 9000);

  it.each<[string, (id: string) => Promise<unknown>, string[]]>([
    [
      'without people',
      async (id) => sql`delete from enrollments where campaign_id = ${id}`.execute(api.system.db),
      ['no_contacts'],
    ],
    [
      'whose people are all suppressed',
      async (id) => sql`update enrollments set status = 'suppressed' where campaign_id = ${id}`.execute(api.system.db),
      ['nobody_waiting'],
    ],
    [
      'without an agent',
      async (id) =>
        sql`update campaigns set agent_id = null, provider_account_id = null where id = ${id}`.execute(api.system.db),
      ['no_agent'],
    ],
    [
      'with numbers of nobody',
      async (id) =>
        sql`update campaigns set from_number_ids = array[gen_random_uuid()] where id = ${id}`.execute(api.system.db),
      ['no_number'],
    ],
    [
      'past its end',
      async (id) => sql`update campaigns set end_at = '2026-03-01' where id = ${id}`.execute(api.system.db),
      ['ended'],
    ],
    [
      'whose window never opens',
      async (id) =>
        sql`update campaigns set all_day = false, first_call_time = '09:00', last_call_time = '09:01' where id = ${id}`.execute(
          api.system.db,
        ),
      ['window_never_open'],
    ],
  ])('%s says why and what to do, and leaves a draft', async (_what, spoil, codes) => {
    const id = await makeCampaign(api.system.db, api.tenant, { at: api.system.clock.now(), people, window: 'all day' });
    await spoil(id);
    const problem = await problemOf(api.client.campaigns.start({ id }));
    expect(problem).toMatchObject({ status: 422, code: 'not_startable' });
    expect(problem.errors.map(({ code }) => code)).toEqual(codes);
    for (const { message } of problem.errors) expect(message).toMatch(/: .+\.$/);
    expect((await api.client.campaigns.get({ id })).status).toBe('draft');
  });
});
