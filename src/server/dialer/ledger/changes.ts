import { sql } from 'kysely';
import type { CallDetails } from '#domain/call.ts';
import type { EnrollmentStatus } from '#domain/enrollment.ts';
import { freeSlots, lockAllocator, markReady } from './allocator.ts';
import type { Trx } from './allocator.ts';
import type { CallInHand } from './calls-in-hand.ts';
import { appendDeltas, counted } from './counts.ts';
import type { CampaignCounts, CountDelta } from './counts.ts';

export type EventSource = 'claim' | 'place' | 'webhook' | 'fetch' | 'hold_limit' | 'operator';

export type CallEvent = {
  kind: string;
  source: EventSource;
  at: Date;
  changed: boolean;
  inboxId: number | null;
  disposition: string | null;
  detail: unknown;
};

/** What is to become of the person when the call is over. */
export type EnrollmentAfter = {
  status: EnrollmentStatus;
  attempts: number;
  dueAt: Date | null;
  lastDisposition: string | null;
};

/** One call before and after, and all that follows from it. */
export type CallChange = {
  before: CallInHand;
  after: CallInHand;
  enrollment: EnrollmentAfter | null;
  events: CallEvent[];
};

/**
 * Writes a batch of changes in one go: calls, slots, people, counts, events. The calls are locked already. The
 * allocator's lock comes before the first write, since `holds_slot` and the active-call index change under it alone.
 */
export async function writeChanges(trx: Trx, changes: CallChange[], now: Date): Promise<{ freed: number }> {
  const freed = changes.filter(({ before, after }) => before.holdsSlot && !after.holdsSlot);
  if (freed.length > 0) await lockAllocator(trx);
  await updateCalls(trx, changes);
  await updateEnrollments(trx, changes, now);
  await updateContacts(trx, changes, now);
  await insertEvents(
    trx,
    changes.flatMap(({ before, events }) => events.map((event) => ({ call: before, event }))),
  );
  await appendDeltas(
    trx,
    changes.map((change) => deltaOf(change)),
  );
  await freeSlots(
    trx,
    freed.map(({ before }) => before),
  );
  // Back in line, perhaps of a campaign that had nobody left to call.
  const backInLine = changes.filter(({ enrollment }) => enrollment?.status === 'queued');
  await markReady(trx, [...new Set(backInLine.map(({ before }) => before.campaignId))]);
  return { freed: freed.length };
}

async function updateCalls(trx: Trx, changes: CallChange[]): Promise<void> {
  const after = changes.map((change) => change.after);
  const details = <Name extends keyof CallDetails>(name: Name) => after.map((call) => call.details[name] ?? null);
  await sql`
    update calls c
    set status = n.status, holds_slot = n.holds_slot, placing_at = n.placing_at, placed_at = n.placed_at,
      ringing_at = n.ringing_at, answered_at = n.answered_at, disconnected_at = n.disconnected_at, ended_at = n.ended_at,
      ring_deadline = n.ring_deadline, look_at = n.look_at, looks = n.looks, missing_since = n.missing_since,
      provider_call_id = n.provider_call_id, disposition = n.disposition, reason = n.reason,
      talk_seconds = n.talk_seconds, goal_met = n.goal_met, summary = n.summary, transcript = n.transcript,
      recording_url = n.recording_url, extracted = n.extracted, cost_cents = n.cost_cents
    from unnest(
      ${after.map((call) => call.workspaceId)}::uuid[], ${after.map((call) => call.id)}::uuid[],
      ${after.map((call) => call.status)}::text[], ${after.map((call) => call.holdsSlot)}::boolean[],
      ${after.map((call) => call.placingAt)}::timestamptz[], ${after.map((call) => call.placedAt)}::timestamptz[],
      ${after.map((call) => call.ringingAt)}::timestamptz[], ${after.map((call) => call.answeredAt)}::timestamptz[],
      ${after.map((call) => call.disconnectedAt)}::timestamptz[], ${after.map((call) => call.endedAt)}::timestamptz[],
      ${after.map((call) => call.ringDeadline)}::timestamptz[], ${after.map((call) => call.lookAt)}::timestamptz[],
      ${after.map((call) => call.looks)}::int[], ${after.map((call) => call.missingSince)}::timestamptz[],
      ${after.map((call) => call.providerCallId)}::text[], ${after.map((call) => call.disposition)}::text[],
      ${details('reason')}::text[], ${details('talkSeconds')}::int[], ${details('goalMet')}::boolean[],
      ${details('summary')}::text[], ${details('transcript')}::text[], ${details('recordingUrl')}::text[],
      ${details('extracted').map((value) => json(value))}::jsonb[], ${details('costCents')}::numeric[]
    ) as n (workspace_id, id, status, holds_slot, placing_at, placed_at, ringing_at, answered_at, disconnected_at,
      ended_at, ring_deadline, look_at, looks, missing_since, provider_call_id, disposition, reason, talk_seconds,
      goal_met, summary, transcript, recording_url, extracted, cost_cents)
    where c.workspace_id = n.workspace_id and c.id = n.id
  `.execute(trx);
}

