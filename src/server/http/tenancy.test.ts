import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { TestApp } from '#test/support/app.ts';
import { ask, listOperations, nobody } from '#test/support/operations.ts';
import type { Operation } from '#test/support/operations.ts';
import { makeMember } from '#test/support/people.ts';
import { makeThings } from '#test/support/things.ts';

let api: TestApp;
let own: Record<string, string>;
let strangers: Record<string, string>;
/** Things of the tenant's that were deleted, where the API can delete them. */
let deleted: Record<string, string>;
let owner: { cookie: string };
const operations = listOperations();

beforeAll(async () => {
  api = await TestApp.open();
  owner = await makeMember(api, { role: 'owner' });
  const [mine, theirs, doomed] = [
    await makeThings(api, api.tenant),
    await makeThings(api, api.stranger),
    await makeThings(api, api.tenant),
  ];
  [own, strangers, deleted] = [mine, theirs, await deleteAll(doomed)];
});
afterAll(() => api.close());

/** Through the API, by the DELETE that each kind has. */
async function deleteAll(things: Record<string, string>): Promise<Record<string, string>> {
  const gone: Record<string, string> = {};
  for (const operation of operations.filter(({ method, ids }) => method === 'DELETE' && ids.length === 1)) {
    const kind = operation.ids[0]?.kind ?? '';
    if (operation.permission === 'signed_in' || operation.permission === 'system_admin') continue;
    const answer = await ask(api, operation, { ids: { id: things[kind] ?? '' } });
    if (answer.status >= 300) throw new Error(`${operation.name} did not delete the sample: ${answer.text}`);
    // What is revoked stays in its list; asking again is answered as the first time.
    if ((await ask(api, operation, { ids: { id: things[kind] ?? '' } })).status === 404)
      gone[kind] = things[kind] ?? '';
  }
  return gone;
}

const withIds = operations.flatMap((operation) =>
  operation.ids.map(({ name, kind }) => ({ title: `${operation.name} {${name}}`, operation, name, kind })),
);

/** The answer with what differs between any two requests taken out. */
async function answerTo(operation: Operation, ids: Record<string, string>) {
  const credentials = operation.permission === 'signed_in' ? { cookie: owner.cookie } : {};
  const problem = (await ask(api, operation, { ids, ...credentials })).problem();
  return { ...problem, requestId: '', instance: '' };
}

describe("an id of somebody else's", () => {
  it.each(withIds)('$title: there is a sample of what it names', ({ kind }) => {
    expect(Object.keys(strangers), `add a line for "${kind}" to test/support/things.ts`).toContain(kind);
  });

  const ofWorkspace = withIds.filter(({ operation }) => operation.permission !== 'system_admin');

  it.each(ofWorkspace)('$title is answered exactly as one that nobody has', async ({ operation, name, kind }) => {
    const others = Object.fromEntries(operation.ids.map((id) => [id.name, own[id.kind] ?? nobody]));
    const missing = await answerTo(operation, { ...others, [name]: nobody });
    expect(missing).toMatchObject({ status: 404, code: 'not_found' });
    expect(await answerTo(operation, { ...others, [name]: strangers[kind] ?? '' })).toEqual(missing);
    expect(await answerTo(operation, { ...others, [name]: 'no-id-at-all' })).toMatchObject({ status: 404 });
    const gone = deleted[kind];
    if (gone !== undefined) expect(await answerTo(operation, { ...others, [name]: gone })).toEqual(missing);
  });

  it.each(withIds.filter(({ operation }) => operation.permission === 'system_admin'))(
    '$title knows no id that nobody has',
    async ({ operation, name }) => {
      expect(await answerTo(operation, { [name]: nobody })).toMatchObject({ status: 404, code: 'not_found' });
    },
  );

  it('deletes of every kind that can be deleted were tried', () => {
    expect(Object.keys(deleted)).toEqual(expect.arrayContaining(['campaigns', 'agents', 'members', 'invitations']));
  });
});

it("leaves another workspace's things as they are", async () => {
  const { rows } = await sql`
    select c.name, c.status, a.name as agent, c.deleted_at is null and a.deleted_at is null as "isThere"
    from campaigns c join agents a on a.id = c.agent_id where c.workspace_id = ${api.stranger.workspaceId}
  `.execute(api.system.db);
  expect(rows).toEqual([{ name: 'Recall', status: 'running', agent: 'Recall Bot', isThere: true }]);
  const counts = await sql`
    select (select count(*) from members where id = ${strangers['members']} and role = 'viewer') as members,
      (select count(*) from invitations where id = ${strangers['invitations']}) as invitations,
      (select count(*) from api_keys where id = ${strangers['api-keys']} and revoked_at is null) as keys,
      (select count(*) from sessions where id = ${strangers['sessions']}) as sessions
  `.execute(api.system.db);
  expect(counts.rows).toEqual([{ members: 1, invitations: 1, keys: 1, sessions: 1 }]);
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
  const { data } = await api.client.queue.list();
  expect(data.some(({ campaignId }) => campaignId === strangers['campaigns'])).toBe(false);
  expect((await api.client.campaigns.list()).data.map(({ id }) => id)).not.toContain(strangers['campaigns']);
});
