import { sql } from 'kysely';
import type { CallingRules } from '#contract/calling-hours.ts';
import type { Runner } from '#server/database/pool.ts';
import type { CallCap } from '#domain/legal-hours/rule.ts';
import type { CallingWindow } from '#domain/window.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import { isLawInForce } from '#server/dialer/person/law.ts';
import { NotFound } from '#server/errors.ts';

/** The rules a workspace calls by. */
export async function getRules(db: Runner, workspaceId: string): Promise<CallingRules> {
  const { rows } = await sql<CallingRules>`
    select id as "workspaceId",
      jsonb_build_object('simulated', legal_hours_simulated, 'real', legal_hours_real) as "legalHours",
      call_caps as caps, call_gap_seconds as "gapSeconds"
    from workspaces where id = ${workspaceId}
  `.execute(db);
  if (!rows[0]) throw new NotFound('workspace', workspaceId);
  return rows[0];
}

export type RulesChange = {
  simulated?: boolean | undefined;
  real?: boolean | undefined;
  caps?: CallCap[] | undefined;
  gapSeconds?: number | null | undefined;
};

/** Changes what is named. Of two who change at once the second waits. */
export async function updateRules(trx: Runner, workspaceId: string, change: RulesChange): Promise<void> {
  await sql`
    update workspaces
    set legal_hours_simulated = coalesce(${change.simulated ?? null}::boolean, legal_hours_simulated),
      legal_hours_real = coalesce(${change.real ?? null}::boolean, legal_hours_real),
      call_caps = coalesce(${change.caps === undefined ? null : JSON.stringify(change.caps)}::jsonb, call_caps),
      call_gap_seconds = case when ${change.gapSeconds === undefined}::boolean then call_gap_seconds else ${change.gapSeconds ?? null}::int end
    where id = ${workspaceId}
  `.execute(trx);
}

/** Campaigns that may still call somebody, in the order in which they are locked. */
export async function listOpenCampaigns(db: Runner, workspaceId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from campaigns
    where workspace_id = ${workspaceId} and deleted_at is null and status in ('draft', 'scheduled', 'running', 'paused', 'failed')
    order by id
  `.execute(db);
  return rows.map(({ id }) => id);
}

export type LanePeople = CallingWindow & {
  zones: string[];
  legalZones: string[];
  jurisdictions: string[];
  people: number;
};

/** The lanes of a campaign that have people still to be called, with how many. */
export async function listLanePeople(db: Runner, workspaceId: string, campaignId: string): Promise<LanePeople[]> {
  const { rows } = await sql<LanePeople & { id: string }>`
    select l.id, l.zones, l.legal_zones as "legalZones", l.jurisdictions, 0 as people, k.days,
      k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime", k.all_day as "allDay"
    from lanes l
    join campaigns k on k.workspace_id = l.workspace_id and k.id = l.campaign_id
    where l.workspace_id = ${workspaceId} and l.campaign_id = ${campaignId}
  `.execute(db);
  const [only, ...others] = rows;
  if (!only) return [];
  const counts =
    others.length === 0
      ? new Map([[only.id, await countWaiting(db, campaignId)]])
      : await countByLane(db, workspaceId, campaignId);
  const counted = rows.map(({ id, ...lane }) => ({ ...lane, people: counts.get(id) ?? 0 }));
  return counted.filter(({ people }) => people > 0);
}

/** By the campaign's counts, whatever its size. */
async function countWaiting(db: Runner, campaignId: string): Promise<number> {
  const counts = (await readCounts(db, [campaignId])).get(campaignId);
  return counts ? counts.pending + counts.waiting + counts.queued : 0;
}

/** One by one: a quarter of a second for a million. An index by lane would cost every call a write. */
async function countByLane(db: Runner, workspaceId: string, campaignId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; people: number }>`
    select lane_id as id, count(*)::int as people from enrollments
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} and status in ('pending', 'waiting', 'queued')
    group by lane_id
  `.execute(db);
  return new Map(rows.map(({ id, people }) => [id, people]));
}

/** Whether legal hours hold for a campaign, and the clock its instants are told on. */
export async function findLaw(
  db: Runner,
  workspaceId: string,
  campaignId: string,
): Promise<{ isInForce: boolean; timeZone: string }> {
  const { rows } = await sql<{ isInForce: boolean; timeZone: string }>`
    select ${isLawInForce} as "isInForce", k.time_zone as "timeZone"
    from campaigns k
    join workspaces w on w.id = k.workspace_id
    left join provider_accounts a on a.workspace_id = k.workspace_id and a.id = k.provider_account_id
    where k.workspace_id = ${workspaceId} and k.id = ${campaignId} and k.deleted_at is null
  `.execute(db);
  if (!rows[0]) throw new NotFound('campaign', campaignId);
  return rows[0];
}
