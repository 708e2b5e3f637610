import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Ending } from '#domain/disposition.ts';
import type { EnrollmentStatus } from '#domain/enrollment.ts';
import { inOneGo } from '#server/database/pool.ts';
import { allocatorLocked, markReady, slotsFreed } from './allocator.ts';
import type { Trx } from './allocator.ts';
import type { CallInHand } from './calls-in-hand.ts';
import { contactsUpdated } from './contact-news.ts';
import { deltasAppended, namesIn } from './counts.ts';
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
export async function writeChanges(trx: Trx, changes: CallChange[], now: Date): Promise<Written> {
  const freed = changes.filter(({ before, after }) => before.holdsSlot && !after.holdsSlot);
  const written = together([
    callsUpdated(
      changes.filter(({ before, after }) => before.details === after.details),
      progressColumns,
    ),
    callsUpdated(
      changes.filter(({ before, after }) => before.details !== after.details),
      allColumns,
    ),
    enrollmentsUpdated(changes, now),
    contactsUpdated(changes, now),
    eventsInserted(changes.flatMap(({ before, events }) => events.map((event) => ({ call: before, event })))),
    deltasAppended(changes.map((change) => deltaOf(change))),
    ...slotsFreed(freed.map(({ before }) => before)),
  ]);
  if (written) await inOneGo<unknown[]>(trx, freed.length > 0 ? [allocatorLocked, written] : [written]);
  // Back in line, perhaps of a campaign that had nobody left to call.
  const backInLine = changes.filter(({ enrollment }) => enrollment?.status === 'queued');
  await markReady(trx, [...new Set(backInLine.map(({ before }) => before.campaignId))]);
  return { freed: freed.length, endings: endingsOf(changes) };
}

/** How many slots came free, and how calls ended: counted when it is committed. */
export type Written = { freed: number; endings: Ending[] };

function endingsOf(changes: CallChange[]): Ending[] {
  return changes.flatMap(({ before, after }) =>
    before.status !== 'ended' && after.status === 'ended' && after.disposition !== null ? [after.disposition] : [],
  );
}

/** Null where there is nothing to write. */
type Part = RawBuilder<unknown> | null;

/** Parts that touch different rows, as one statement: each of its own would be a round trip under the allocator's lock. */
function together(parts: Part[]): Part {
  const named = parts.flatMap((part, index) => (part ? [sql`${sql.raw(`part_${index}`)} as (${part})`] : []));
  return named.length > 0 ? sql`with ${sql.join(named)} select` : null;
}

type Column = { name: string; type: string; of: (call: CallInHand) => unknown };

const progressColumns: Column[] = [
  { name: 'status', type: 'text', of: (call) => call.status },
  { name: 'holds_slot', type: 'boolean', of: (call) => call.holdsSlot },
  { name: 'placed_at', type: 'timestamptz', of: (call) => call.placedAt },
  { name: 'ringing_at', type: 'timestamptz', of: (call) => call.ringingAt },
  { name: 'answered_at', type: 'timestamptz', of: (call) => call.answeredAt },
  { name: 'disconnected_at', type: 'timestamptz', of: (call) => call.disconnectedAt },
  { name: 'ended_at', type: 'timestamptz', of: (call) => call.endedAt },
  { name: 'look_at', type: 'timestamptz', of: (call) => call.lookAt },
  { name: 'looks', type: 'int', of: (call) => call.looks },
  { name: 'missing_since', type: 'timestamptz', of: (call) => call.missingSince },
  { name: 'provider_call_id', type: 'text', of: (call) => call.providerCallId },
  { name: 'disposition', type: 'text', of: (call) => call.disposition },
];

const allColumns: Column[] = [
  ...progressColumns,
  { name: 'reason', type: 'text', of: ({ details }) => details.reason },
  { name: 'talk_seconds', type: 'int', of: ({ details }) => details.talkSeconds },
  { name: 'goal_met', type: 'boolean', of: ({ details }) => details.goalMet },
  { name: 'summary', type: 'text', of: ({ details }) => details.summary },
  { name: 'transcript', type: 'text', of: ({ details }) => details.transcript },
  { name: 'recording_url', type: 'text', of: ({ details }) => details.recordingUrl },
  { name: 'extracted', type: 'jsonb', of: ({ details }) => json(details.extracted) },
  { name: 'cost_cents', type: 'numeric', of: ({ details }) => details.costCents },
];

function callsUpdated(changes: CallChange[], columns: Column[]): Part {
  if (changes.length === 0) return null;
  const keys: Column[] = [
    { name: 'workspace_id', type: 'uuid', of: (call) => call.workspaceId },
    { name: 'id', type: 'uuid', of: (call) => call.id },
  ];
  const given = [...keys, ...columns];
  const arrays = given.map(({ type, of }) => sql`${changes.map(({ after }) => of(after) ?? null)}::${sql.raw(type)}[]`);
  return sql`
    update calls c set ${sql.raw(columns.map(({ name }) => `${name} = n.${name}`).join(', '))}
    from unnest(${sql.join(arrays)}) as n (${sql.raw(given.map(({ name }) => name).join(', '))})
    where c.workspace_id = n.workspace_id and c.id = n.id
  `;
}

function enrollmentsUpdated(changes: CallChange[], now: Date): Part {
  const changed = changes.flatMap(({ before, enrollment }) => (enrollment ? [{ ...enrollment, of: before }] : []));
  if (changed.length === 0) return null;
  return sql`
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
  `;
}

type EventOfCall = { call: { workspaceId: string; id: string }; event: CallEvent };

/** Appends to what is known to have happened to calls. */
export async function insertEvents(trx: Trx, rows: EventOfCall[]): Promise<void> {
  await eventsInserted(rows)?.execute(trx);
}

function eventsInserted(rows: EventOfCall[]): Part {
  if (rows.length === 0) return null;
  return sql`
    insert into call_events (workspace_id, call_id, kind, source, at, changed, inbox_id, disposition, detail)
    select * from unnest(
      ${rows.map(({ call }) => call.workspaceId)}::uuid[], ${rows.map(({ call }) => call.id)}::uuid[],
      ${rows.map(({ event }) => event.kind)}::text[], ${rows.map(({ event }) => event.source)}::text[],
      ${rows.map(({ event }) => event.at)}::timestamptz[], ${rows.map(({ event }) => event.changed)}::boolean[],
      ${rows.map(({ event }) => event.inboxId)}::bigint[], ${rows.map(({ event }) => event.disposition)}::text[],
      ${rows.map(({ event }) => json(event.detail))}::jsonb[]
    )
  `;
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
    for (const name of namesIn(counts)) delta[name] = (delta[name] ?? 0) + sign * (counts[name] ?? 0);
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
