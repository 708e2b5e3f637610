import { randomInt, randomUUID } from 'node:crypto';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import { sql } from 'kysely';
import type { Tenant, TestApp } from './app.ts';
import { makeCampaign, somePeople } from './make.ts';
import { makeMember } from './people.ts';

type World = { api: TestApp; tenant: Tenant; client: Client };

/**
 * How one thing of each kind is made that has an id in a path, by the segment before the id (`/agents/{id}`: agents), or
 * by the parameter's name when that is not `id`. A new kind of thing needs its line here, and is then in every matrix.
 */
const makers: Record<string, (world: World) => Promise<string>> = {
  agents: async ({ client }) => (await client.agents.create({ name: 'Sample' })).id,
  campaigns: async ({ client }) => (await client.campaigns.create({})).id,
  imports: async ({ client }) => {
    const content = new Blob([`phone,sample\n+12125550199,${randomUUID()}\n`]);
    return (await client.imports.upload({ file: { content, name: 'a.csv' } })).id;
  },
  calls: makeCall,
  queue: async ({ client }) => (await client.queue.list()).data[0]?.enrollmentId ?? '',
  contacts: async ({ client }) => (await client.contacts.list()).data[0]?.id ?? '',
  suppressions: async ({ client }) => {
    const phone = '+12125550198';
    await client.suppressions.add({ phone });
    return (await client.suppressions.list({ q: phone })).data[0]?.id ?? '';
  },
  members: async ({ api, tenant }) =>
    (await makeMember(api, { role: 'viewer', workspaceId: tenant.workspaceId })).memberId,
  invitations: async ({ client }) => (await client.members.invite({ role: 'viewer' })).id,
  'api-keys': async ({ client }) => (await client.apiKeys.create({ name: 'Sample', scopes: ['viewer'] })).id,
  'provider-accounts': async ({ client }) =>
    (await client.providerAccounts.create({ provider: 'simulator', name: 'Sample', force: true })).id,
  'phone-numbers': async ({ client, tenant }) => {
    const phone = `+1212${randomInt(2_000_000, 10_000_000)}`;
    return (await client.phoneNumbers.create({ providerAccountId: tenant.accountId, phone })).id;
  },
  sessions: makeSession,
  users: async ({ api, tenant }) => (await makeMember(api, { role: 'viewer', workspaceId: tenant.workspaceId })).userId,
  workspaces: async ({ tenant }) => tenant.workspaceId,
};

/** One of each in that tenant's workspace. */
export async function makeThings(api: TestApp, tenant: Tenant): Promise<Record<string, string>> {
  const world = { api, tenant, client: createClient({ url: api.url, key: tenant.key }) };
  const made: Record<string, string> = {};
  for (const [kind, make] of Object.entries(makers)) made[kind] = await make(world);
  return made;
}

async function makeCall({ api, tenant, client }: World): Promise<string> {
  const at = api.system.clock.now();
  const campaignId = await makeCampaign(api.system.db, tenant, { at, people: somePeople(4), window: 'all day' });
  await client.campaigns.start({ id: campaignId });
  await stage(api.system);
  await claim(api.system);
  const { data } = await client.calls.list({ campaignId });
  return data[0]?.id ?? '';
}

async function makeSession({ api, tenant: { workspaceId } }: World): Promise<string> {
  const { userId } = await makeMember(api, { role: 'viewer', workspaceId });
  const { rows } = await sql<{ id: string }>`select id from sessions where user_id = ${userId}`.execute(api.system.db);
  return rows[0]?.id ?? '';
}
