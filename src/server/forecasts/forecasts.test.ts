import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realNow } from '#server/clock.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { foretell } from './foretell.ts';
import { sweepForecasts } from './keep.ts';

let api: TestApp;
let id: string;

beforeAll(async () => {
  api = await TestApp.open();
  const at = api.system.clock.now();
  id = await makeCampaign(api.system.db, api.tenant, { at, people: somePeople(400), window: 'all day', limit: 5 });
});
afterAll(() => api.close());

describe('the forecast of a campaign', () => {
  it('says of a draft when it would end, what binds, and when it would end with more', async () => {
    const forecast = await api.client.campaigns.forecast({ id });
    expect(forecast).toMatchObject({ status: 'draft', peopleLeft: 400, isEarly: true, cameTrue: null });
    const { finish, binding } = forecast;
    expect(binding).toMatchObject({ levels: ['workspace_limit'], limit: 2, whatIf: { limit: 5 } });
    expect(binding?.text).toMatch(/^Your workspace's limit of 2 binds; 5 would end it on 2 March/);
    expect(Number(finish?.p10)).toBeLessThan(Number(finish?.p50));
    expect(Number(finish?.p50)).toBeLessThan(Number(finish?.p90));
    expect(Number(binding?.whatIf?.finish)).toBeLessThan(Number(finish?.p50));
    expect(forecast.firstCall).toEqual(forecast.asOf);
  });

  it('is kept by the sweep, and tells waits in the queue: a range near by, an estimate further away', async () => {
    await api.client.campaigns.start({ id });
    await stage(api.system);
    expect((await api.client.campaigns.queue({ id, limit: 1 })).data[0]?.wait).toBeNull();
    await sweepForecasts(api.system);
    const { data } = await api.client.campaigns.queue({ id, limit: 200 });
    const [near, far] = [data[20]?.wait, data[199]?.wait];
    expect(near).toMatchObject({ p50: null });
    expect(far?.p50).toBeGreaterThan(far?.p10 ?? Infinity);
    expect(far?.p50).toBeLessThan(far?.p90 ?? 0);
    expect(near?.p90).toBeLessThan(far?.p90 ?? 0);
    const one = await api.client.queue.get({ id: data[199]?.enrollmentId ?? '' });
    expect(one.position).toBe(200);
    expect(one.wait?.p50).toBeGreaterThan(0);
    await sweepForecasts(api.system);
    const { rows } = await sql<{ n: number }>`select count(*) as n from forecasts`.execute(api.system.db);
    expect(rows[0]?.n).toBe(1);
  });

  it('tells no waits while the campaign is paused', async () => {
    await api.client.campaigns.pause({ id });
    const { data } = await api.client.campaigns.queue({ id, limit: 1 });
    expect(data[0]?.wait).toBeNull();
    expect((await api.client.queue.get({ id: data[0]?.enrollmentId ?? '' })).wait).toBeNull();
    expect((await api.client.campaigns.forecast({ id })).finish).not.toBeNull();
    await api.client.campaigns.resume({ id });
    await sql`delete from activity where kind in ('paused', 'resumed')`.execute(api.system.db);
  });

  it('is scored when its people are called and the campaign is done', async () => {
    const { db } = api.system;
    await claim(api.system);
    const later = new Date(api.system.clock.now().getTime() + 3_600_000);
    await sql`
      update calls c set claimed_at = w.p90_at - interval '1 s' from wait_forecasts w where w.enrollment_id = c.enrollment_id
    `.execute(db);
    await sql`
      insert into calls (workspace_id, id, campaign_id, enrollment_id, provider_account_id, phone, attempt, status,
        holds_slot, dial_at, claimed_at, placing_at, ended_at, disposition, snapshot_version)
      select e.workspace_id, gen_random_uuid(), e.campaign_id, e.id, ${api.tenant.accountId}, e.phone, 1, 'ended', false,
        w.p50_at, w.p50_at, w.p50_at, w.p90_at, 'answered', 1
      from wait_forecasts w join enrollments e on e.id = w.enrollment_id
      where not exists (select from calls c where c.enrollment_id = e.id)
    `.execute(db);
    await sql`
      update campaigns k set status = 'completed', completed_at = f.p50_at + (f.p50_at - f.made_at) * 0.05
      from forecasts f where f.campaign_id = k.id
    `.execute(db);
    api.system.sandbox?.set({ virtualAt: later, realAt: realNow(), speed: 1, skipIdle: false });
    await sweepForecasts(api.system);
    const { score } = await api.client.queue.statistics();
    expect(score.completions).toEqual({ scored: 1, withinTenPercent: 1, bandHeld: 1 });
    expect(score.farWaits).toMatchObject({ scored: 2, withinTenPercent: 2, bandHeld: 2 });
    expect(score.nearWaits.scored).toBe(3);
  });

  it('is not scored when the campaign was changed meanwhile', async () => {
    const at = api.system.clock.now();
    const other = await makeCampaign(api.system.db, api.tenant, {
      at,
      people: somePeople(30, 1000),
      window: 'all day',
    });
    await api.client.campaigns.start({ id: other });
    await stage(api.system);
    await sweepForecasts(api.system);
    await api.client.campaigns.cancel({ id: other });
    await sweepForecasts(api.system);
    const { rows } = await sql<{ reason: string; error: number | null }>`
      select void_reason as reason, error_percent as error from forecasts where campaign_id = ${other}
    `.execute(api.system.db);
    expect(rows).toEqual([{ reason: 'cancelled', error: null }]);
    expect((await api.client.campaigns.forecast({ id: other })).finish).toBeNull();
  });
});

it('a forecast counts who competes in other workspaces, though who asks may see only one', async () => {
  const { system, tenant, stranger } = api;
  const at = system.clock.now();
  const theirs = await makeCampaign(system.db, stranger, { at, people: somePeople(50), window: 'all day' });
  const campaignId = await makeCampaign(system.db, tenant, { at, people: somePeople(10, 900), window: 'all day' });
  await startCampaign(system, { workspaceId: stranger.workspaceId, campaignId: theirs, actor: 'test' });
  await startCampaign(system, { workspaceId: tenant.workspaceId, campaignId, actor: 'test' });
  await stage(system);
  const asked = { ...system, db: api.options.inWorkspace(tenant.workspaceId), everywhere: system.db };
  const told = await foretell(asked, { workspaceId: tenant.workspaceId, campaignId });
  expect(told?.read.world.campaigns.map(({ id: each }) => each)).toContain(theirs);
});
