import { record } from '#server/audit/sql.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { reopenAccount } from '#server/dialer/account/circuit.ts';
import { Conflict, UpstreamFailed } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { RemoteAgent } from '#server/provider.ts';
import { sealSessionSecret } from '#server/identity/sql.ts';
import { openAccount } from '#server/providers/accounts.ts';
import { formOf } from '#server/providers/account-forms.ts';
import { providers } from '#server/providers/providers.ts';
import type { System } from '#server/system.ts';
import { askHealth } from '#server/providers/ask-health.ts';
import type { Answer } from '#server/providers/ask-health.ts';
import { present, warningsFor } from './present.ts';
import { change, create } from './save.ts';
import { sealAccounts } from './seal.ts';
import { forgetAccount, getAccount, listAccounts, listUses, lockAccount, noteAnswer } from './sql.ts';
import type { Use } from './sql.ts';

export const accountHandlers: Handlers['providerAccounts'] = {
  async providers() {
    const data = providers.map(({ name, listAgents }) => {
      const { credentials, addresses, webhook: _, ...form } = formOf(name);
      const listsAgents = listAgents !== undefined;
      return { ...form, credentials: [...credentials], addresses: [...addresses], listsAgents };
    });
    return { data };
  },

  async list(system, { workspaceId }, { limit, cursor }) {
    const list = ['provider-accounts'];
    const rows = await listAccounts(system.db, workspaceId, { after: readCursor(cursor, list), limit });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.createdKey, row.id] });
    return { data: data.map((row) => present(row, system.publicUrl)), page };
  },

  create: async (system, actor, input) => read(system, actor.workspaceId, await create(system, actor, input)),

  get: (system, { workspaceId }, { id }) => read(system, workspaceId, id),

  async change(system, actor, input) {
    await change(system, actor, input);
    return read(system, actor.workspaceId, input.id);
  },

  async delete(system, actor, { id }) {
    const key = { workspaceId: actor.workspaceId, id };
    await system.db.transaction().execute(async (trx) => {
      await lockAccount(trx, key.workspaceId, id);
      const { provider, name } = await getAccount(trx, key.workspaceId, id);
      const uses = await listUses(trx, key);
      if (uses.length > 0) throw inUse(uses);
      await forgetAccount(trx, key, system.clock.now());
      await record(trx, actor, { action: 'provider_account.deleted', target: id, before: { provider, name } });
    });
    await system.bus.publish('accounts');
  },

  async check(system, { workspaceId }, { id }) {
    const { account } = await getAccount(system.db, workspaceId, id);
    const answer = await askHealth(system, openAccount(system, account));
    await system.db.transaction().execute(async (trx) => {
      await lockAccount(trx, workspaceId, id);
      await noteAnswer(trx, { workspaceId, id }, { answer, now: system.clock.now() });
      if (isFine(answer)) await reopenAccount(trx, { workspaceId, id });
    });
    await system.bus.publish('dial');
    return read(system, workspaceId, id);
  },

  async webhook(system, { workspaceId }, { id }) {
    const { account, provider } = await getAccount(system.db, workspaceId, id);
    const { hookToken } = openAccount(system, account);
    const { isPasted, steps } = formOf(provider).webhook;
    const url = `${system.publicUrl}/hooks/${provider}/${hookToken}`;
    return { url, isPasted, steps: [...steps], warnings: warningsFor(provider, system.publicUrl) };
  },

  async agents(system, { workspaceId }, { id }) {
    const { account, provider } = await getAccount(system.db, workspaceId, id);
    return { data: await listRemoteAgents(system, provider, openAccount(system, account)) };
  },

  async rotateKeys(system, actor) {
    await system.vault.renew();
    const accounts = await sealAccounts(system.db, system.vault, 'all');
    await sealSessionSecret(system.db, system.vault);
    const { keyId } = system.vault;
    await record(system.db, actor, {
      action: 'keys.rotated',
      target: keyId,
      after: { accounts },
      workspaceId: null,
    });
    return { keyId, accounts };
  },
};

/** Without money it would be paused again by its next call. */
function isFine(answer: Answer): boolean {
  return answer.kind === 'well' && (answer.balance === null || answer.balance.cents > 0);
}

async function read(system: System, workspaceId: string, id: string) {
  return present(await getAccount(system.db, workspaceId, id), system.publicUrl);
}

async function listRemoteAgents(
  system: System,
  provider: string,
  account: ReturnType<typeof openAccount>,
): Promise<RemoteAgent[]> {
  const adapter = system.provider(provider);
  if (!adapter.listAgents) {
    const detail = `${formOf(provider).title} does not list agents: take the agent's id, or its address, from there.`;
    throw new Conflict('agents_not_listed', detail);
  }
  try {
    return await adapter.listAgents(account);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new UpstreamFailed('provider_unreachable', `The agents could not be listed: ${said} Try again later.`, {
      cause,
    });
  }
}

const nouns = { campaign: 'campaigns', agent: 'agents', call: 'calls' } as const;

function inUse(uses: Use[]): Conflict {
  const names = uses.slice(0, 5).map(({ kind, name }) => `the ${kind} "${name}"`);
  const more = uses.length > names.length ? ` and ${uses.length - names.length} more` : '';
  const detail =
    `In use by ${names.join(', ')}${more}. Delete those agents, cancel or delete those campaigns, let calls end, then ` +
    'delete the account.';
  return new Conflict('account_in_use', detail, {
    errors: uses.map(({ kind, id, name, status }) => ({
      pointer: `/${nouns[kind]}/${id}`,
      code: status,
      message: name,
    })),
  });
}
