import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { Trx } from './allocator.ts';

/** A call that is over, of the person with that number in a list. */
export type PastCall = {
  person: number;
  attempt: number;
  dialAt: Date;
  ringingAt: Date | null;
  answeredAt: Date | null;
  endedAt: Date;
  disposition: 'answered' | 'voicemail' | 'no_answer' | 'busy' | 'failed';
  talkSeconds: number | null;
  goalMet: boolean | null;
};

export type PastTalk = { summary: string; transcript: string };

type History = {
  workspaceId: string;
  campaignId: string;
  providerAccountId: string;
  /** Numbers of the people, all of them in the campaign and waiting for their first call. */
  phones: readonly string[];
  calls: readonly PastCall[];
  /** What was said in a call, where somebody picked up. */
  talks: readonly (PastTalk | null)[];
};

/**
 * Writes calls of the past with all that the dialer would have written: events, evidence, people, counts, contacts. The
 * campaign has been frozen, and is completed with its last call.
 */
export async function writeHistory(trx: Trx, history: History): Promise<void> {
  const { campaignId, calls } = history;
  await insertCalls(trx, history);
  await insertTrace(trx, campaignId);
  await sql`
    update enrollments e
    set attempts = c.attempt, last_disposition = c.disposition, updated_at = c.ended_at,
      status = case c.disposition when 'answered' then 'completed' when 'voicemail' then 'voicemail' else 'failed' end
    from (
      select distinct on (enrollment_id) enrollment_id, workspace_id, attempt, disposition, ended_at
      from calls where campaign_id = ${campaignId} order by enrollment_id, attempt desc
    ) c
    where e.workspace_id = c.workspace_id and e.id = c.enrollment_id
  `.execute(trx);
  await countHistory(trx, campaignId);
  await sql`
    update contacts p
    set successful_calls = p.successful_calls + c.successful, not_connected = p.not_connected + c.not_connected,
      last_conversation_at = c.talked_at, last_summary = c.summary, updated_at = c.ended_at
    from (
      select e.workspace_id, e.contact_id, count(*) filter (where c.goal_met) as successful,
        count(*) filter (where c.disposition <> 'answered') as not_connected,
        max(c.answered_at) filter (where c.disposition = 'answered') as talked_at,
        max(c.summary) filter (where c.disposition = 'answered') as summary, max(c.ended_at) as ended_at
      from calls c
      join enrollments e on e.workspace_id = c.workspace_id and e.id = c.enrollment_id
      where c.campaign_id = ${campaignId}
      group by e.workspace_id, e.contact_id
    ) c
    where p.workspace_id = c.workspace_id and p.id = c.contact_id
  `.execute(trx);
  const [first, last] = [calls[0]?.dialAt, calls.at(-1)?.endedAt];
  await sql`
    update campaigns set status = 'completed', started_at = ${first}, completed_at = ${last}, updated_at = ${last}
    where id = ${campaignId}
  `.execute(trx);
}

async function insertCalls(
  trx: Trx,
  { workspaceId, campaignId, providerAccountId, ...history }: History,
): Promise<void> {
  const { calls, phones, talks } = history;
  const phoneOf = ({ person }: PastCall) => phones[person];
  await sql`
    insert into calls (workspace_id, id, campaign_id, enrollment_id, provider_account_id, phone, attempt, status, holds_slot,
      dial_at, claimed_at, placing_at, placed_at, ringing_at, answered_at, ended_at, disposition, talk_seconds, goal_met, summary,
      transcript, snapshot_version)
    select ${workspaceId}, c.id, ${campaignId}, e.id, ${providerAccountId}, c.phone, c.attempt, 'ended', false, c.dial_at,
      c.dial_at, c.dial_at, c.dial_at, c.ringing_at, c.answered_at, c.ended_at, c.disposition, c.talk_seconds, c.goal_met, c.summary,
      c.transcript, 1
    from unnest(
      ${calls.map(() => randomUUIDv7())}::uuid[], ${calls.map(phoneOf)}::text[], ${calls.map(({ attempt }) => attempt)}::int[],
      ${calls.map(({ dialAt }) => dialAt)}::timestamptz[], ${calls.map(({ ringingAt }) => ringingAt)}::timestamptz[],
      ${calls.map(({ answeredAt }) => answeredAt)}::timestamptz[], ${calls.map(({ endedAt }) => endedAt)}::timestamptz[],
      ${calls.map(({ disposition }) => disposition)}::text[], ${calls.map(({ talkSeconds }) => talkSeconds)}::int[],
      ${calls.map(({ goalMet }) => goalMet)}::boolean[], ${talks.map((talk) => talk?.summary ?? null)}::text[],
      ${talks.map((talk) => talk?.transcript ?? null)}::text[]
    ) as c (id, phone, attempt, dial_at, ringing_at, answered_at, ended_at, disposition, talk_seconds, goal_met, summary, transcript)
    join enrollments e on e.workspace_id = ${workspaceId} and e.campaign_id = ${campaignId} and e.phone = c.phone
  `.execute(trx);
}

