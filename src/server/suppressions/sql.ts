import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';

/** Which of these numbers must not be called. */
export async function listSuppressed(db: Runner, workspaceId: string, phones: string[]): Promise<Set<string>> {
  if (phones.length === 0) return new Set();
  const { rows } = await sql<{ phone: string }>`
    select phone from suppressions where workspace_id = ${workspaceId} and phone = any(${phones}::text[])
  `.execute(db);
  return new Set(rows.map(({ phone }) => phone));
}
