import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { sql } from 'kysely';
import { realNow } from '#server/clock.ts';
import type { Runner } from '#server/database/pool.ts';
import { Invalid, Refused } from '#server/errors.ts';
import type { Owner, Vault } from '#server/vault/vault.ts';
import { refusals } from '../problem.ts';

/** What was sent back, or will be once more. */
export type Sent = { status: number; type: string; body: string };

export type Asked = {
  db: Runner;
  /** Seals what is kept: some answers show a secret, once. */
  vault: Vault;
  workspaceId: string;
  actorId: string;
  key: string;
  /** A digest of all that was asked. */
  fingerprint: Buffer;
};

const keptMs = 7 * 24 * 3_600_000;

/** The Idempotency-Key of a request; what can't be one is refused. */
export function readKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\x21-\x7e]{1,255}$/.test(header)) return header;
  const message = 'Must be 1 to 255 printable characters without spaces';
  throw new Invalid('validation_failed', `Idempotency-Key: ${message}`, {
    errors: [{ pointer: '/headers/idempotency-key', code: 'wrong_format', message }],
  });
}

/**
 * Does what is asked once for a key: whoever asks the same again within seven days is sent the same. The key is taken
 * before anything is done and never given to a second request, so a crash between the two leaves it `in_progress`: two
 * effects are worse than a question. A refusal, which changes nothing, sets the key free.
 */
export async function once(
  asked: Asked,
  work: () => Promise<Sent>,
  failed: (error: unknown) => Sent,
): Promise<Sent & { isReplay: boolean }> {
  const earlier = await reserve(asked);
  if (earlier) return { ...earlier, isReplay: true };
  try {
    const sent = await work();
    await keep(asked, sent);
    return { ...sent, isReplay: false };
  } catch (error) {
    if (error instanceof Refused) await release(asked);
    else await keep(asked, failed(error));
    throw error;
  }
}

type Row = { fingerprint: Buffer; status: number | null; type: string | null; body: string | null };

async function reserve(asked: Asked): Promise<Sent | undefined> {
  const { db, vault, workspaceId, actorId, key, fingerprint } = asked;
  const now = realNow();
  const old = new Date(now.getTime() - keptMs);
  await sql`
    delete from idempotency_keys where workspace_id = ${workspaceId} and created_at < ${old}
  `.execute(db);
  const taken = await sql`
    insert into idempotency_keys (workspace_id, actor_id, key, fingerprint, created_at)
    values (${workspaceId}, ${actorId}, ${key}, ${fingerprint}, ${now})
    on conflict do nothing
    returning key
  `.execute(db);
  if (taken.rows.length > 0) return undefined;
  const { rows } = await sql<Row>`
    select fingerprint, status, content_type as type, body from idempotency_keys
    where workspace_id = ${workspaceId} and actor_id = ${actorId} and key = ${key}
  `.execute(db);
  const [row] = rows;
  // A refusal set it free between the two statements.
  if (!row) return reserve(asked);
  if (!row.fingerprint.equals(fingerprint)) throw mismatch();
  if (row.status === null) throw refusals.inProgress();
  const body = vault.openText(row.body ?? '', ownerOf(asked));
  return { status: row.status, type: row.type ?? 'application/json', body };
}

async function keep(asked: Asked, { status, type, body }: Sent): Promise<void> {
  const { db, vault, workspaceId, actorId, key } = asked;
  const sealed = vault.sealText(body, ownerOf(asked));
  await sql`
    update idempotency_keys set status = ${status}, content_type = ${type}, body = ${sealed}
    where workspace_id = ${workspaceId} and actor_id = ${actorId} and key = ${key}
  `.execute(db);
}

function ownerOf({ workspaceId, actorId, key }: Asked): Owner {
  return { table: 'idempotency_keys', workspaceId, id: `${actorId} ${key}` };
}

async function release({ db, workspaceId, actorId, key }: Asked): Promise<void> {
  await sql`
    delete from idempotency_keys
    where workspace_id = ${workspaceId} and actor_id = ${actorId} and key = ${key} and status is null
  `.execute(db);
}

function mismatch(): Invalid {
  const detail =
    'This Idempotency-Key was used for another request. Use a new key for a new request, and the same only to repeat one.';
  return new Invalid('idempotency_mismatch', detail);
}

/** A digest of a request: its address, its body, and the file that came with it. */
export async function fingerprintOf(parts: { address: string; body: unknown; file?: string }): Promise<Buffer> {
  const hash = createHash('sha256').update(JSON.stringify([parts.address, parts.body ?? null]));
  if (parts.file !== undefined) for await (const piece of createReadStream(parts.file)) hash.update(piece);
  return hash.digest();
}
