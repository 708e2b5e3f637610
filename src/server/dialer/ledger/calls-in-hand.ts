import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CallLength } from '#domain/call-length.ts';
import type { CallDetails, CallProgress } from '#domain/call.ts';
import type { CampaignStatus } from '#domain/campaign.ts';
import type { EnrollmentStatus } from '#domain/enrollment.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';
import type { RetryPolicy } from '#domain/retry.ts';
import type { CallingWindow } from '#domain/window.ts';
import type { Trx } from './allocator.ts';

/** A call, locked, with all that deciding about it needs. */
export type CallInHand = CallProgress &
  CallLength & {
    id: string;
    workspaceId: string;
    campaignId: string;
    enrollmentId: string;
    contactId: string | null;
    providerAccountId: string;
    phone: string;
    attempt: number;
    holdsSlot: boolean;
    placingAt: Date | null;
    ringDeadline: Date | null;
    lookAt: Date | null;
    looks: number;
    missingSince: Date | null;
    providerCallId: string | null;
    details: CallDetails;
    enrollment: { status: EnrollmentStatus; attempts: number; attemptsBefore: number; lastDisposition: string | null };
    campaign: { status: CampaignStatus; window: CallingWindow; retry: RetryPolicy; voicemailRetry: boolean };
    zones: string[];
    /** What the law asked for when it was planned; a dial looks at it anew. */
    law: Law;
    isSuppressed: boolean;
  };

/** A call in hand as it is read. */
export type CallRow = Omit<CallInHand, 'details' | 'enrollment' | 'campaign' | 'law'> & {
  legalZones: string[];
  jurisdictions: string[];
  talkSeconds: number | null;
  goalMet: boolean | null;
  summary: string | null;
  transcript: string | null;
  recordingUrl: string | null;
  extracted: Record<string, unknown> | null;
  costCents: number | null;
  reason: string | null;
  enrollmentStatus: EnrollmentStatus;
  attempts: number;
  attemptsBefore: number;
  lastDisposition: string | null;
  campaignStatus: CampaignStatus;
  days: number[];
  firstCallTime: string;
  lastCallTime: string;
  allDay: boolean;
  retryOn: RetryPolicy['on'];
  retryMax: number;
  retryDelays: string[];
  voicemailRetry: boolean;
};

/** Which calls to take: by our id, or by the provider's. */
export type Mention = { callId: string | null; providerAccountId: string; providerCallId: string };

/** Locks the calls, in the order of their ids so that two batches that share calls can't deadlock. */
export async function takeInHand(trx: Trx, callIds: string[], mentions: Mention[] = []): Promise<CallInHand[]> {
  const { rows } = await callsTaken(callIds, mentions).execute(trx);
  return rows.map((row) => callOf(row));
}

/** As takeInHand, as a statement; what it gives becomes calls by `callOf`. */
export function callsTaken(callIds: string[], mentions: Mention[] = []): RawBuilder<CallRow> {
  return sql<CallRow>`
    with mentioned as (
      select unnest(${callIds}::uuid[]) as id
      union
      select c.id
      from unnest(
        ${mentions.map((mention) => mention.providerAccountId)}::uuid[],
        ${mentions.map((mention) => mention.providerCallId)}::text[]
      ) as m (provider_account_id, provider_call_id)
      join calls c on c.provider_account_id = m.provider_account_id and c.provider_call_id = m.provider_call_id
    ),
    -- Apart from the rest: joined in one go, the planner took all calls of a workspace to find those of a batch.
    locked as materialized (
      select c.* from mentioned m join calls c on c.id = m.id
      order by c.id
      for update of c
    )
    select c.id, c.workspace_id as "workspaceId", c.campaign_id as "campaignId", c.enrollment_id as "enrollmentId",
      e.contact_id as "contactId", c.provider_account_id as "providerAccountId", c.phone, c.attempt, c.status,
      c.holds_slot as "holdsSlot", c.placing_at as "placingAt", c.placed_at as "placedAt", c.ringing_at as "ringingAt",
      c.answered_at as "answeredAt", c.disconnected_at as "disconnectedAt", c.ended_at as "endedAt",
      c.ring_deadline as "ringDeadline", c.look_at as "lookAt", c.looks, c.missing_since as "missingSince",
      c.provider_call_id as "providerCallId", c.ring_seconds_max as "ringSecondsMax",
      c.talk_seconds_max as "talkSecondsMax", c.disposition, c.reason, c.talk_seconds as "talkSeconds",
      c.goal_met as "goalMet", c.summary, c.transcript, c.recording_url as "recordingUrl", c.extracted,
      c.cost_cents as "costCents", e.status as "enrollmentStatus", e.attempts, e.attempts_before as "attemptsBefore",
      e.last_disposition as "lastDisposition", k.status as "campaignStatus", k.days,
      k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime", k.all_day as "allDay",
      k.retry_on as "retryOn", k.retry_max as "retryMax", k.retry_delays as "retryDelays",
      k.voicemail_retry as "voicemailRetry", l.zones, l.legal_zones as "legalZones", l.jurisdictions,
      exists (
        select from suppressions s where s.workspace_id = c.workspace_id and s.phone = c.phone
      ) as "isSuppressed"
    from locked c
    join enrollments e on e.workspace_id = c.workspace_id and e.id = c.enrollment_id
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    join campaigns k on k.workspace_id = c.workspace_id and k.id = c.campaign_id
    order by c.id
  `;
}

export function callOf(row: CallRow): CallInHand {
  const { days, firstCallTime, lastCallTime, allDay, retryOn, retryMax, retryDelays, voicemailRetry, ...rest } = row;
  const { talkSeconds, goalMet, summary, transcript, recordingUrl, extracted, costCents, reason, ...others } = rest;
  const { legalZones, jurisdictions, ...call } = others;
  return {
    ...call,
    law: { zones: legalZones, jurisdictions },
    details: known({ talkSeconds, goalMet, summary, transcript, recordingUrl, extracted, costCents, reason }),
    enrollment: {
      status: row.enrollmentStatus,
      attempts: row.attempts,
      attemptsBefore: row.attemptsBefore,
      lastDisposition: row.lastDisposition,
    },
    campaign: {
      status: row.campaignStatus,
      window: { days, firstCallTime, lastCallTime, allDay },
      retry: { on: retryOn, maxRetries: retryMax, delays: retryDelays },
      voicemailRetry,
    },
  };
}

function known(details: { [K in keyof CallDetails]: CallDetails[K] | null }): CallDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== null));
}
