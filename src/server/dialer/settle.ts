import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { asksNotToBeCalled } from '#domain/do-not-call.ts';
import { insertSuppressions } from '#server/suppressions/sql.ts';
import { inOneGo } from '#server/database/pool.ts';
import { countEndings, countWebhookProblems, noteSlotIdle } from '#server/metrics/metrics.ts';
import type { CallReport } from '#server/provider.ts';
import type { System } from '#server/system.ts';
import type { ClaimedCall } from './arm.ts';
import { claimIn } from './claim.ts';
import { advance, isUnproven } from './ledger/advance.ts';
import type { SourcedFact } from './ledger/advance.ts';
import { diskNotAwaited } from './ledger/allocator.ts';
import type { Trx } from './ledger/allocator.ts';
import { takeInHand } from './ledger/calls-in-hand.ts';
import type { CallInHand } from './ledger/calls-in-hand.ts';
import { writeChanges } from './ledger/changes.ts';
import type { CallChange, EventSource, Written } from './ledger/changes.ts';
import { patienceOf } from './ledger/patience.ts';
import { honour } from './person/suppress.ts';
import type { OptOuts } from './person/suppress.ts';

/** What a provider said of one call, and how we came to know. */
export type SourcedReport = CallReport & {
  providerAccountId: string;
  source: EventSource;
  inboxId: number | null;
  /** It came without a signature: an ending in it is asked for before it counts. */
  isHearsay?: boolean;
};

