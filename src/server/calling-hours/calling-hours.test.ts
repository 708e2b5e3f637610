import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign } from '#test/support/make.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open(new Date('2026-11-20T13:30:00Z'));
});
afterAll(() => api.close());

const change = (body: unknown, key?: string) =>
  api.send('PATCH', '/api/v1/settings/calling-rules', { body, ...(key ? { key } : {}) });

describe('the rules a workspace calls by', () => {
  it('are: real people have legal hours, simulated ones have none, and nothing is capped', async () => {
    expect(await api.client.callingHours.rules()).toEqual({
      workspaceId: api.tenant.workspaceId,
      legalHours: { simulated: false, real: true },
      caps: [],
      gapSeconds: null,
    });
  });

  it('are changed one by one, in the record with what was before', async () => {
    const caps = [{ calls: 3, hours: 24 }];
    expect(await api.client.callingHours.changeRules({ caps })).toMatchObject({ caps, gapSeconds: null });
    expect(await api.client.callingHours.changeRules({ gapSeconds: 900 })).toMatchObject({ caps, gapSeconds: 900 });
    expect(await api.client.callingHours.changeRules({ gapSeconds: null, caps: [] })).toMatchObject({
      gapSeconds: null,
    });
    const { rows } = await sql<{ actor: string; detail: unknown }>`
      select actor_name as actor, before, after from audit_log where action = 'calling_rules.changed' order by id
    `.execute(api.system.db);
    expect(rows[1]).toMatchObject({
      actor: 'the test',
      before: { gapSeconds: null },
      after: { gapSeconds: 900 },
    });
  });

  it.each([
    [{ caps: [{ calls: 0, hours: 24 }] }, '/caps/0/calls'],
    [{ caps: [{ calls: 3, hours: 721 }] }, '/caps/0/hours'],
    [{ gapSeconds: -1 }, '/gapSeconds'],
    [{ gapSeconds: 1.5 }, '/gapSeconds'],
    [{ real: false }, '/real'],
  ])('are not changed to %j', async (body, pointer) => {
    const answer = await change(body);
    expect([answer.status, answer.problem().errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('let nobody but a system admin switch the legal hours of real people off, who says why', async () => {
    const url = `/api/v1/admin/workspaces/${api.stranger.workspaceId}/legal-hours`;
    const body = { real: false, reason: 'Every person gave written consent' };
    expect((await api.send('PATCH', url, { body, key: api.stranger.key })).status).toBe(403);
    expect((await api.send('PATCH', url, { body: { real: false } })).status).toBe(422);
    expect((await api.send('PATCH', url, { body })).json).toMatchObject({ legalHours: { real: false } });
    const { rows } = await sql<{ detail: unknown }>`
      select before, after from audit_log
      where workspace_id = ${api.stranger.workspaceId} and action = 'legal_hours.switched'
    `.execute(api.system.db);
    expect(rows).toMatchObject([{ before: { legalHours: { real: true } }, after: { reason: body.reason } }]);
    const nowhere = url.replace(api.stranger.workspaceId, '01890000-0000-7000-8000-000000000000');
    expect((await api.send('PATCH', nowhere, { body })).status).toBe(404);
  });
});

it('the legal hours are told with their sources', async () => {
  const { version, data } = await api.client.callingHours.legalHours();
  expect(version).toMatch(/^20/);
  expect(data.find(({ jurisdiction }) => jurisdiction === 'FR')).toMatchObject({
    week: {
      1: [
        ['10:00', '13:00'],
        ['14:00', '20:00'],
      ],
    },
    closedOnHolidays: true,
    caps: [{ calls: 4, hours: 720 }],
    source: { basis: 'law' },
  });
});

describe('the hours of a campaign', () => {
  it('say how many may be called now, and how many when, before it is started', async () => {
    await api.client.callingHours.changeRules({ simulatedLegalHours: true });
    const people = [
      { phone: '+12125550101' },
      { phone: '+12125550102' },
      { phone: '+13035550103' },
      { phone: '+12085550104' },
      { phone: '+390612345678' },
      { phone: '+18005550105' },
    ];
    const id = await makeCampaign(api.system.db, api.tenant, { at: api.system.clock.now(), window: 'all day', people });
    const hours = await api.client.callingHours.ofCampaign({ id });
    // Half past eight in New York, half past six in Denver; 208 is on Mountain and Pacific time.
    expect(hours).toMatchObject({
      legalHours: true,
      now: 3,
      closed: [
        { until: new Date('2026-11-20T15:00:00Z'), people: 1, binding: 'legal_hours' },
        { until: new Date('2026-11-20T16:00:00Z'), people: 1, binding: 'legal_hours' },
        { until: null, people: 1, binding: 'needs_time_zone' },
      ],
    });
    expect(hours.sentences[0]).toBe('1 person is outside legal hours until 20 Nov 2026, 15:00 (UTC).');
  });

  it('are what a running campaign says it waits for', async () => {
    const at = api.system.clock.now();
    const people = [{ phone: '+13035550110' }];
    const id = await makeCampaign(api.system.db, api.tenant, { at, window: 'all day', people });
    await api.client.campaigns.start({ id });
    await sql`update enrollments set status = 'queued' where campaign_id = ${id}`.execute(api.system.db);
    await sql`
      insert into campaign_deltas (workspace_id, campaign_id, pending, queued) values (${api.tenant.workspaceId}, ${id}, -1, 1)
    `.execute(api.system.db);
    expect((await api.client.campaigns.get({ id })).dispatch).toMatchObject({
      state: 'waiting',
      binding: 'legal_hours',
      until: new Date('2026-11-20T15:00:00Z'),
      reason: 'Outside legal calling hours until 20 Nov 2026, 15:00 (UTC).',
    });
  });
});
