import { sql } from 'kysely';
import type { QueueItem } from '#contract/enrollments.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { waitsFor } from '#server/dialer/person/law.ts';

export type Section = QueueItem['status'];

/** Whose queue: one campaign's, or that of all campaigns of a workspace. */
export type QueueScope = { workspaceId: string; campaignId: string | null };

export type QueueRow = Omit<QueueItem, 'position' | 'explain' | 'wait'> & {
  email: string | null;
  company: string | null;
  successfulCalls: number;
  notConnected: number;
  priorityMode: 'priority' | 'fifo';
  /** 1 while the person's hours are open, else 0. */
  isOpen: number;
  order: number;
  dueKey: string | null;
};

const columns = sql`
  e.id as "enrollmentId", e.campaign_id as "campaignId", k.name as "campaignName", k.priority_mode as "priorityMode",
  e.contact_id as "contactId", e.phone, c.name, c.email, c.company, coalesce(c.successful_calls, 0) as "successfulCalls",
  coalesce(c.not_connected, 0) as "notConnected", e.status, e.priority, e.attempts, e.due_at as "dueAt",
  e.last_disposition as "lastDisposition", ${waitsFor} as "waitsFor", e.is_open::int as "isOpen", e.position as order, e.due_at::text as "dueKey"
`;

const liveStatuses = sql`('draft', 'scheduled', 'running', 'paused', 'failed')`;

/** How the people of a section stand in line; those ready whose hours are closed stand behind all others who are ready. */
const orders = {
  queued: sql`e.is_open desc, e.priority desc, e.position`,
  waiting: sql`e.due_at, e.priority desc, e.position`,
  pending: sql`e.priority desc, e.position`,
};

/** Where a row stands in its section. */
export function keyOf(row: QueueRow): PageKey {
  return [row.isOpen, row.priority, row.order, ...(row.dueKey === null ? [] : [row.dueKey])];
}

/**
 * One section of a queue in its order, from after a key. Each lane (each campaign, for those not ready) shows its first
 * by its index; only as many lanes as rows are wanted can hold one of them, and only those are read further.
 */
export async function listSection(
  db: Runner,
  scope: QueueScope,
  page: { section: Section; after: PageKey | null; limit: number },
): Promise<QueueRow[]> {
  const { section, after, limit } = page;
  if (section === 'queued' && scope.campaignId === null) return listReady(db, scope.workspaceId, page);
  const ofLine = { section, after };
  const { rows } = await sql<QueueRow>`
    with heads as (
      select k.id as campaign_id, l.id as lane_id, l.is_open, e.priority, e.position, e.due_at
      from campaigns k
      ${section === 'queued' ? sql`join lanes l on l.workspace_id = k.workspace_id and l.campaign_id = k.id` : sql`cross join (select null::uuid as id, true as is_open) l`}
      cross join lateral (${firstOf({ ...ofLine, line: sql`k.id`, lane: sql`l.id`, isOpen: sql`l.is_open`, limit: 1 })}) e
      where k.workspace_id = ${scope.workspaceId}
        and k.deleted_at is null
        and k.status in ${liveStatuses}
        and (${scope.campaignId}::uuid is null or k.id = ${scope.campaignId}::uuid)
    ),
    lines as (
      select campaign_id, lane_id, is_open from heads e order by ${orders[section]} limit ${limit}
    ),
    first_of_each as (
      select e.* from lines l
      cross join lateral (${firstOf({ ...ofLine, line: sql`l.campaign_id`, lane: sql`l.lane_id`, isOpen: sql`l.is_open`, limit })}) e
      order by ${orders[section]}
      limit ${limit}
    )
    select ${columns}
    from first_of_each e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    order by ${orders[section]}
  `.execute(db);
  return rows;
}

