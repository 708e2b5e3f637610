import { sql } from 'kysely';
import type { Database } from '#server/database/pool.ts';

/** What the invariant views of the schema report, as sentences: none may. */
export async function violations(db: Database): Promise<string[]> {
  const { rows } = await sql<{ invariant: string; subject: string; detail: string }>`
    select invariant, subject, detail from invariant_violations
  `.execute(db);
  return rows.map((row) => `${row.invariant} ${row.subject}: ${row.detail}`);
}
