import { sql } from 'kysely';
import type { EnrollmentStatus } from '#domain/enrollment.ts';
import type { Binding } from '#domain/legal-hours/calling-hours.ts';
import type { Runner } from '#server/database/pool.ts';
import { frequencyColumns } from '#server/dialer/person/frequency.ts';
import type { FrequencyRow } from '#server/dialer/person/frequency.ts';
import { isLawInForce } from '#server/dialer/person/law.ts';

export type StandingRow = FrequencyRow & {
  enrollmentId: string;
  workspaceId: string;
  campaignId: string;
  campaignName: string;
  campaignStatus: string;
  contactId: string | null;
  phone: string;
  name: string | null;
  status: EnrollmentStatus;
  attempts: number;
  dueAt: Date | null;
  days: number[];
  firstCallTime: string;
  lastCallTime: string;
  allDay: boolean;
  timeZone: string;
  endAt: Date | null;
  zones: string[];
  legalZones: string[];
  personZones: string[] | null;
  isLawInForce: boolean;
  accountIsOpen: boolean;
  isSuppressed: boolean;
  isOnThePhone: boolean;
};

const most = 100;

/** Somebody's places in campaigns, the newest first, with all that a dial would be decided by. */
export async function listStandings(
  db: Runner,
  workspaceId: string,
  { contactId, phone }: { contactId: string | null; phone: string | null },
): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    select e.id as "enrollmentId", e.workspace_id as "workspaceId", k.id as "campaignId", k.name as "campaignName",
      k.status as "campaignStatus", e.contact_id as "contactId", e.phone, p.name, e.status, e.attempts, e.due_at as "dueAt",
      k.days, k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime", k.all_day as "allDay",
      k.time_zone as "timeZone", k.end_at as "endAt", l.zones, l.legal_zones as "legalZones", p.zones as "personZones",
      ${isLawInForce} as "isLawInForce", coalesce(s.is_open, true) as "accountIsOpen", ${frequencyColumns},
      exists (select from suppressions x where x.workspace_id = e.workspace_id and x.phone = e.phone) as "isSuppressed",
      exists (
        select from calls c where c.workspace_id = e.workspace_id and c.phone = e.phone and c.holds_slot
      ) as "isOnThePhone"
    from campaigns k
    join workspaces w on w.id = k.workspace_id
    join enrollments e on e.workspace_id = k.workspace_id and e.campaign_id = k.id
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    left join campaign_slots cs on cs.campaign_id = k.id
    left join provider_accounts a on a.workspace_id = k.workspace_id and a.id = cs.provider_account_id
    left join provider_account_slots s on s.provider_account_id = a.id
    left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
    where k.workspace_id = ${workspaceId} and k.deleted_at is null
      and e.phone = coalesce(
        ${phone}, (select phone from contacts where workspace_id = ${workspaceId} and id = ${contactId}::uuid)
      )
    order by k.created_at desc, k.id desc
    limit ${most}
  `.execute(db);
  return rows;
}

export type GroupRow = {
  status: EnrollmentStatus;
  boundBy: Binding | null;
  people: number;
  dueAt: Date | null;
  opensAt: Date | null;
};

/** The people of a campaign by status and by what keeps their lane closed. */
export async function listGroups(db: Runner, workspaceId: string, campaignId: string): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select e.status, case when l.is_open then null else l.bound_by end as "boundBy", sum(e.people) as people,
      min(e.due_at) as "dueAt", min(l.flips_at) filter (where not l.is_open) as "opensAt"
    from (
      select lane_id, status, count(*) as people, min(due_at) as due_at
      from enrollments
      where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
      group by lane_id, status
    ) e
    join lanes l on l.workspace_id = ${workspaceId} and l.id = e.lane_id
    group by 1, 2
  `.execute(db);
  return rows;
}

/** People of a campaign who are ready, and whom another campaign is calling. */
export async function countOnThePhone(db: Runner, workspaceId: string, campaignId: string): Promise<number> {
  const { rows } = await sql<{ people: number }>`
    select count(*) as people
    from calls c
    join enrollments e on e.campaign_id = ${campaignId} and e.phone = c.phone
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    where c.workspace_id = ${workspaceId} and c.holds_slot and e.status = 'queued' and l.is_open
  `.execute(db);
  return rows[0]?.people ?? 0;
}
