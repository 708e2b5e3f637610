import { sql } from 'kysely';
import type { Enrollment } from '#contract/enrollments.ts';
import type { Runner } from '#server/database/pool.ts';
import type { PageKey } from '#server/database/page.ts';
import { lastCall, withLastCall } from '#server/calls/last-call.ts';
import { isSought } from '#server/contacts/book-sql.ts';
import type { Sought } from '#server/contacts/book-sql.ts';
import { waitsFor } from '#server/dialer/person/law.ts';

export type EnrollmentRow = Enrollment & { order: number };

/** The people of a campaign, first in first; one row more than `limit`, to know whether there are more. */
export async function listEnrollments(
  db: Runner,
  filter: { workspaceId: string; campaignId: string; status: string | null; sought: Sought | null },
  page: { after: PageKey | null; limit: number },
): Promise<EnrollmentRow[]> {
  const { rows } = await sql<EnrollmentRow>`
    select e.id, e.campaign_id as "campaignId", e.contact_id as "contactId", e.phone, c.name, c.email, c.company, e.status,
      e.priority, e.attempts, e.due_at as "dueAt", e.last_disposition as "lastDisposition",
      ${waitsFor} as "waitsFor", e.next_action as "nextAction", ${lastCall} as "lastCall",
      coalesce(c.custom, '{}') as custom, e.created_at as "createdAt", e.updated_at as "updatedAt", e.position as order
    from enrollments e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.workspace_id = ${filter.workspaceId}
      and e.campaign_id = ${filter.campaignId}
      and ${filter.status === null ? sql`true` : sql`e.status = ${filter.status}`}
      and ${filter.sought === null ? sql`true` : isSought(filter.sought, sql`e.phone`)}
      and e.position > ${page.after?.[0] ?? 0}::bigint
    order by e.position
    limit ${page.limit + 1}
  `.execute(db);
  return rows.map(withLastCall);
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

/** Calls of a workspace that began since an instant, and how many of them have ended. */
export async function readThroughput(
  db: Runner,
  workspaceId: string,
  since: Date,
): Promise<{ lastHour: number; finishedLastHour: number }> {
  const { rows } = await sql<{ lastHour: number; finishedLastHour: number }>`
    select count(*) as "lastHour", count(*) filter (where status = 'ended') as "finishedLastHour"
    from calls
    where workspace_id = ${workspaceId} and claimed_at > ${since} and disposition is distinct from 'not_placed'
  `.execute(db);
  return rows[0] ?? { lastHour: 0, finishedLastHour: 0 };
}
