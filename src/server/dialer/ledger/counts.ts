import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { DB } from '#server/database/tables.ts';

/** What is counted of a campaign: people by status, calls by disposition, goals, seconds of talk. */
export const counted = [
  'pending',
  'waiting',
  'queued',
  'calling',
  'completed',
  'voicemail',
  'failed',
  'cancelled',
  'suppressed',
  'calls_placed',
  'calls_answered',
  'calls_voicemail',
  'calls_no_answer',
  'calls_busy',
  'calls_failed',
  'calls_cancelled',
  'calls_unknown',
  'goals_met',
  'goals_missed',
  'talk_seconds',
] as const;

type Counted = (typeof counted)[number];
export type CampaignCounts = Record<Counted, number>;
export type CountDelta = { workspaceId: string; campaignId: string } & Partial<CampaignCounts>;

const columns = sql.raw(counted.join(', '));

/** Appends what changed, summed by campaign: rows of their own, so that no two transactions meet on a counter. */
export async function appendDeltas(db: Kysely<DB>, deltas: CountDelta[]): Promise<void> {
  await deltasAppended(deltas)?.execute(db);
}

/** As appendDeltas, as a part of a statement; null when nothing changed. */
export function deltasAppended(deltas: CountDelta[]): RawBuilder<unknown> | null {
  const sums = sumByCampaign(deltas);
  if (sums.length === 0) return null;
  const arrays = counted.map((name) => sql`${sums.map((sum) => sum[name] ?? 0)}::int[]`);
  return sql`
    insert into campaign_deltas (workspace_id, campaign_id, ${columns})
    select * from unnest(
      ${sums.map((sum) => sum.workspaceId)}::uuid[], ${sums.map((sum) => sum.campaignId)}::uuid[], ${sql.join(arrays)}
    )
  `;
}

/** The counts that are named: few of all, for each of hundreds of calls. */
export function namesIn(counts: object): (keyof CampaignCounts)[] {
  return Object.keys(counts).filter((name): name is keyof CampaignCounts => isCounted.has(name));
}

const isCounted = new Set<string>(counted);

function sumByCampaign(deltas: CountDelta[]): CountDelta[] {
  const sums = new Map<string, CountDelta>();
  for (const delta of deltas) {
    const sum = sums.get(delta.campaignId) ?? { workspaceId: delta.workspaceId, campaignId: delta.campaignId };
    for (const name of namesIn(delta)) sum[name] = (sum[name] ?? 0) + (delta[name] ?? 0);
    sums.set(delta.campaignId, sum);
  }
  return [...sums.values()].filter((sum) => counted.some((name) => sum[name]));
}

/** Exact counts of each campaign, in one snapshot: what was folded plus what was not yet. */
export async function readCounts(db: Kysely<DB>, campaignIds: string[]): Promise<Map<string, CampaignCounts>> {
  const sums = sql.join(counted.map((name) => sql`sum(${sql.ref(name)})::float8 as ${sql.ref(name)}`));
  const { rows } = await sql<CampaignCounts & { campaign_id: string }>`
    select campaign_id, ${sums}
    from (
      select campaign_id, ${columns} from campaign_counts where campaign_id = any(${campaignIds}::uuid[])
      union all
      select campaign_id, ${columns} from campaign_deltas where campaign_id = any(${campaignIds}::uuid[])
    ) parts
    group by campaign_id
  `.execute(db);
  return new Map(rows.map(({ campaign_id: id, ...counts }) => [id, counts]));
}

/** Folds what was appended into the campaigns' rows. Any number of processes may do it at once. */
export async function foldDeltas(db: Kysely<DB>): Promise<void> {
  const sums = sql.join(counted.map((name) => sql`sum(${sql.ref(name)}) as ${sql.ref(name)}`));
  const added = sql.join(counted.map((name) => sql`${sql.ref(name)} = c.${sql.ref(name)} + folded.${sql.ref(name)}`));
  await sql`
    with taken as (
      -- One folder at a time: two would wait for each other's campaign rows in opposite order.
      select id from campaign_deltas where (select pg_try_advisory_xact_lock(7119, 2)) order by id limit 20000 for update skip locked
    ),
    gone as (delete from campaign_deltas d using taken where d.id = taken.id returning d.*),
    folded as (select campaign_id, ${sums} from gone group by campaign_id)
    update campaign_counts c set ${added}, version = nextval('campaign_versions') from folded where c.campaign_id = folded.campaign_id
  `.execute(db);
}
