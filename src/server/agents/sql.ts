import { sql } from 'kysely';
import type { Agent } from '#contract/agents.ts';
import type { Runner } from '#server/database/pool.ts';
import { Invalid, NotFound } from '#server/errors.ts';
import type { PageKey } from '#server/database/page.ts';

export type AgentRow = Agent & { createdKey: string };

const agentRows = sql`
  select a.id, a.name, p.provider, a.provider_account_id as "providerAccountId",
    a.provider_agent_id as "providerAgentId", a.prompt, a.next_action as "nextAction", a.version,
    a.ring_seconds_max as "ringSecondsMax", a.talk_seconds_max as "talkSecondsMax", a.created_at as "createdAt",
    a.created_at::text as "createdKey", a.updated_at as "updatedAt"
  from agents a
  join provider_accounts p on p.workspace_id = a.workspace_id and p.id = a.provider_account_id
`;

export async function getAgent(db: Runner, workspaceId: string, id: string): Promise<AgentRow> {
  const { rows } = await sql<AgentRow>`
    ${agentRows} where a.workspace_id = ${workspaceId} and a.id = ${id} and a.deleted_at is null
  `.execute(db);
  if (!rows[0]) throw new NotFound('agent', id);
  return rows[0];
}

/** The agent that a campaign names, held until the transaction ends so that nobody deletes it meanwhile. */
export async function requireAgent(
  trx: Runner,
  workspaceId: string,
  id: string,
): Promise<{ providerAccountId: string }> {
  const { rows } = await sql<{ providerAccountId: string }>`
    select provider_account_id as "providerAccountId"
    from agents where workspace_id = ${workspaceId} and id = ${id} and deleted_at is null
    for share
  `.execute(trx);
  if (rows[0]) return rows[0];
  const message = 'Must be an agent of this workspace; GET /agents lists them';
  throw new Invalid('validation_failed', `/agentId: ${message}`, {
    errors: [{ pointer: '/agentId', code: 'agent_not_found', message }],
  });
}

/** The oldest first; one row more than `limit`, to know whether there are more. */
export async function listAgents(
  db: Runner,
  filter: { workspaceId: string; q: string | null },
  page: { after: PageKey | null; limit: number },
): Promise<AgentRow[]> {
  const { after } = page;
  const { rows } = await sql<AgentRow>`
    ${agentRows}
    where a.workspace_id = ${filter.workspaceId}
      and a.deleted_at is null
      and (${filter.q}::text is null or a.name ilike ${filter.q})
      and ${after ? sql`(a.created_at, a.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by a.created_at, a.id
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}

export type AgentFields = {
  name: string;
  providerAgentId: string | null;
  prompt: string;
  nextAction: string | null;
  ringSecondsMax: number;
  talkSecondsMax: number;
};

export async function insertAgent(
  db: Runner,
  key: { workspaceId: string; id: string; providerAccountId: string; now: Date },
  agent: AgentFields,
): Promise<void> {
  await sql`
    insert into agents (workspace_id, id, name, provider_account_id, provider_agent_id, prompt, next_action,
      ring_seconds_max, talk_seconds_max, created_at, updated_at)
    values (${key.workspaceId}, ${key.id}, ${agent.name}, ${key.providerAccountId}, ${agent.providerAgentId},
      ${agent.prompt}, ${agent.nextAction}, ${agent.ringSecondsMax}, ${agent.talkSecondsMax}, ${key.now}, ${key.now})
  `.execute(db);
}

export async function updateAgent(
  db: Runner,
  key: { workspaceId: string; id: string; now: Date },
  agent: AgentFields,
): Promise<void> {
  await sql`
    update agents
    set name = ${agent.name}, provider_agent_id = ${agent.providerAgentId}, prompt = ${agent.prompt},
      next_action = ${agent.nextAction}, ring_seconds_max = ${agent.ringSecondsMax},
      talk_seconds_max = ${agent.talkSecondsMax}, version = version + 1, updated_at = ${key.now}
    where workspace_id = ${key.workspaceId} and id = ${key.id}
  `.execute(db);
}

/** The account of that id, or the workspace's first one. */
export async function findProviderAccount(
  db: Runner,
  workspaceId: string,
  id: string | undefined,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from provider_accounts
    where workspace_id = ${workspaceId} and deleted_at is null
      and (${id ?? null}::uuid is null or id = ${id ?? null}::uuid)
    order by created_at, id
    limit 1
  `.execute(db);
  return rows[0]?.id;
}

/** Live campaigns that an agent speaks for: those that run, and those that would start or go on. */
export async function listCampaignsOfAgent(
  db: Runner,
  workspaceId: string,
  agentId: string,
): Promise<{ id: string; name: string; status: string }[]> {
  const { rows } = await sql<{ id: string; name: string; status: string }>`
    select id, name, status from campaigns
    where workspace_id = ${workspaceId} and agent_id = ${agentId} and deleted_at is null
      and status in ('scheduled', 'running', 'paused')
    order by created_at, id
  `.execute(db);
  return rows;
}

/** Holds an agent against other changes; waits for starts that hold it. In a statement of its own: the next sees what they did. */
export async function lockAgent(trx: Runner, workspaceId: string, id: string): Promise<void> {
  await sql`select from agents where workspace_id = ${workspaceId} and id = ${id} for update`.execute(trx);
}

/** Takes an agent away unless a campaign runs with it; the caller holds the agent. Returns whether it did. */
export async function markAgentDeleted(
  db: Runner,
  key: { workspaceId: string; id: string; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    update agents a set deleted_at = ${key.now}, updated_at = ${key.now}
    where a.workspace_id = ${key.workspaceId} and a.id = ${key.id} and a.deleted_at is null
      and not exists (
        select from campaigns c
        where c.workspace_id = a.workspace_id and c.agent_id = a.id and c.deleted_at is null and c.status = 'running'
      )
    returning id
  `.execute(db);
  return rows.length > 0;
}