/** The events of the calls in their order, and the proof that each was allowed. */
async function insertTrace(trx: Trx, campaignId: string): Promise<void> {
  await sql`
    insert into call_events (workspace_id, call_id, kind, source, at, disposition)
    select c.workspace_id, c.id, e.kind, e.source, e.at, case when e.kind = 'ended' then c.disposition end
    from calls c
    cross join lateral (values
      (1, 'claimed', 'claim', c.claimed_at), (2, 'placing', 'place', c.placing_at), (3, 'accepted', 'place', c.placed_at),
      (4, 'ringing', 'fetch', c.ringing_at), (5, 'answered', 'fetch', c.answered_at), (6, 'ended', 'fetch', c.ended_at)
    ) as e (nth, kind, source, at)
    where c.campaign_id = ${campaignId} and e.at is not null
    order by c.dial_at, c.id, e.nth
  `.execute(trx);
  await sql`
    insert into dial_evidence (workspace_id, call_id, at, zones, local_times, days, first_call_time, last_call_time, all_day,
      suppression_version, snapshot_version, limits)
    select c.workspace_id, c.id, c.placing_at, array[k.time_zone],
      array[to_char(c.placing_at at time zone k.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS')], k.days, k.first_call_time,
      k.last_call_time, k.all_day, 0, 1, '{}'
    from calls c
    join campaigns k on k.id = c.campaign_id
    where c.campaign_id = ${campaignId}
  `.execute(trx);
}

async function countHistory(trx: Trx, campaignId: string): Promise<void> {
  await sql`
    insert into campaign_deltas (workspace_id, campaign_id, pending, completed, voicemail, failed, calls_placed, calls_answered,
      calls_voicemail, calls_no_answer, calls_busy, calls_failed, goals_met, goals_missed, talk_seconds)
    select people.workspace_id, ${campaignId}, -people.called, people.completed, people.voicemail, people.failed, made.placed,
      made.answered, made.voicemail, made.no_answer, made.busy, made.failed, made.met, made.missed, made.talk
    from (
      select workspace_id, count(*) filter (where attempts > 0) as called, count(*) filter (where status = 'completed') as completed,
        count(*) filter (where status = 'voicemail') as voicemail, count(*) filter (where status = 'failed') as failed
      from enrollments where campaign_id = ${campaignId} group by workspace_id
    ) people
    cross join (
      select count(*) as placed, count(*) filter (where disposition = 'answered') as answered,
        count(*) filter (where disposition = 'voicemail') as voicemail,
        count(*) filter (where disposition = 'no_answer') as no_answer, count(*) filter (where disposition = 'busy') as busy,
        count(*) filter (where disposition = 'failed') as failed, count(*) filter (where goal_met) as met,
        count(*) filter (where not goal_met) as missed, coalesce(sum(talk_seconds) filter (where disposition = 'answered'), 0) as talk
      from calls where campaign_id = ${campaignId}
    ) made
  `.execute(trx);
}
