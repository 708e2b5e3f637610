import { sql } from 'kysely';
import type { Call, CallDetail } from '#contract/calls.ts';
import { isSought } from '#server/contacts/book-sql.ts';
import type { Sought } from '#server/contacts/book-sql.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import type { PageKey } from '#server/database/page.ts';

export type CallRow = Call & { claimedKey: string };

const callColumns = sql`
  c.id, c.campaign_id as "campaignId", c.enrollment_id as "enrollmentId", e.contact_id as "contactId", p.name, c.phone,
  c.from_phone as "from", c.attempt, c.status, c.disposition, c.reason, c.goal_met as "goalMet",
  c.talk_seconds as "talkSeconds", c.summary, c.recording_url as "recordingUrl", c.cost_cents as "costCents",
  c.provider_call_id as "providerCallId", c.claimed_at as "claimedAt", c.claimed_at::text as "claimedKey",
  c.placed_at as "placedAt", c.ringing_at as "ringingAt", c.answered_at as "answeredAt", c.ended_at as "endedAt"
`;

const callSources = sql`
  calls c
  join enrollments e on e.workspace_id = c.workspace_id and e.id = c.enrollment_id
  left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
`;

export type CallFilter = {
  workspaceId: string;
  campaignId: string | null;
  contactId?: string;
  status: string | null;
  disposition: string | null;
  sought: Sought | null;
};

/** The newest first; one row more than `limit`, to know whether there are more. */
export async function listCalls(
  db: Runner,
  filter: CallFilter,
  page: { after: PageKey | null; limit: number },
): Promise<CallRow[]> {
  const { after } = page;
  const { rows } = await sql<CallRow>`
    select ${callColumns}
    from ${callSources}
    where c.workspace_id = ${filter.workspaceId}
      and ${filter.campaignId === null ? sql`true` : sql`c.campaign_id = ${filter.campaignId}::uuid`}
      and ${filter.contactId === undefined ? sql`true` : sql`e.contact_id = ${filter.contactId}::uuid`}
      and ${filter.status === null ? sql`true` : ofStatus(filter.status)}
      and ${filter.disposition === null ? sql`true` : ofEnding(filter.disposition)}
      and ${filter.sought === null ? sql`true` : isSought(filter.sought, sql`c.phone`)} and ${byNumbers(filter)}
      and ${after ? sql`(c.claimed_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`true`}
    order by c.claimed_at desc, c.id desc
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}

/** The few who are looked for are found by calls_by_phone: nobody's calls were sought among all that were ever made. */
function byNumbers({ workspaceId, sought }: CallFilter) {
  if (!sought?.contactIds) return sql`true`;
  return sql`c.phone = any(array(
    select p.phone from enrollments p where p.workspace_id = ${workspaceId} and p.contact_id = any(${sought.contactIds}::uuid[])
  ))`;
}

/** These calls, of any workspaces, in the order they were claimed. */
export async function listCallsById(db: Runner, ids: string[]): Promise<CallRow[]> {
  const { rows } = await sql<CallRow>`
    select ${callColumns} from ${callSources} where c.id = any(${ids}::uuid[]) order by c.claimed_at, c.id
  `.execute(db);
  return rows;
}

/** Rare endings have an index of their own, which is used only when the condition says that they are. */
function ofEnding(disposition: string) {
  const isFrequent = disposition === 'answered' || disposition === 'no_answer';
  return sql`c.disposition = ${disposition} ${isFrequent ? sql`` : sql`and c.disposition not in ('answered', 'no_answer')`}`;
}

function ofStatus(status: string) {
  return status === 'active' ? sql`c.holds_slot` : sql`c.status = ${status}`;
}

type DetailRow = Omit<CallDetail, 'events' | 'evidence' | 'snapshot'>;

export async function getCall(db: Runner, workspaceId: string, id: string): Promise<DetailRow> {
  const { rows } = await sql<DetailRow>`
    select ${callColumns}, c.transcript, c.extracted
    from ${callSources}
    where c.workspace_id = ${workspaceId} and c.id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('call', id);
  return rows[0];
}

export async function listEvents(db: Runner, workspaceId: string, callId: string): Promise<CallDetail['events']> {
  const { rows } = await sql<CallDetail['events'][number]>`
    select kind, source, at, changed, disposition, detail
    from call_events where workspace_id = ${workspaceId} and call_id = ${callId}
    order by id
  `.execute(db);
  return rows;
}

export async function findEvidence(db: Runner, workspaceId: string, callId: string): Promise<CallDetail['evidence']> {
  const { rows } = await sql<NonNullable<CallDetail['evidence']>>`
    select at, zones, local_times as "localTimes", days, first_call_time as "firstCallTime",
      last_call_time as "lastCallTime", all_day as "allDay", jurisdictions, legal_zones as "legalZones",
      legal_local_times as "legalLocalTimes", legal_version as "legalVersion"
    from dial_evidence where workspace_id = ${workspaceId} and call_id = ${callId}
  `.execute(db);
  return rows[0] ?? null;
}

export async function findSnapshot(db: Runner, workspaceId: string, callId: string): Promise<CallDetail['snapshot']> {
  const { rows } = await sql<NonNullable<CallDetail['snapshot']>>`
    select s.version, s.at, s.snapshot as settings
    from calls c
    join campaign_snapshots s on s.workspace_id = c.workspace_id and s.campaign_id = c.campaign_id
      and s.version = c.snapshot_version
    where c.workspace_id = ${workspaceId} and c.id = ${callId}
  `.execute(db);
  return rows[0] ?? null;
}
