import { sql } from 'kysely';
import type { CampaignGlance } from '#contract/campaign-list.ts';
import type { Runner } from '#server/database/pool.ts';
import { campaignsMatch } from '../sql.ts';
import type { CampaignFilter } from '../sql.ts';

type TabCounts = { active: number; scheduled: number; drafts: number; completed: number; all: number };

/** How many campaigns each tab of the list holds. */
export async function countTabs(
  db: Runner,
  filter: CampaignFilter,
  tabs: { active: readonly string[]; completed: readonly string[] },
): Promise<TabCounts> {
  const { rows } = await sql<TabCounts>`
    select count(*) filter (where c.status = any(${tabs.active}::text[])) as active,
      count(*) filter (where c.status = 'scheduled') as scheduled, count(*) filter (where c.status = 'draft') as drafts,
      count(*) filter (where c.status = any(${tabs.completed}::text[])) as completed, count(*) as all
    from campaigns c
    where ${campaignsMatch(filter)}
  `.execute(db);
  return rows[0] ?? { active: 0, scheduled: 0, drafts: 0, completed: 0, all: 0 };
}

type GlanceRow = Omit<CampaignGlance, 'finish'> & { p10: Date | null; p50: Date | null; p90: Date | null };

/** These campaigns in the order they were named: calls at each of the last 15 minutes, the limit that is least, the last forecast. */
export async function readGlances(
  db: Runner,
  { workspaceId, ids, now }: { workspaceId: string; ids: string[]; now: Date },
): Promise<CampaignGlance[]> {
  const { rows } = await sql<GlanceRow>`
    select k.id as "campaignId", least(s.max, w.max, i.max) as "limit", f.p10, f.p50, f.p90,
      array(
        select (
          select count(*)::int from unnest(spans.claimed, spans.freed) as span (claimed_at, freed_at)
          where claimed_at <= minute.at and (freed_at is null or freed_at > minute.at)
        )
        from generate_series(${now}::timestamptz - interval '15 minutes', ${now}::timestamptz, interval '1 minute') as minute (at)
        order by minute.at
      ) as calls
    from unnest(${ids}::uuid[]) with ordinality as asked (id, nth)
    join campaigns k on k.workspace_id = ${workspaceId} and k.id = asked.id and k.deleted_at is null
    join campaign_slots s on s.campaign_id = k.id
    join workspace_slots w on w.workspace_id = k.workspace_id
    cross join system_slots i
    cross join lateral (
      -- A call lasts two hours at the most and a little: what was claimed before that is over.
      select coalesce(array_agg(c.claimed_at), '{}') as claimed,
        coalesce(array_agg(coalesce(c.disconnected_at, c.ended_at)), '{}') as freed
      from calls c
      where c.campaign_id = k.id and k.status in ('running', 'paused') and c.claimed_at > ${now}::timestamptz - interval '3 hours'
        and coalesce(c.disconnected_at, c.ended_at, 'infinity') > ${now}::timestamptz - interval '15 minutes'
    ) spans
    left join lateral (
      select p10_at as p10, p50_at as p50, p90_at as p90 from forecasts
      where workspace_id = k.workspace_id and campaign_id = k.id and k.status in ('running', 'paused')
      order by made_at desc
      limit 1
    ) f on true
    order by asked.nth
  `.execute(db);
  return rows.map(({ p10, p50, p90, ...glance }) => ({
    ...glance,
    finish: p10 && p50 && p90 ? { p10, p50, p90 } : null,
  }));
}