export type Settled = Written & {
  /** Reports that belong to no call of their account. */
  orphans: SourcedReport[];
  /** Reports of a second call at the provider for a call that has another one. */
  rivals: SourcedReport[];
  /** Campaigns of which somebody is done. */
  campaignIds: string[];
  /** People who asked in these calls not to be called again. */
  optOuts: OptOuts[];
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Applies what is now known of calls, in one transaction. Safe to repeat, in any order. */
export async function settle(system: System, reports: SourcedReport[]): Promise<Settled> {
  const settled = await system.db.transaction().execute((trx) => settleIn(trx, system, reports));
  tell(system, settled);
  await honourAll(system, settled.optOuts);
  return settled;
}

/** As settle, inside the caller's transaction; the caller tells the dialer when it has committed. */
export async function settleIn(trx: Trx, system: System, reports: SourcedReport[]): Promise<Settled> {
  const named = reports.map((report) =>
    report.callId && uuid.test(report.callId) ? report.callId.toLowerCase() : null,
  );
  const calls = await takeInHand(
    trx,
    named.filter((id) => id !== null),
    reports.filter((_, index) => named[index] === null),
  );
  const match = matcher(calls);
  const now = system.clock.now();
  const patience = patienceOf(system.clock, system.network);
  const facts = new Map<CallInHand, SourcedFact[]>();
  const settled: Settled = { freed: 0, endings: [], orphans: [], rivals: [], campaignIds: [], optOuts: [] };
  reports.forEach((report, index) => {
    const call = match(report, named[index] ?? null);
    if (!call) return settled.orphans.push(report);
    if (call.providerCallId !== null && call.providerCallId !== report.providerCallId)
      return settled.rivals.push(report);
    const known = facts.get(call) ?? [];
    known.push(...report.facts.map((fact) => ({ ...report, fact })));
    facts.set(call, known);
  });
  const changes = [...facts].map(([call, known]) => advance(call, known, { now, patience }));
  Object.assign(settled, await writeChanges(trx, changes, now));
  settled.optOuts = await noteOptOuts(trx, changes, now);
  settled.campaignIds = changes.flatMap(({ before, enrollment }) => (enrollment ? [before.campaignId] : []));
  return settled;
}

/** The wish is kept with the call that brought it; what follows from it is done when that is committed. */
async function noteOptOuts(trx: Trx, changes: CallChange[], now: Date): Promise<OptOuts[]> {
  const asked = changes.filter(
    ({ before, after }) => asksNotToBeCalled(after.details.extracted) && !asksNotToBeCalled(before.details.extracted),
  );
  const optOuts = [...Map.groupBy(asked, ({ before }) => before.workspaceId)].map(([workspaceId, of]) => ({
    workspaceId,
    suppressions: [...new Set(of.map(({ before }) => before.phone))].map((phone) => ({
      phone,
      reason: 'Asked in a call not to be called again',
      source: 'call' as const,
      actor: 'system',
    })),
  }));
  for (const each of optOuts) await insertSuppressions(trx, { ...each, now });
  return optOuts;
}

async function honourAll(system: System, optOuts: OptOuts[]): Promise<void> {
  for (const { workspaceId, suppressions } of optOuts)
    await honour(
      system,
      workspaceId,
      suppressions.map(({ phone }) => phone),
    );
}

function matcher(calls: CallInHand[]): (report: SourcedReport, callId: string | null) => CallInHand | undefined {
  const byId = new Map(calls.map((call) => [call.id, call]));
  const keyOf = (of: { providerAccountId: string; providerCallId: string | null }) =>
    `${of.providerAccountId} ${of.providerCallId}`;
  let byProviderId: Map<string, CallInHand> | undefined;
  return (report, callId) => {
    byProviderId ??= callId ? undefined : new Map(calls.map((call) => [keyOf(call), call]));
    const call = callId ? byId.get(callId) : byProviderId?.get(keyOf(report));
    return call?.providerAccountId === report.providerAccountId && call.status !== 'claimed' ? call : undefined;
  };
}

/** A freed slot is given again at once, by whichever dialer is listening. */
export function tell(system: System, settled: Settled): void {
  countEndings(settled.endings);
  if (settled.freed > 0) void system.bus.publish('dial');
  for (const orphan of settled.orphans) {
    system.log.warn(
      { providerCallId: orphan.providerCallId, callId: orphan.callId },
      'a report names no call of its account',
    );
  }
  for (const rival of settled.rivals) {
    system.log.error(
      { providerCallId: rival.providerCallId, callId: rival.callId },
      'the provider has two calls for one attempt',
    );
  }
}

type InboxRow = {
  id: number;
  providerAccountId: string;
  provider: string;
  trust: 'signed' | 'token';
  headers: Record<string, string>;
  body: Buffer;
  receivedAt: Date;
};

export type SettledInbox = {
  /** How many webhooks were applied. */
  count: number;
  /** Calls that were made of the slots that came free; the caller places them. */
  claimed: ClaimedCall[];
  /** Something was said that the provider must be asked about now. */
  isToAsk: boolean;
};

/**
 * Applies what has gathered in the webhook inbox, at most `most` of it, and gives the slots that came free to who is next
 * in the same transaction: a slot is idle for one commit less. What a power cut takes of it is still in the inbox.
 */
export async function settleInbox(system: System, most = 300): Promise<SettledInbox> {
  const done = await system.db.transaction().execute(async (trx) => {
    const rows = await takeFromInbox(trx, most);
    if (rows.length === 0) return null;
    const { reports, problems, unreadable } = readRows(system, rows);
    const settled = await settleIn(trx, system, reports);
    const unknown = problems.size - unreadable;
    noteStrangers(problems, settled);
    const applied = inboxApplied({ ids: rows.map((row) => row.id), problems, now: system.clock.now() });
    const { freed } = settled;
    if (freed === 0) await applied.execute(trx);
    const ask = { most: freed, passedOver: [], before: [applied] };
    const claimed = freed > 0 ? (await claimIn(trx, system, ask)).calls : [];
    const isToAsk = reports.some(asksAtOnce);
    const oldest = rows[0]?.receivedAt ?? null;
    const unread = { unreadable, unknown };
    return {
      count: rows.length,
      settled: { ...settled, freed: freed - claimed.length },
      claimed,
      isToAsk,
      oldest,
      unread,
    };
  });
  if (!done) return { count: 0, claimed: [], isToAsk: false };
  tell(system, done.settled);
  await honourAll(system, done.settled.optOuts);
  count(done);
  const idleMs = system.clock.now().getTime() - (done.oldest?.getTime() ?? 0);
  for (const _ of done.claimed) noteSlotIdle(idleMs / system.clock.covering(1000));
  return done;
}

type Unread = { unreadable: number; unknown: number };

function count({ settled, unread }: { settled: Settled; unread: Unread }): void {
  countWebhookProblems('unreadable', unread.unreadable);
  countWebhookProblems('unknown_status', unread.unknown);
  countWebhookProblems('no_call', settled.orphans.length);
  countWebhookProblems('second_call', settled.rivals.length);
}

async function takeFromInbox(trx: Trx, most: number): Promise<InboxRow[]> {
  const rowsTaken = sql<InboxRow>`
    -- Several dialers settle at once: each takes rows that no other one holds.
    select i.id, i.provider_account_id as "providerAccountId", a.provider, i.trust, i.headers, i.body,
      i.received_at as "receivedAt"
    from webhook_inbox i
    join provider_accounts a on a.workspace_id = i.workspace_id and a.id = i.provider_account_id
    where i.applied_at is null
    order by i.id
    limit ${most}
    for update of i skip locked
  `;
  const [, { rows }] = await inOneGo<[unknown, InboxRow]>(trx, [diskNotAwaited, rowsTaken]);
  return rows;
}

function noteStrangers(problems: Map<number, string>, { orphans, rivals }: Settled): void {
  const note = (reports: SourcedReport[], problem: string) => {
    for (const { inboxId } of reports) if (inboxId !== null) problems.set(inboxId, problem);
  };
  note(orphans, 'names no call of this account');
  note(rivals, 'a second call for one attempt');
}

function asksAtOnce({ facts, isHearsay = false, isPutOff }: SourcedReport): boolean {
  return isPutOff === true || facts.some((fact) => isUnproven({ fact, isHearsay }));
}

type Read = { reports: SourcedReport[]; problems: Map<number, string>; unreadable: number };

function readRows(system: System, rows: InboxRow[]): Read {
  const reports: SourcedReport[] = [];
  const problems = new Map<number, string>();
  let unreadable = 0;
  for (const row of rows) {
    try {
      for (const report of system.provider(row.provider).parseWebhook(row.body, row.headers)) {
        const { id: inboxId, providerAccountId, trust } = row;
        reports.push({ ...report, providerAccountId, source: 'webhook', inboxId, isHearsay: trust === 'token' });
        if (report.facts.length === 0) problems.set(row.id, 'a status that is not known here');
      }
    } catch (error) {
      unreadable += 1;
      problems.set(row.id, error instanceof Error ? error.message : String(error));
      system.log.error({ inboxId: row.id, err: error }, 'a webhook could not be read; its call is asked about instead');
    }
  }
  return { reports, problems, unreadable };
}

type Applied = { ids: number[]; problems: Map<number, string>; now: Date };

function inboxApplied({ ids, problems, now }: Applied): RawBuilder<unknown> {
  return sql`
    update webhook_inbox i set applied_at = ${now}, problem = n.problem
    from unnest(${ids}::bigint[], ${ids.map((id) => problems.get(id) ?? null)}::text[]) as n (id, problem)
    where i.id = n.id
  `;
}
