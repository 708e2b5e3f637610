import { randomUUIDv7 } from 'node:crypto';
import type { Agent } from '#contract/agents.ts';
import { pauseCampaign } from '#server/dialer/campaign/verbs.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import {
  findProviderAccount,
  getAgent,
  insertAgent,
  lockAgent,
  listAgents,
  listCampaignsOfAgent,
  markAgentDeleted,
  updateAgent,
} from './sql.ts';
import { makeTestCall } from './test-call.ts';

export const agentHandlers: Handlers['agents'] = {
  async list(system, { workspaceId }, { limit, cursor, q }) {
    const list = ['agents', q ?? null];
    const filter = { workspaceId, q: q === undefined ? null : `%${q.replaceAll(/[\\%_]/g, '\\$&')}%` };
    const rows = await listAgents(system.db, filter, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.createdKey, row.id] });
  },

  async create(system, { workspaceId }, input) {
    const providerAccountId = await findProviderAccount(system.db, workspaceId, input.providerAccountId);
    if (providerAccountId === undefined) throw noAccount();
    const key = { workspaceId, id: randomUUIDv7(), providerAccountId, now: system.clock.now() };
    const { providerAccountId: _, providerAgentId = null, nextAction = null, ...plain } = input;
    await insertAgent(system.db, key, { ...plain, providerAgentId, nextAction });
    return getAgent(system.db, workspaceId, key.id);
  },

  get: (system, { workspaceId }, { id }): Promise<Agent> => getAgent(system.db, workspaceId, id),

  async change(system, { workspaceId }, { id, ifMatch, ...changes }) {
    await system.db.transaction().execute(async (trx) => {
      await lockAgent(trx, workspaceId, id);
      const before = await getAgent(trx, workspaceId, id);
      if (ifMatch && !ifMatch.includes(before.version)) throw versionConflict(before.version);
      const named = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await updateAgent(trx, { workspaceId, id, now: system.clock.now() }, { ...before, ...named });
    });
    return getAgent(system.db, workspaceId, id);
  },

  testCall: (system, actor, { id, ...wish }) => makeTestCall(system, actor, { agentId: id, ...wish }),

  async delete(system, actor, { id, force }) {
    const { workspaceId } = actor;
    const { name } = await getAgent(system.db, workspaceId, id);
    const reason = `Its agent ${name} was deleted: choose another one`;
    const campaigns = await listCampaignsOfAgent(system.db, workspaceId, id);
    if (campaigns.length > 0 && force === 'false') throw inUse(campaigns);
    for (const campaign of campaigns.filter(({ status }) => status === 'running')) {
      await pauseCampaign(system, { workspaceId, campaignId: campaign.id, actor: actor.name, reason });
    }
    const isDeleted = await system.db.transaction().execute(async (trx) => {
      await lockAgent(trx, workspaceId, id);
      return markAgentDeleted(trx, { workspaceId, id, now: system.clock.now() });
    });
    if (isDeleted) return;
    throw inUse(await listCampaignsOfAgent(system.db, workspaceId, id));
  },
};

function inUse(campaigns: { id: string; name: string; status: string }[]): Conflict {
  const names = campaigns.slice(0, 5).map(({ name }) => `"${name}"`);
  const more = campaigns.length > names.length ? ` and ${campaigns.length - names.length} more` : '';
  const detail = `Campaigns use this agent: ${names.join(', ')}${more}. Give them another agent, or delete it with force=true, which pauses them.`;
  return new Conflict('agent_in_use', detail, {
    errors: campaigns.map(({ id, name, status }) => ({ pointer: `/campaigns/${id}`, code: status, message: name })),
  });
}

function versionConflict(version: number): Conflict {
  const detail = `The agent is at version ${version}, which is not the one you saw. Read it again, then change it.`;
  return new Conflict('version_conflict', detail);
}

function noAccount(): Invalid {
  const message = 'Must be a provider account of this workspace';
  return new Invalid('validation_failed', `/providerAccountId: ${message}`, {
    errors: [{ pointer: '/providerAccountId', code: 'account_not_found', message }],
  });
}
