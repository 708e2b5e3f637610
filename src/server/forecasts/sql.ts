import { sql } from 'kysely';
import type { Band, Forecast } from '#domain/forecast/forecast.ts';
import type { CampaignForecast, ForecastScore } from '#contract/forecasts.ts';
import type { Runner } from '#server/database/pool.ts';

export type KeptForecast = {
  workspaceId: string;
  id: string;
  campaignId: string;
  madeAt: Date;
  people: number;
  limits: object;
  ready: number;
  callsSeen: number;
  finish: Band;
  waits: Forecast['waits'];
};

/** Keeps a forecast; of the one before it only what is scored stays, as nobody reads waits off it any more. */
export async function insertForecast(db: Runner, kept: KeptForecast): Promise<void> {
  const at = (instant: number) => (instant === Infinity ? null : new Date(instant));
  await sql`
    update forecasts set waits = '[]'
    where workspace_id = ${kept.workspaceId} and campaign_id = ${kept.campaignId} and waits <> '[]'
  `.execute(db);
  await sql`
    insert into forecasts (workspace_id, id, campaign_id, made_at, people, limits, ready, calls_seen, p10_at, p50_at, p90_at, waits)
    values (${kept.workspaceId}, ${kept.id}, ${kept.campaignId}, ${kept.madeAt}, ${kept.people}, ${JSON.stringify(kept.limits)},
      ${kept.ready}, ${kept.callsSeen}, ${at(kept.finish.p10)}, ${at(kept.finish.p50)}, ${at(kept.finish.p90)},
      ${JSON.stringify(kept.waits.filter(({ called }) => called.p90 < Infinity))})
  `.execute(db);
}

export type KeptWait = { enrollmentId: string; place: number; called: Band };

/** Keeps waits to be scored, unless some of the campaign were kept since. */
export async function insertWaits(
  db: Runner,
  of: { workspaceId: string; campaignId: string; forecastId: string; since: Date },
  waits: KeptWait[],
): Promise<void> {
  if (waits.length === 0) return;
  const at = (instant: (band: Band) => number) => waits.map(({ called }) => new Date(instant(called)));
  await sql`
    insert into wait_forecasts (workspace_id, forecast_id, enrollment_id, place, p10_at, p50_at, p90_at)
    select ${of.workspaceId}, ${of.forecastId}, w.* from unnest(
      ${waits.map(({ enrollmentId }) => enrollmentId)}::uuid[], ${waits.map(({ place }) => place)}::int[],
      ${at(({ p10 }) => p10)}::timestamptz[], ${at(({ p50 }) => p50)}::timestamptz[], ${at(({ p90 }) => p90)}::timestamptz[]
    ) as w (enrollment_id, place, p10_at, p50_at, p90_at)
    where not exists (
      select from forecasts f
      join wait_forecasts v on v.workspace_id = f.workspace_id and v.forecast_id = f.id
      where f.workspace_id = ${of.workspaceId} and f.campaign_id = ${of.campaignId} and f.made_at > ${of.since}
    )
  `.execute(db);
}

/** What a kept forecast says of the waits of its campaign. */
export type KnownWaits = { campaignId: string; madeAt: Date; ready: number; waits: Forecast['waits'] };

/** The newest forecast of each of these campaigns, not older than `since`. */
export async function listKnownWaits(
  db: Runner,
  workspaceId: string,
  { campaignIds, since }: { campaignIds: string[]; since: Date },
): Promise<KnownWaits[]> {
  const { rows } = await sql<KnownWaits>`
    select f.* from unnest(${campaignIds}::uuid[]) as ids (id)
    join campaigns k on k.workspace_id = ${workspaceId} and k.id = ids.id and k.status = 'running'
    cross join lateral (
      select campaign_id as "campaignId", made_at as "madeAt", ready, waits from forecasts
      where workspace_id = ${workspaceId} and campaign_id = ids.id
      order by made_at desc
      limit 1
    ) f
    where f."madeAt" >= ${since}
  `.execute(db);
  return rows;
}

/** Running campaigns that were not foretold since, those that never were first. */
export async function listToForetell(
  db: Runner,
  { since, most }: { since: Date; most: number },
): Promise<{ workspaceId: string; campaignId: string }[]> {
  const { rows } = await sql<{ workspaceId: string; campaignId: string }>`
    select k.workspace_id as "workspaceId", k.id as "campaignId"
    from campaigns k
    left join lateral (
      select made_at from forecasts f where f.workspace_id = k.workspace_id and f.campaign_id = k.id
      order by made_at desc limit 1
    ) last on true
    where k.status = 'running' and k.deleted_at is null and (last.made_at is null or last.made_at <= ${since})
    order by last.made_at nulls first, k.id
    limit ${most}
  `.execute(db);
  return rows;
}

/**
 * What the campaign or its limits went through since a forecast: it no longer tells of the same thing. The reason, or
 * null.
 */
const changedSince = sql`
  case
    when k.status in ('cancelled', 'failed') then k.status
    when exists (
      select from activity a
      where a.workspace_id = f.workspace_id and a.campaign_id = f.campaign_id and a.at > f.made_at
        and a.kind not in ('started', 'completed')
    ) then 'changed'
    when (select sum(c.pending + c.waiting + c.queued + c.calling + c.completed + c.voicemail + c.failed) from (
        select pending, waiting, queued, calling, completed, voicemail, failed from campaign_counts where campaign_id = f.campaign_id
        union all
        select pending, waiting, queued, calling, completed, voicemail, failed from campaign_deltas where campaign_id = f.campaign_id
      ) c) <> f.people then 'people'
    when jsonb_build_object('workspace', w.max, 'system', i.max, 'account', p.max) <> f.limits then 'limits'
  end
`;