async function updateEnrollments(trx: Trx, changes: CallChange[], now: Date): Promise<void> {
  const changed = changes.flatMap(({ before, enrollment }) => (enrollment ? [{ ...enrollment, of: before }] : []));
  if (changed.length === 0) return;
  await sql`
    update enrollments e
    set status = n.status, attempts = n.attempts, due_at = n.due_at, last_disposition = n.last_disposition,
      updated_at = ${now}
    from unnest(
      ${changed.map(({ of }) => of.workspaceId)}::uuid[], ${changed.map(({ of }) => of.enrollmentId)}::uuid[],
      ${changed.map(({ status }) => status)}::text[], ${changed.map(({ attempts }) => attempts)}::int[],
      ${changed.map(({ dueAt }) => dueAt)}::timestamptz[],
      ${changed.map(({ lastDisposition }) => lastDisposition)}::text[]
    ) as n (workspace_id, id, status, attempts, due_at, last_disposition)
    where e.workspace_id = n.workspace_id and e.id = n.id
  `.execute(trx);
}

/** Keeps each contact's counts and last conversation; a call counts once, when it ends. */
async function updateContacts(trx: Trx, changes: CallChange[], now: Date): Promise<void> {
  const ended = changes
    .filter(({ before, after }) => before.contactId && before.disposition === null && after.disposition !== null)
    .filter(({ after }) => after.disposition !== 'not_placed')
    .toSorted((a, b) => (String(a.before.contactId) < String(b.before.contactId) ? -1 : 1));
  if (ended.length === 0) return;
  const talked = ended.map(({ after }) => after.disposition === 'answered');
  await sql`
    with news as (
      select * from unnest(
        ${ended.map(({ before }) => before.workspaceId)}::uuid[], ${ended.map(({ before }) => before.contactId)}::uuid[],
        ${talked}::boolean[], ${ended.map(({ after }) => after.details.goalMet ?? false)}::boolean[],
        ${ended.map(({ after }) => after.answeredAt ?? after.endedAt)}::timestamptz[],
        ${ended.map(({ after }) => after.details.summary ?? null)}::text[]
      ) as news (workspace_id, id, talked, goal_met, at, summary)
    ),
    -- Two campaigns may speak to one contact: rows are locked in the order of their ids.
    locked as (
      select c.workspace_id, c.id from contacts c join news n on c.workspace_id = n.workspace_id and c.id = n.id
      order by c.id
      for update of c
    )
    update contacts c
    set successful_calls = c.successful_calls + n.goal_met::int,
      not_connected = c.not_connected + (not n.talked)::int,
      last_conversation_at = case when n.talked then n.at else c.last_conversation_at end,
      last_summary = case when n.talked then coalesce(n.summary, c.last_summary) else c.last_summary end,
      updated_at = ${now}
    from locked l
    join news n on n.workspace_id = l.workspace_id and n.id = l.id
    where c.workspace_id = l.workspace_id and c.id = l.id
  `.execute(trx);
}

/** Appends to what is known to have happened to calls. */
export async function insertEvents(
  trx: Trx,
  rows: { call: { workspaceId: string; id: string }; event: CallEvent }[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into call_events (workspace_id, call_id, kind, source, at, changed, inbox_id, disposition, detail)
    select * from unnest(
      ${rows.map(({ call }) => call.workspaceId)}::uuid[], ${rows.map(({ call }) => call.id)}::uuid[],
      ${rows.map(({ event }) => event.kind)}::text[], ${rows.map(({ event }) => event.source)}::text[],
      ${rows.map(({ event }) => event.at)}::timestamptz[], ${rows.map(({ event }) => event.changed)}::boolean[],
      ${rows.map(({ event }) => event.inboxId)}::bigint[], ${rows.map(({ event }) => event.disposition)}::text[],
      ${rows.map(({ event }) => json(event.detail))}::jsonb[]
    )
  `.execute(trx);
}

/** jsonb refuses NUL and lone surrogates, which strangers send. */
function json(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storable(part) : part));
}

/** The text without what PostgreSQL can't store. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** What the change adds to the campaign's counts: all that counts afterwards, less all that counted before. */
function deltaOf({ before, after, enrollment }: CallChange): CountDelta {
  const delta: CountDelta = { workspaceId: before.workspaceId, campaignId: before.campaignId };
  const add = (counts: Partial<CampaignCounts>, sign: 1 | -1) => {
    for (const name of counted) delta[name] = (delta[name] ?? 0) + sign * (counts[name] ?? 0);
  };
  add(countsOf(before, before.enrollment.status), -1);
  add(countsOf(after, enrollment?.status ?? before.enrollment.status), 1);
  return delta;
}

function countsOf(call: CallInHand, status: EnrollmentStatus): Partial<CampaignCounts> {
  const { goalMet, talkSeconds } = call.details;
  const counts: Partial<CampaignCounts> = { [status]: 1 };
  if (call.disposition === 'answered') counts.talk_seconds = talkSeconds ?? 0;
  if (call.placedAt !== null) counts.calls_placed = 1;
  if (call.disposition !== null && call.disposition !== 'not_placed') counts[`calls_${call.disposition}`] = 1;
  if (goalMet !== undefined) counts[goalMet ? 'goals_met' : 'goals_missed'] = 1;
  return counts;
}
