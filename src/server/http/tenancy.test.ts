import { afterAll, beforeAll, expect, it } from 'vitest';
import { sql } from 'kysely';
import { api as contract } from '#contract/api.ts';
import { pathsOf } from '#contract/endpoint.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { createClient } from '#client/client.ts';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';

let api: TestApp;
const strangers: Record<string, string> = {};

beforeAll(async () => {
  api = await TestApp.open();
  const client = createClient({ url: api.url, key: api.stranger.key });
  const at = api.system.clock.now();
  const campaignId = await makeCampaign(api.system.db, api.stranger, { at, people: somePeople(3), window: 'all day' });
  await client.campaigns.start({ id: campaignId });
  await stage(api.system);
  await claim(api.system);
  const { data } = await client.calls.list();
  const waiting = await client.queue.list();
  const made = await client.imports.upload({ file: { content: new Blob(['phone\n+12125550199\n']), name: 'a.csv' } });
  await client.suppressions.add({ phone: '+12125550198' });
  const listed = await client.suppressions.list();
  Object.assign(strangers, {
    campaigns: campaignId,
    live: campaignId,
    agents: api.stranger.agentId,
    calls: data[0]?.id,
    imports: made.id,
    callingHours: campaignId,
    suppressions: listed.data[0]?.id,
    contacts: (await client.contacts.list()).data[0]?.id,
    queue: waiting.data[0]?.enrollmentId,
  });
});
afterAll(() => api.close());

const nobody = '01890000-0000-7000-8000-000000000000';

/** A body that would be taken if the thing were there. */
const bodies: Record<string, unknown> = {
  'campaigns.change': { name: 'Mine now' },
  'campaigns.addContacts': { contacts: [{ phone: '+12125550123' }] },
  'campaigns.replace': { name: 'Mine now' },
  'agents.change': { name: 'Mine now' },
  'agents.testCall': { phone: '+12125550123' },
  'contacts.change': { name: 'Mine now' },
};

/** A query without which it would be refused. */
const queries: Record<string, string> = { 'suppressions.remove': '?reason=mine' };

const ofOne = Object.entries<Record<string, Endpoint>>(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs)
    .filter(([, definition]) => pathsOf(definition)[0].includes(':id') && definition.permission !== 'system_admin')
    .map(([name, definition]) => ({ name: `${noun}.${name}`, noun, definition })),
);

it.each(ofOne)("$name answers another workspace's id exactly as a missing one", async ({ name, noun, definition }) => {
  const ask = async (id: string | undefined) => {
    const path = pathsOf(definition)[0].replace(':id', id ?? '') + (queries[name] ?? '');
    const answer = await (definition.upload
      ? api.upload(`/api/v1${path}`, { file: { name: 'a.csv', text: 'phone\n+12125550100\n' } })
      : api.send(definition.method, `/api/v1${path}`, name in bodies ? { body: bodies[name] } : {}));
    return { ...answer.problem(), requestId: '', instance: '' };
  };
  const theirs = await ask(strangers[noun]);
  expect(theirs).toMatchObject({ status: 404, code: 'not_found' });
  expect(theirs).toEqual(await ask(nobody));
});

it("leaves another workspace's things as they are", async () => {
  const { rows } = await sql`
    select c.name, c.status, a.name as agent, c.deleted_at is null and a.deleted_at is null as "isThere"
    from campaigns c join agents a on a.id = c.agent_id where c.id = ${strangers['campaigns']}
  `.execute(api.system.db);
  expect(rows).toEqual([{ name: 'Recall', status: 'running', agent: 'Recall Bot', isThere: true }]);
});

it("never uses another workspace's things", async () => {
  const agent = await api.send('POST', '/api/v1/campaigns', { body: { agentId: api.stranger.agentId } });
  expect(agent.problem().errors).toMatchObject([{ code: 'agent_not_found' }]);
  const list = await api.send('GET', `/api/v1/calls?campaignId=${strangers['campaigns']}`);
  expect(list.status).toBe(404);
  const upload = await api.upload('/api/v1/imports', {
    file: { name: 'a.csv', text: 'phone\n+12125550100\n' },
    campaignId: strangers['campaigns'] ?? '',
  });
  expect(upload.status).toBe(404);
  expect((await api.client.queue.list()).data).toEqual([]);
  expect((await api.client.campaigns.list()).data).toEqual([]);
});

const guarded = Object.entries<Record<string, Endpoint>>(contract).flatMap(([noun, verbs]) =>
  Object.entries(verbs)
    .filter(([, definition]) => definition.permission !== 'public')
    .flatMap(([name, definition]) =>
      pathsOf(definition).map((path) => ({ name: `${noun}.${name}`, path, definition })),
    ),
);

it.each(guarded)('$name at $path asks for a key, under both prefixes', async ({ path, definition }) => {
  for (const prefix of ['/api/v1', '/api']) {
    const answer = await api.send(definition.method, prefix + path.replace(':id', nobody), { key: null });
    expect(answer.status).toBe(401);
  }
});
