import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';

export type ExportFilter = {
  workspaceId: string;
  campaignId: string;
  status: string | null;
  disposition: string | null;
};

export type PersonRow = {
  order: number;
  phone: string;
  name: string | null;
  email: string | null;
  company: string | null;
  status: string;
  attempts: number;
  lastDisposition: string | null;
  dueAt: Date | null;
  lastCallAt: Date | null;
  talkSeconds: number | null;
  goalMet: boolean | null;
  summary: string | null;
  nextAction: string | null;
  custom: Record<string, unknown>;
};

/** People in their order after a position, with the last call that reached the network of each; `limit` at most. */
export async function listPeople(
  db: Runner,
  filter: ExportFilter,
  { after, limit }: { after: number; limit: number },
): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    select e.position as order, e.phone, p.name, p.email, p.company, e.status, e.attempts,
      e.last_disposition as "lastDisposition", e.due_at as "dueAt", last.placed_at as "lastCallAt",
      last.talk_seconds as "talkSeconds", last.goal_met as "goalMet", last.summary, e.next_action as "nextAction",
      coalesce(p.custom, '{}') as custom
    from enrollments e
    left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
    left join lateral (
      select c.placed_at, c.talk_seconds, c.goal_met, c.summary from calls c
      where c.enrollment_id = e.id and c.placed_at is not null
      order by c.attempt desc
      limit 1
    ) last on true
    where e.workspace_id = ${filter.workspaceId}
      and e.campaign_id = ${filter.campaignId}
      and (${filter.status}::text is null or e.status = ${filter.status})
      and (${filter.disposition}::text is null or e.last_disposition = ${filter.disposition})
      and e.position > ${after}::bigint
    order by e.position
    limit ${limit}
  `.execute(db);
  return rows;
}

export type CallRow = {
  id: string;
  claimedKey: string;
  phone: string;
  name: string | null;
  from: string | null;
  attempt: number;
  status: string;
  disposition: string | null;
  reason: string | null;
  placedAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  talkSeconds: number | null;
  goalMet: boolean | null;
  costCents: number | null;
  summary: string | null;
  extracted: Record<string, unknown> | null;
  recordingUrl: string | null;
  providerCallId: string | null;
};

export type CallKey = Pick<CallRow, 'claimedKey' | 'id'>;

/** Calls from after a key, the newest first, `limit` at most; what was never dialled is left out. */
export async function listCallRows(
  db: Runner,
  filter: ExportFilter,
  { after, limit }: { after: CallKey | null; limit: number },
): Promise<CallRow[]> {
  const { rows } = await sql<CallRow>`
    select c.id, c.claimed_at::text as "claimedKey", c.phone, p.name, c.from_phone as from, c.attempt, c.status,
      c.disposition, c.reason, c.placed_at as "placedAt", c.answered_at as "answeredAt", c.ended_at as "endedAt",
      c.talk_seconds as "talkSeconds", c.goal_met as "goalMet", c.cost_cents as "costCents", c.summary, c.extracted,
      c.recording_url as "recordingUrl", c.provider_call_id as "providerCallId"
    from calls c
    join enrollments e on e.workspace_id = c.workspace_id and e.id = c.enrollment_id
    left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
    where c.workspace_id = ${filter.workspaceId}
      and c.campaign_id = ${filter.campaignId}
      and c.disposition is distinct from 'not_placed'
      and (${filter.status}::text is null or e.status = ${filter.status})
      and (${filter.disposition}::text is null or c.disposition = ${filter.disposition})
      and ${after ? sql`(c.claimed_at, c.id) < (${after.claimedKey}::timestamptz, ${after.id}::uuid)` : sql`true`}
    order by c.claimed_at desc, c.id desc
    limit ${limit}
  `.execute(db);
  return rows;
}
