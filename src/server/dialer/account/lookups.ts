import { sql } from 'kysely';
import type { System } from '#server/system.ts';

/** How many of the questions wanted about an account's calls its provider still answers in this minute; they are taken. */
export async function takeLookups(
  system: System,
  { workspaceId, id }: { workspaceId: string; id: string },
  { wanted, perMinute }: { wanted: number; perMinute: number },
): Promise<number> {
  const now = system.clock.now();
  const minuteAgo = new Date(now.getTime() - system.clock.covering(60_000));
  const { rows } = await sql<{ left: number }>`
    insert into provider_account_health as h (workspace_id, provider_account_id, lookups_left, lookups_since)
    values (${workspaceId}, ${id}, ${perMinute - wanted}, ${now})
    on conflict (workspace_id, provider_account_id) do update
    -- Below zero is what was wanted beyond: it is given to nobody, and forgotten with the minute.
    set lookups_left = case when h.lookups_since > ${minuteAgo} then greatest(0, h.lookups_left) else ${perMinute} end - ${wanted},
      lookups_since = case when h.lookups_since > ${minuteAgo} then h.lookups_since else excluded.lookups_since end
    returning lookups_left as left
  `.execute(system.db);
  return Math.max(0, wanted + Math.min(0, rows[0]?.left ?? 0));
}
