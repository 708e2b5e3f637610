import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

describe('agents', () => {
  it('are made, found, changed and deleted', async () => {
    const made = await api.client.agents.create({ name: ' Ada ', nextAction: 'Book' });
    expect(made).toMatchObject({
      name: 'Ada',
      prompt: '',
      nextAction: 'Book',
      provider: 'simulator',
      providerAgentId: null,
    });
    expect(made.providerAccountId).toBe(api.tenant.accountId);
    const changed = await api.client.agents.change({ id: made.id, prompt: 'Hello', nextAction: null });
    expect(changed).toMatchObject({ name: 'Ada', prompt: 'Hello', nextAction: null });
    expect((await api.client.agents.list({ q: 'ad' })).data.map(({ id }) => id)).toEqual([made.id]);
    expect((await api.client.agents.list()).data).toHaveLength(2);
    await api.client.agents.delete({ id: made.id });
    expect((await problemOf(api.client.agents.get({ id: made.id }))).status).toBe(404);
  });

  it('are changed by version, and keep the length of their calls within bounds', async () => {
    const made = await api.client.agents.create({ name: 'Bo', ringSecondsMax: 20 });
    expect(made).toMatchObject({ version: 1, ringSecondsMax: 20, talkSecondsMax: 600 });
    const { id } = made;
    expect(await api.client.agents.change({ id, ifMatch: '"1"', talkSecondsMax: 90 })).toMatchObject({ version: 2 });
    const stale = await problemOf(api.client.agents.change({ id, ifMatch: '"1"', name: 'Cy' }));
    expect(stale).toMatchObject({ status: 412, code: 'version_conflict' });
    for (const wrong of [{ ringSecondsMax: 121 }, { talkSecondsMax: 29 }]) {
      expect((await problemOf(api.client.agents.change({ id, ...wrong }))).status).toBe(422);
    }
    expect(await api.client.agents.get({ id })).toMatchObject({ name: 'Bo', talkSecondsMax: 90 });
  });

  it('need an account of the workspace', async () => {
    const problem = await problemOf(api.client.agents.create({ name: 'x', providerAccountId: api.stranger.accountId }));
    expect(problem.errors).toMatchObject([{ pointer: '/providerAccountId', code: 'account_not_found' }]);
  });

  it('of a live campaign stay, unless forced: then it is paused first', async () => {
    const { id: agentId } = await api.client.agents.create({ name: 'Busy' });
    const campaignId = await makeCampaign(
      api.system.db,
      { ...api.tenant, agentId },
      { at: api.system.clock.now(), people: somePeople(2) },
    );
    await api.client.campaigns.start({ id: campaignId });
    const problem = await problemOf(api.client.agents.delete({ id: agentId }));
    expect(problem).toMatchObject({ status: 409, code: 'agent_in_use' });
    expect(problem.errors).toEqual([{ pointer: `/campaigns/${campaignId}`, code: 'running', message: 'Recall' }]);
    await api.client.agents.delete({ id: agentId, force: 'true' });
    expect((await api.client.campaigns.get({ id: campaignId })).status).toBe('paused');
    expect((await problemOf(api.client.campaigns.resume({ id: campaignId }))).errors).toMatchObject([
      { code: 'agent_deleted' },
    ]);
  });
});