/** Those of a workspace who are ready, hours open or not: an index of their own holds them all in this order. */
async function listReady(
  db: Runner,
  workspaceId: string,
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<QueueRow[]> {
  const part = (condition: Sql) => sql`(
    select p.* from enrollments p
    where p.workspace_id = ${workspaceId} and p.status = 'queued' and ${condition}
    order by p.priority desc, p.position
    limit ${limit}
  )`;
  const parts = after === null ? [sql`true`] : behind('pending', after, sql`true`);
  const { rows } = await sql<QueueRow>`
    with first_of_all as (
      select * from (${sql.join(parts.map(part), sql` union all `)}) e order by e.priority desc, e.position limit ${limit}
    )
    select ${columns}
    from (
      select f.*, l.is_open from first_of_all f join lanes l on l.workspace_id = f.workspace_id and l.id = f.lane_id
    ) e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    order by e.priority desc, e.position
  `.execute(db);
  return rows;
}

type Sql = ReturnType<typeof sql>;
type Line = { section: Section; after: PageKey | null; line: Sql; lane: Sql; isOpen: Sql; limit: number };

/**
 * The first of one line after a key. A part for each way to stand behind the key, as each is one stretch of an index:
 * with `or` between them a deep page read everybody before it.
 */
function firstOf({ section, after, line, lane, isOpen, limit }: Line): Sql {
  const own = section === 'queued' ? sql`p.lane_id = ${lane}` : sql`p.campaign_id = ${line}`;
  const part = (condition: Sql) => sql`(
    select p.*, ${isOpen} as is_open from enrollments p
    where ${own} and p.status = ${sql.lit(section)} and ${condition}
    order by ${section === 'waiting' ? sql`p.due_at, ` : sql``}p.priority desc, p.position
    limit ${limit}
  )`;
  const parts = after === null ? [sql`true`] : behind(section, after, isOpen);
  return sql`select * from (${sql.join(parts.map(part), sql` union all `)}) e order by ${orders[section]} limit ${limit}`;
}

function behind(section: Section, after: PageKey, isOpen: Sql): Sql[] {
  const [open, priority, position, dueAt] = after;
  const next = sql`p.priority = ${priority}::int and p.position > ${position}::bigint`;
  const lower = sql`p.priority < ${priority}::int`;
  if (section === 'pending') return [next, lower];
  if (section === 'waiting') {
    const same = sql`p.due_at = ${dueAt}::timestamptz`;
    return [sql`${same} and ${next}`, sql`${same} and ${lower}`, sql`p.due_at > ${dueAt}::timestamptz`];
  }
  const alike = sql`${isOpen} = (${open}::int = 1)`;
  return [sql`${alike} and ${next}`, sql`${alike} and ${lower}`, sql`${open}::int = 1 and not ${isOpen}`];
}

/** One person in the queue; null when there is none with this id, or it does not wait. */
export async function findQueued(db: Runner, workspaceId: string, id: string): Promise<QueueRow | null> {
  const { rows } = await sql<QueueRow>`
    select ${columns}
    from (
      select e.*, l.is_open from enrollments e
      join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
      where e.workspace_id = ${workspaceId} and e.id = ${id} and e.status in ('queued', 'waiting', 'pending')
    ) e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where k.deleted_at is null
  `.execute(db);
  return rows[0] ?? null;
}

/**
 * How many people of the same campaign and section stand before each of these rows, by enrollment; at most `most` + 1 are
 * counted for each. The rows are of one section.
 */
export async function countBefore(
  db: Runner,
  section: Section,
  { rows, most }: { rows: QueueRow[]; most: number },
): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const { rows: counted } = await sql<{ id: string; count: number }>`
    select r.id, ahead.count
    from unnest(
      ${rows.map((row) => row.enrollmentId)}::uuid[],
      ${rows.map((row) => row.campaignId)}::uuid[], ${rows.map((row) => row.isOpen === 1)}::boolean[],
      ${rows.map((row) => row.priority)}::int[], ${rows.map((row) => row.order)}::bigint[],
      ${rows.map((row) => row.dueKey)}::timestamptz[]
    ) as r (id, campaign_id, is_open, priority, position, due_at)
    cross join lateral (
      select count(*) from (${before(section)} ${Number.isFinite(most) ? sql`limit ${most + 1}` : sql``}) one_by_one
    ) ahead
  `.execute(db);
  return new Map(counted.map(({ id, count }) => [id, count]));
}

function before(section: Section): Sql {
  const higher = sql`e.priority > r.priority`;
  const earlier = sql`e.priority = r.priority and e.position < r.position`;
  if (section === 'queued') {
    const inLane = sql`select from lanes l join enrollments e on e.lane_id = l.id and e.status = 'queued' where l.campaign_id = r.campaign_id`;
    return sql`
      ${inLane} and l.is_open and not r.is_open
      union all ${inLane} and l.is_open = r.is_open and ${higher}
      union all ${inLane} and l.is_open = r.is_open and ${earlier}
    `;
  }
  const own = sql`select from enrollments e where e.campaign_id = r.campaign_id and e.status = ${sql.lit(section)}`;
  if (section === 'pending') return sql`${own} and ${higher} union all ${own} and ${earlier}`;
  return sql`
    ${own} and e.due_at < r.due_at
    union all ${own} and e.due_at = r.due_at and ${higher}
    union all ${own} and e.due_at = r.due_at and ${earlier}
  `;
}
