import { sql } from 'kysely';
import type { Enrollment, QueueItem } from '#contract/enrollments.ts';
import type { Runner } from '#server/database/pool.ts';
import type { PageKey } from '#server/database/page.ts';

export type EnrollmentRow = Enrollment & { order: number };

/** The people of a campaign, first in first; one row more than `limit`, to know whether there are more. */
export async function listEnrollments(
  db: Runner,
  filter: { workspaceId: string; campaignId: string; status: string | null },
  page: { after: PageKey | null; limit: number },
): Promise<EnrollmentRow[]> {
  const { rows } = await sql<EnrollmentRow>`
    select e.id, e.campaign_id as "campaignId", e.contact_id as "contactId", e.phone, c.name, c.email, c.company, e.status,
      e.priority, e.attempts, e.due_at as "dueAt", e.last_disposition as "lastDisposition",
      e.next_action as "nextAction", e.created_at as "createdAt", e.updated_at as "updatedAt", e.position as order
    from enrollments e
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.workspace_id = ${filter.workspaceId}
      and e.campaign_id = ${filter.campaignId}
      and (${filter.status}::text is null or e.status = ${filter.status})
      and e.position > ${page.after?.[0] ?? 0}::bigint
    order by e.position
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}

export type Section = QueueItem['status'];

/** Whose queue: one campaign's, or that of all campaigns of a workspace. */
export type QueueScope = { workspaceId: string; campaignId: string | null };

export type QueueRow = Omit<QueueItem, 'position'> & { order: number; dueKey: string | null };

const queueColumns = sql`
  e.id as "enrollmentId", e.campaign_id as "campaignId", k.name as "campaignName", e.contact_id as "contactId", e.phone,
  c.name, e.status, e.priority, e.attempts, e.due_at as "dueAt", e.last_disposition as "lastDisposition",
  e.position as order, e.due_at::text as "dueKey"
`;

/**
 * One section of a queue in its order, from after a key. Each campaign, and for those who are ready each of its lanes,
 * gives its first `limit` by its index; only those are sorted together.
 */
export async function listSection(
  db: Runner,
  scope: QueueScope,
  page: { section: Section; after: PageKey | null; limit: number },
): Promise<QueueRow[]> {
  const { section, after, limit } = page;
  const { rows } = await sql<QueueRow>`
    with first_of_each as (
      select e.* from campaigns k
      cross join lateral (${candidates(section, after, limit)}) e
      where k.workspace_id = ${scope.workspaceId}
        and k.deleted_at is null
        and k.status in ('draft', 'scheduled', 'running', 'paused', 'failed')
        and (${scope.campaignId}::uuid is null or k.id = ${scope.campaignId}::uuid)
    )
    select ${queueColumns}
    from first_of_each e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    order by ${orderOf(section)}
    limit ${limit}
  `.execute(db);
  return rows;
}

function candidates(section: Section, after: PageKey | null, limit: number) {
  const rest = after === null ? sql`true` : isAfter(section, after);
  const own = sql`e.status = ${sql.lit(section)} and ${rest} order by ${orderOf(section)} limit ${limit}`;
  if (section !== 'queued') return sql`select e.* from enrollments e where e.campaign_id = k.id and ${own}`;
  return sql`
    select in_lane.* from lanes l
    cross join lateral (select e.* from enrollments e where e.lane_id = l.id and ${own}) in_lane
    where l.workspace_id = k.workspace_id and l.campaign_id = k.id
  `;
}

function orderOf(section: Section) {
  return section === 'waiting' ? sql`e.due_at, e.priority desc, e.position` : sql`e.priority desc, e.position`;
}

/** The row comparison of an order that goes down by priority and up by position. */
function isAfter(section: Section, after: PageKey) {
  const [priority, position, dueAt] = after;
  const behind = sql`(e.priority < ${priority}::int or (e.priority = ${priority}::int and e.position > ${position}::bigint))`;
  if (section !== 'waiting') return sql`e.priority <= ${priority}::int and ${behind}`;
  return sql`(e.due_at > ${dueAt}::timestamptz or (e.due_at = ${dueAt}::timestamptz and ${behind}))`;
}

/** How many of a section stand before a key or at it. */
export async function countUpTo(
  db: Runner,
  scope: QueueScope,
  { section, key }: { section: Section; key: PageKey },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from campaigns k
    join enrollments e on e.campaign_id = k.id and e.status = ${sql.lit(section)} and not (${isAfter(section, key)})
    where k.workspace_id = ${scope.workspaceId}
      and k.deleted_at is null
      and k.status in ('draft', 'scheduled', 'running', 'paused', 'failed')
      and (${scope.campaignId}::uuid is null or k.id = ${scope.campaignId}::uuid)
  `.execute(db);
  return rows[0]?.count ?? 0;
}

export type LiveCampaign = { id: string; name: string; active: number; limit: number };

/** Campaigns that have somebody waiting or might have: those that are not over. */
export async function listLiveCampaigns(db: Runner, workspaceId: string): Promise<LiveCampaign[]> {
  const { rows } = await sql<LiveCampaign>`
    select k.id, k.name, s.in_use as active, s.max as limit
    from campaigns k
    join campaign_slots s on s.campaign_id = k.id
    where k.workspace_id = ${workspaceId}
      and k.deleted_at is null
      and (k.status in ('draft', 'scheduled', 'running', 'paused', 'failed') or s.in_use > 0)
    order by k.created_at desc, k.id desc
  `.execute(db);
  return rows;
}
