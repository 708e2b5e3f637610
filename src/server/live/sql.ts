import { sql } from 'kysely';
import type { Database, Runner } from '#server/database/pool.ts';

/** An event as it is kept for ten minutes; `data` is what the stream sends. */
export type LiveRow = { id: number; workspaceId: string; campaignId: string | null; kind: string; data: unknown };

export type NewLiveRow = Omit<LiveRow, 'id'>;

const columns = sql`id, workspace_id as "workspaceId", campaign_id as "campaignId", kind, data`;

/** The last event that was committed; before the first one, where it will begin. */
export async function readHead(db: Runner): Promise<number> {
  const { rows } = await sql<{ head: number }>`
    select coalesce((select max(id) from live_events), (select last_value from live_event_ids)) as head
  `.execute(db);
  return rows[0]?.head ?? 0;
}

/** Events of all workspaces from after an id, in order. */
export async function listEvents(db: Runner, { after, limit }: { after: number; limit: number }): Promise<LiveRow[]> {
  const { rows } = await sql<LiveRow>`
    select ${columns} from live_events where id > ${after} order by id limit ${limit}
  `.execute(db);
  return rows;
}

/** A workspace's events after one id and up to another, in order. */
export async function listEventsOf(
  db: Runner,
  range: { workspaceId: string; after: number; upTo: number; limit: number },
): Promise<LiveRow[]> {
  const { rows } = await sql<LiveRow>`
    select ${columns} from live_events
    where workspace_id = ${range.workspaceId} and id > ${range.after} and id <= ${range.upTo}
    order by id limit ${range.limit}
  `.execute(db);
  return rows;
}

/** Says that somebody watches a workspace until then. From the id that comes back on, all its events are there. */
export async function watch(
  db: Runner,
  { workspaceId, now, until }: { workspaceId: string; now: Date; until: Date },
): Promise<number> {
  const { rows } = await sql<{ sinceId: number }>`
    insert into live_watches as w (workspace_id, since_id, until)
    select ${workspaceId}, last_value, ${until} from live_event_ids
    on conflict (workspace_id) do update
    set since_id = case when w.until > ${now} then w.since_id else excluded.since_id end,
      until = greatest(w.until, excluded.until)
    returning since_id as "sinceId"
  `.execute(db);
  return rows[0]?.sinceId ?? 0;
}

export async function keepWatching(db: Runner, workspaceIds: string[], until: Date): Promise<void> {
  await sql`
    update live_watches set until = greatest(until, ${until}) where workspace_id = any(${workspaceIds}::uuid[])
  `.execute(db);
}

export async function listWatched(db: Runner, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select workspace_id as id from live_watches where until > ${now}`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** Takes the right to write events, which one connection of the installation has; false while another one has it. */
export async function takeLead(connection: Database): Promise<boolean> {
  const { rows } = await sql<{ isOurs: boolean }>`select pg_try_advisory_lock(7119, 8) as "isOurs"`.execute(connection);
  return rows[0]?.isOurs ?? false;
}

export async function leaveLead(connection: Database): Promise<void> {
  await sql`select pg_advisory_unlock(7119, 8)`.execute(connection);
}

export async function insertEvents(db: Runner, events: NewLiveRow[], at: Date): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into live_events (workspace_id, campaign_id, at, kind, data)
    select n.workspace_id, n.campaign_id, ${at}, n.kind, n.data
    from unnest(
      ${events.map(({ workspaceId }) => workspaceId)}::uuid[], ${events.map(({ campaignId }) => campaignId)}::uuid[],
      ${events.map(({ kind }) => kind)}::text[], ${events.map(({ data }) => JSON.stringify(data))}::jsonb[]
    ) with ordinality as n (workspace_id, campaign_id, kind, data, nth)
    join workspaces w on w.id = n.workspace_id
    order by n.nth
  `.execute(db);
}

/** What is older than ten minutes can't be gone on from any more. */
export async function forgetEvents(db: Runner, before: Date): Promise<void> {
  await sql`
    with gone as (delete from live_events where at < ${before} returning id),
    last as (select max(id) as id from gone)
    update live_watches w set since_id = last.id from last where w.since_id < last.id
  `.execute(db);
}

export type Cursors = { version: number; callEvent: number };

export async function readCursors(db: Runner): Promise<Cursors> {
  const { rows } = await sql<Cursors>`
    select coalesce((select max(version) from campaign_counts), 0) as version,
      coalesce((select max(id) from call_events), 0) as "callEvent"
  `.execute(db);
  return rows[0] ?? { version: 0, callEvent: 0 };
}

export type ChangedCampaign = { id: string; workspaceId: string; version: number; isWatched: boolean };

/** Campaigns of which something changed after a version. Folding is one at a time: no smaller version comes later. */
export async function listChangedCampaigns(
  db: Runner,
  { after, now, limit }: { after: number; now: Date; limit: number },
): Promise<ChangedCampaign[]> {
  const { rows } = await sql<ChangedCampaign>`
    select c.campaign_id as id, c.workspace_id as "workspaceId", c.version, w.workspace_id is not null as "isWatched"
    from campaign_counts c
    left join live_watches w on w.workspace_id = c.workspace_id and w.until > ${now}
    where c.version > ${after}
    order by c.version limit ${limit}
  `.execute(db);
  return rows;
}

export type ChangedCall = {
  eventId: number;
  callId: string;
  workspaceId: string;
  campaignId: string;
  isWatched: boolean;
};

/** What was noted of calls after an id, and those of the ids in `missing` that have been committed since. */
export async function listChangedCalls(
  db: Runner,
  { after, missing, now, limit }: { after: number; missing: number[]; now: Date; limit: number },
): Promise<ChangedCall[]> {
  const { rows } = await sql<ChangedCall>`
    select e.id as "eventId", e.call_id as "callId", e.workspace_id as "workspaceId", c.campaign_id as "campaignId",
      w.workspace_id is not null as "isWatched"
    from (
      (select id, call_id, workspace_id from call_events where id > ${after} order by id limit ${limit})
      union all
      select id, call_id, workspace_id from call_events where id = any(${missing}::bigint[])
    ) e
    join calls c on c.workspace_id = e.workspace_id and c.id = e.call_id
    left join live_watches w on w.workspace_id = e.workspace_id and w.until > ${now}
    order by e.id
  `.execute(db);
  return rows;
}
