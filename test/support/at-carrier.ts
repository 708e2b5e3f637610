import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { sealSecrets } from '#server/providers/accounts.ts';
import { carrierNamed } from '#simulator/carriers/carriers.ts';
import { startFront } from '#test/carriers/front.ts';
import { accountSid, authToken } from '#test/carriers/twilio.ts';
import type { MadeWorkspace } from './make.ts';
import { Story } from './story.ts';
import type { StoryOptions } from './story.ts';

export type CarrierName = 'bolna' | 'twilio' | 'exotel';

/** What an operator saves of an account, and the agent that is there. */
const entries: Readonly<Record<CarrierName, { credentials: Record<string, string>; agent: string }>> = {
  bolna: { credentials: { apiKey: 'the-key-of-bolna' }, agent: '3c90c3cc-0d44-4b50-8888-8dd25736052a' },
  twilio: { credentials: { accountSid, authToken }, agent: 'wss://bot.example.com/media' },
  exotel: {
    credentials: { accountSid: 'acme1', apiKey: 'the-key-of-exotel', apiToken: 'the-token-of-exotel' },
    agent: 'wss://bot.example.com/media',
  },
};

export type StoryAtCarrier = {
  story: Story;
  workspace: MadeWorkspace;
  /** What may be found nowhere. */
  secrets: string[];
  /** Where the carrier's webhooks go. */
  hookUrl: string;
  /** Our ids of the calls that were asked for, one for each request that came. */
  asked: () => string[];
};

type Wishes = Omit<StoryOptions, 'dialect'> & {
  /** Calls at once in the workspace. */
  limit?: number;
  /** In place of the usual one. */
  agent?: string;
};

/**
 * A story whose workspace has its account, number and agent at a pretend carrier, set up as an operator does. Whoever
 * begins it ends it.
 */
export async function beginAt(name: CarrierName, { limit = 20, agent, ...options }: Wishes): Promise<StoryAtCarrier> {
  const story = await Story.begin({ ...options, dialect: carrierNamed(name)() });
  const front = await startFront(
    story.simulator.url,
    ({ method, url }) => method === 'POST' && creates.test(url ?? ''),
  );
  onTestFinished(() => front.close());
  const workspace = await story.workspace({ limit, baseUrl: front.url });
  await moveTo(name, story, { ...workspace, agent: agent ?? entries[name].agent });
  const hookUrl = `${story.system.publicUrl}/hooks/${name}/${workspace.hookToken}`;
  if (name === 'bolna') await pasteHook(front.url, hookUrl);
  const asked = () =>
    front
      .exchanges()
      .filter(({ method, url }) => method === 'POST' && creates.test(url))
      .map(({ body }) => ourId.exec(body)?.[0] ?? '');
  const { accountSid: _, ...hidden } = entries[name].credentials;
  return { story, workspace, hookUrl, asked, secrets: [...Object.values(hidden), workspace.hookToken] };
}

const creates = /\/(call|Calls\.json|Calls\/connect\.json)$/;
const ourId = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;

async function moveTo(name: CarrierName, { system }: Story, workspace: MadeWorkspace & { agent: string }) {
  const { workspaceId, accountId, agentId, hookToken, agent } = workspace;
  const { credentials } = entries[name];
  const { keyId, bytes } = sealSecrets(system.vault, { workspaceId, id: accountId }, { hookToken, credentials });
  await sql`
    update provider_accounts set provider = ${name}, credentials = ${bytes}, key_id = ${keyId}, hook_token = null
    where id = ${accountId}
  `.execute(system.db);
  await sql`update agents set provider_agent_id = ${agent} where id = ${agentId}`.execute(system.db);
  await sql`
    insert into phone_numbers (workspace_id, id, provider_account_id, phone)
    values (${workspaceId}, ${randomUUIDv7()}, ${accountId}, '+12025550100')
  `.execute(system.db);
}

/** At Bolna the address of webhooks is the agent's. */
async function pasteHook(baseUrl: string, hookUrl: string): Promise<void> {
  const response = await fetch(`${baseUrl}/v2/agent/${entries.bolna.agent}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${entries.bolna.credentials['apiKey']}` },
    body: JSON.stringify({ agent_config: { webhook_url: hookUrl } }),
  });
  if (!response.ok) throw new Error(await response.text());
}
