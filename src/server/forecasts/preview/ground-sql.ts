import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import { isLawInForce } from '#server/dialer/person/law.ts';
import { NotFound } from '#server/errors.ts';

/** What a campaign would stand on: limits, the agent's account, its numbers. */
export type Ground = {
  workspaceMax: number;
  workspaceServed: number;
  systemMax: number;
  /** Null without an agent. */
  accountId: string | null;
  provider: string | null;
  pausedReason: string | null;
  accountMax: number | null;
  callsPerSecond: number | null;
  prompt: string;
  isLawInForce: boolean;
  /** Caller numbers of the account, and of those chosen the ones that are. */
  numbers: number;
  chosen: number;
};

type Of = { workspaceId: string; agentId: string | null; fromNumberIds: string[] };

export async function readGround(db: Runner, { workspaceId, agentId, fromNumberIds }: Of): Promise<Ground> {
  const { rows } = await sql<Ground>`
    select s.max as "workspaceMax", s.served as "workspaceServed", i.max as "systemMax", a.id as "accountId", a.provider,
      a.paused_reason as "pausedReason", l.max as "accountMax", l.calls_per_second::float8 as "callsPerSecond",
      coalesce(g.prompt, '') as prompt, ${isLawInForce} as "isLawInForce",
      (select count(*)::int from phone_numbers n
        where n.workspace_id = w.id and n.provider_account_id = a.id) as numbers,
      (select count(*)::int from phone_numbers n
        where n.workspace_id = w.id and n.provider_account_id = a.id and n.id = any(${fromNumberIds}::uuid[])) as chosen
    from workspaces w
    join workspace_slots s on s.workspace_id = w.id
    cross join system_slots i
    left join agents g on g.workspace_id = w.id and g.id = ${agentId}::uuid and g.deleted_at is null
    left join provider_accounts a on a.workspace_id = w.id and a.id = g.provider_account_id
    left join provider_account_slots l on l.provider_account_id = a.id
    where w.id = ${workspaceId}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', workspaceId);
  return rows[0];
}
