import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { isZone } from '#domain/zone.ts';
import type { Database } from '#server/database/pool.ts';
import type { DB } from '#server/database/tables.ts';
import { hashOf } from '#server/http/actor.ts';

export type FirstRun = {
  /** Where the API key lies, readable by its owner alone. */
  keyFile: string;
  /** Whether the database was empty. */
  isNew: boolean;
};

/**
 * Makes a new installation usable: a sandbox workspace with an agent on the simulator, and an API key in the data
 * folder. Any number of processes may do so at once; what is there already stays. A lost key file is replaced by a new
 * key, and the key that was in it revoked.
 */
export async function firstRun(
  db: Database,
  { dataFolder, now }: { dataFolder: string; now: Date },
): Promise<FirstRun> {
  const keyFile = join(dataFolder, 'api-key');
  await mkdir(dataFolder, { recursive: true });
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(7119, 3)`.execute(trx);
    const known = await findFirstWorkspace(trx);
    const workspaceId = known ?? (await makeSandbox(trx, now));
    await ensureKey(trx, { workspaceId, keyFile, now });
    return { keyFile, isNew: known === undefined };
  });
}

async function findFirstWorkspace(trx: Transaction<DB>): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from workspaces order by created_at, id limit 1`.execute(trx);
  return rows[0]?.id;
}

const demoPrompt =
  'You are a friendly assistant calling on behalf of our team. Say who you are, ask whether it is a good moment, ' +
  'find out whether the person is interested, and agree on a next step. Be brief, and stop when asked to.';

async function makeSandbox(trx: Transaction<DB>, now: Date): Promise<string> {
  const [workspaceId, accountId] = [randomUUIDv7(), randomUUIDv7()];
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hookToken = randomBytes(32).toString('base64url');
  await sql`
    insert into workspaces (id, name, time_zone, default_country, created_at)
    values (${workspaceId}, 'Sandbox', ${isZone(zone) ? zone : 'UTC'}, 'US', ${now})
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

type KeyPlace = { workspaceId: string; keyFile: string; now: Date };

/** The file is written before the key is committed: a crash between the two leaves a file that the next start replaces. */
async function ensureKey(trx: Transaction<DB>, { workspaceId, keyFile, now }: KeyPlace): Promise<void> {
  if (await isValid(trx, await readFile(keyFile, 'utf8').catch(() => ''))) return;
  const name = `${keyFile} on ${hostname()}`;
  const prefix = randomBytes(4).toString('hex');
  const key = `carillon_${prefix}_${randomBytes(32).toString('base64url')}`;
  await sql`update api_keys set revoked_at = ${now} where name = ${name} and revoked_at is null`.execute(trx);
  await sql`
    insert into api_keys (workspace_id, id, name, prefix, hash, is_system_admin, created_at)
    values (${workspaceId}, ${randomUUIDv7()}, ${name}, ${prefix}, ${hashOf(key)}, true, ${now})
  `.execute(trx);
  const aside = `${keyFile}.${process.pid}`;
  await writeFile(aside, `${key}\n`, { mode: 0o600 });
  await rename(aside, keyFile);
}

async function isValid(trx: Transaction<DB>, key: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from api_keys where hash = ${hashOf(key.trim())} and revoked_at is null
  `.execute(trx);
  return rows.length > 0;
}
