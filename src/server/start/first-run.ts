import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { makeKey } from '#server/api-keys/make-key.ts';
import { insertKey, revokeKeysNamed } from '#server/api-keys/sql.ts';
import type { Database } from '#server/database/pool.ts';
import type { DB } from '#server/database/tables.ts';
import { hashOf } from '#server/http/actor.ts';
import { hasAdminWithPassword, isSetUpLinkGood, replaceSetUpLink } from '#server/identity/sql.ts';
import type { Vault } from '#server/vault/vault.ts';
import { findFirstWorkspace, insertWorkspace } from '#server/workspaces/sql.ts';

export type FirstRun = {
  /** Where the API key lies, readable by its owner alone. */
  keyFile: string;
  /** Opens a session of the system admin, once; null when that person has a password to come in by. */
  setUpToken: string | null;
  /** Whether the database was empty. */
  isNew: boolean;
};

/**
 * Makes a new installation usable: a sandbox workspace with an agent on the simulator, an API key in the data folder, and
 * a token for whoever is to own it. Any number of processes may do so at once; what is there already stays. A lost file
 * is replaced by a new key or token, and what was in it stops working.
 */
export async function firstRun(
  db: Database,
  { dataFolder, now, vault }: { dataFolder: string; now: Date; vault: Vault },
): Promise<FirstRun> {
  const [keyFile, tokenFile] = [join(dataFolder, 'api-key'), join(dataFolder, 'set-up-token')];
  await mkdir(dataFolder, { recursive: true });
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(7119, 3)`.execute(trx);
    const known = await findFirstWorkspace(trx);
    const workspaceId = known ?? (await insertWorkspace(trx, { name: 'Sandbox', now, vault }));
    await ensureKey(trx, { workspaceId, keyFile, now });
    return { keyFile, setUpToken: await ensureToken(trx, { tokenFile, now }), isNew: known === undefined };
  });
}

type KeyPlace = { workspaceId: string; keyFile: string; now: Date };

/** The file is written before the key is committed: a crash between the two leaves a file that the next start replaces. */
async function ensureKey(trx: Transaction<DB>, { workspaceId, keyFile, now }: KeyPlace): Promise<void> {
  if (await isValid(trx, await readFile(keyFile, 'utf8').catch(() => ''))) return;
  const name = `${keyFile} on ${hostname()}`;
  const { key, prefix, hash } = makeKey();
  await revokeKeysNamed(trx, name, now);
  const row = {
    workspaceId,
    id: randomUUIDv7(),
    name,
    prefix,
    hash,
    scopes: ['admin'],
    createdBy: null,
    expiresAt: null,
  };
  await insertKey(trx, { ...row, isSystemAdmin: true, now });
  await writeSecret(keyFile, key);
}

async function isValid(trx: Transaction<DB>, key: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from api_keys where hash = ${hashOf(key.trim())} and revoked_at is null
  `.execute(trx);
  return rows.length > 0;
}

/** Until somebody who runs the installation has a password, each start has a link that lets one in. */
async function ensureToken(trx: Transaction<DB>, place: { tokenFile: string; now: Date }): Promise<string | null> {
  if (await hasAdminWithPassword(trx)) {
    await rm(place.tokenFile, { force: true });
    return null;
  }
  const known = (await readFile(place.tokenFile, 'utf8').catch(() => '')).trim();
  if (known !== '' && (await isSetUpLinkGood(trx, hashOf(known)))) return known;
  const token = randomBytes(32).toString('base64url');
  await replaceSetUpLink(trx, hashOf(token), place.now);
  await writeSecret(place.tokenFile, token);
  return token;
}

async function writeSecret(file: string, secret: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, `${secret}\n`, { mode: 0o600 });
  await rename(aside, file);
}
