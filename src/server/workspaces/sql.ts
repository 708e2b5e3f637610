import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { isZone } from '#domain/zone.ts';
import type { Runner } from '#server/database/pool.ts';
import { hashOf } from '#server/http/actor.ts';

const demoPrompt =
  'You are a friendly assistant calling on behalf of our team. Say who you are, ask whether it is a good moment, ' +
  'find out whether the person is interested, and agree on a next step. Be brief, and stop when asked to.';

/** A workspace that can be used at once: with its limits, a simulator account, and an agent that speaks there. */
export async function insertWorkspace(trx: Runner, { name, now }: { name: string; now: Date }): Promise<string> {
  const [workspaceId, accountId] = [randomUUIDv7(), randomUUIDv7()];
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hookToken = randomBytes(32).toString('base64url');
  await sql`
    insert into workspaces (id, name, time_zone, default_country, created_at)
    values (${workspaceId}, ${name}, ${isZone(zone) ? zone : 'UTC'}, 'US', ${now})
  `.execute(trx);
  await sql`insert into workspace_slots (workspace_id) values (${workspaceId})`.execute(trx);
  await sql`
    insert into provider_accounts (workspace_id, id, provider, name, hook_token_hash, hook_token, created_at)
    values (${workspaceId}, ${accountId}, 'simulator', 'Simulator', ${hashOf(hookToken)}, ${hookToken}, ${now})
  `.execute(trx);
  await sql`
    insert into provider_account_slots (provider_account_id, workspace_id, max) values (${accountId}, ${workspaceId}, 50)
  `.execute(trx);
  await sql`
    insert into agents (workspace_id, id, name, provider_account_id, prompt, next_action, created_at, updated_at)
    values (${workspaceId}, ${randomUUIDv7()}, 'Demo agent', ${accountId}, ${demoPrompt}, 'Schedule product demo', ${now}, ${now})
  `.execute(trx);
  return workspaceId;
}

export async function findFirstWorkspace(trx: Runner): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from workspaces order by created_at, id limit 1`.execute(trx);
  return rows[0]?.id;
}