/** Scores forecasts of campaigns that are over by now, at most `most`. Returns how many those were. */
export async function scoreForecasts(db: Runner, { now, most }: { now: Date; most: number }): Promise<number> {
  const { rows } = await sql`
    with over as (
      select f.workspace_id, f.id, k.completed_at, ${changedSince} as changed
      from campaigns k
      join forecasts f on f.campaign_id = k.id and f.closed_at is null
      join workspace_slots w on w.workspace_id = k.workspace_id
      cross join system_slots i
      left join provider_account_slots p on p.provider_account_id = k.provider_account_id
      where k.status in ('completed', 'cancelled', 'failed')
      limit ${most}
    )
    update forecasts f
    set closed_at = ${now}, ended_at = o.completed_at, void_reason = coalesce(o.changed, case when f.p50_at is null then 'no end' end),
      is_held = case when o.changed is null then o.completed_at between f.p10_at and f.p90_at end,
      error_percent = case when o.changed is null and o.completed_at > f.made_at then
        round((100 * extract(epoch from f.p50_at - o.completed_at) / extract(epoch from o.completed_at - f.made_at))::numeric, 2)
      end
    from over o
    where f.workspace_id = o.workspace_id and f.id = o.id
    returning f.id
  `.execute(db);
  return rows.length;
}

/** Scores waits of people who have been called by now, or will not be, at most `most`. Returns how many those were. */
export async function scoreWaits(db: Runner, { now, most }: { now: Date; most: number }): Promise<number> {
  const { rows } = await sql`
    with seen as (
      select v.workspace_id, v.forecast_id, v.enrollment_id, f.made_at, called.at, ${changedSince} as changed
      from wait_forecasts v
      join forecasts f on f.workspace_id = v.workspace_id and f.id = v.forecast_id
      join campaigns k on k.workspace_id = f.workspace_id and k.id = f.campaign_id
      join workspace_slots w on w.workspace_id = k.workspace_id
      cross join system_slots i
      left join provider_account_slots p on p.provider_account_id = k.provider_account_id
      left join lateral (
        select min(c.claimed_at) as at from calls c
        where c.enrollment_id = v.enrollment_id and c.claimed_at > f.made_at and c.disposition is distinct from 'not_placed'
      ) called on true
      where v.closed_at is null
        and (called.at is not null or k.status in ('completed', 'cancelled', 'failed'))
      limit ${most}
    )
    update wait_forecasts v
    set closed_at = ${now}, called_at = s.at,
      is_held = case when s.changed is null then s.at between v.p10_at and v.p90_at end,
      error_percent = case when s.changed is null and s.at > s.made_at then
        round((100 * extract(epoch from v.p50_at - s.at) / extract(epoch from s.at - s.made_at))::numeric, 2)
      end
    from seen s
    where v.workspace_id = s.workspace_id and v.forecast_id = s.forecast_id and v.enrollment_id = s.enrollment_id
    returning v.enrollment_id
  `.execute(db);
  return rows.length;
}

/** Forgets what was closed before an instant: their scores have been read long enough. */
export async function forgetForecasts(db: Runner, before: Date): Promise<void> {
  await sql`delete from wait_forecasts where closed_at < ${before}`.execute(db);
  await sql`delete from forecasts where closed_at < ${before}`.execute(db);
}

/** How good the last 500 of each kind were. */
export async function readScore(db: Runner, workspaceId: string): Promise<ForecastScore> {
  const last = (table: string, condition: ReturnType<typeof sql>) => sql`
    select jsonb_build_object('scored', count(*), 'withinTenPercent', count(*) filter (where abs(error_percent) <= 10),
      'bandHeld', count(*) filter (where is_held))
    from (
      select error_percent, is_held from ${sql.raw(table)}
      where workspace_id = ${workspaceId} and error_percent is not null and ${condition}
      order by closed_at desc
      limit 500
    ) last
  `;
  const { rows } = await sql<ForecastScore>`
    select (${last('forecasts', sql`true`)}) as completions, (${last('wait_forecasts', sql`place >= 200`)}) as "farWaits",
      (${last('wait_forecasts', sql`place < 200`)}) as "nearWaits"
  `.execute(db);
  const nothing = { scored: 0, withinTenPercent: 0, bandHeld: 0 };
  return rows[0] ?? { completions: nothing, farWaits: nothing, nearWaits: nothing };
}

/** Of a campaign that is over: its earliest scored forecast made from so many calls, and what came true. */
export async function findCameTrue(
  db: Runner,
  of: { workspaceId: string; campaignId: string; callsSeen: number },
): Promise<CampaignForecast['cameTrue']> {
  const { rows } = await sql<NonNullable<CampaignForecast['cameTrue']> & { p10: Date; p50: Date; p90: Date }>`
    select made_at as "madeAt", p10_at as p10, p50_at as p50, p90_at as p90, ended_at as "endedAt",
      error_percent as "errorPercent", is_held as "bandHeld"
    from forecasts
    where workspace_id = ${of.workspaceId} and campaign_id = ${of.campaignId} and error_percent is not null
      and calls_seen >= ${of.callsSeen}
    order by made_at
    limit 1
  `.execute(db);
  const [row] = rows;
  if (!row) return null;
  const { p10, p50, p90, ...rest } = row;
  return { ...rest, foreseen: { p10, p50, p90 } };
}
