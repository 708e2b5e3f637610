import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import type { Database, Runner } from '#server/database/pool.ts';
import type { DB } from '#server/database/tables.ts';

/** Real milliseconds: who watches must not weigh on what is watched, nor wait for it. */
const readWithinMs = 2000;

/** Reads in a transaction that can't write and does not last. */
export function reading<T>(db: Database, read: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setAccessMode('read only')
    .execute(async (trx) => {
      await setForNow(trx, 'statement_timeout', String(readWithinMs));
      return read(trx);
    });
}

/** A setting until the transaction ends. */
export async function setForNow(trx: Transaction<DB>, name: string, value: string): Promise<void> {
  await sql`select set_config(${name}, ${value}, true)`.execute(trx);
}

export type ScopeRow = { scope: string; active: number; limit: number | null };

/** Calls that hold slots, recounted by their own index; of each level the one with the least room left. */
export async function readScopes(db: Runner): Promise<ScopeRow[]> {
  const { rows } = await sql<ScopeRow>`
    with held as materialized (
      select workspace_id, campaign_id, provider_account_id from calls where holds_slot
    ),
    of_each as (
      select 'system' as scope, (select count(*) from held) as active, max as "limit" from system_slots
      union all
      select 'workspace', h.n, s.max
      from (select workspace_id, count(*) as n from held group by workspace_id) h
      join workspace_slots s on s.workspace_id = h.workspace_id
      union all
      select 'campaign', h.n, s.max
      from (select campaign_id, count(*) as n from held group by campaign_id) h
      join campaign_slots s on s.campaign_id = h.campaign_id
      union all
      select 'account', h.n, s.max
      from (select provider_account_id, count(*) as n from held group by provider_account_id) h
      join provider_account_slots s on s.provider_account_id = h.provider_account_id
      union all
      select level, 0, null from unnest(array['workspace', 'campaign', 'account']) level where not exists (select from held)
    )
    select distinct on (scope) scope, active, "limit" from of_each order by scope, active - "limit" desc nulls last
  `.execute(db);
  return rows;
}

/** People of running campaigns by status, from the counts. */
export async function readDepth(db: Runner): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select coalesce(sum(n.pending), 0) as pending, coalesce(sum(n.waiting), 0) as waiting,
      coalesce(sum(n.queued), 0) as queued, coalesce(sum(n.calling), 0) as calling
    from campaigns k
    cross join lateral (
      select pending, waiting, queued, calling from campaign_counts c where c.campaign_id = k.id
      union all
      select pending, waiting, queued, calling from campaign_deltas d where d.campaign_id = k.id
    ) n
    where k.status = 'running' and k.deleted_at is null
  `.execute(db);
  return rows[0] ?? {};
}

/** Since when the first call that may start has not been placed, and since when the oldest slot is held. */
export async function readOldest(db: Runner): Promise<{ claimed: Date | null; held: Date | null }> {
  const { rows } = await sql<{ claimed: Date | null; held: Date | null }>`
    select min(dial_at) filter (where status = 'claimed') as claimed, min(claimed_at) as held from calls where holds_slot
  `.execute(db);
  return rows[0] ?? { claimed: null, held: null };
}

export async function readClosedAccounts(db: Runner): Promise<{ provider: string; closed: number }[]> {
  const { rows } = await sql<{ provider: string; closed: number }>`
    select a.provider, count(*) filter (where not s.is_open) as closed
    from provider_accounts a
    join provider_account_slots s on s.provider_account_id = a.id
    where a.deleted_at is null
    group by a.provider
  `.execute(db);
  return rows;
}

export type CheckRow = { invariant: string; violations: number; checkedAt: Date };

export async function listChecks(db: Runner): Promise<CheckRow[]> {
  const { rows } = await sql<CheckRow>`
    select invariant, violations, checked_at as "checkedAt" from invariant_checks
  `.execute(db);
  return rows;
}

/** What was found now; `at` is real time. */
export async function keepCheck(db: Runner, check: CheckRow): Promise<void> {
  await sql`
    insert into invariant_checks (invariant, violations, checked_at)
    values (${check.invariant}, ${check.violations}, ${check.checkedAt})
    on conflict (invariant) do update set violations = excluded.violations, checked_at = excluded.checked_at
  `.execute(db);
}

/** The invariants that have a view, as they are called: `inv_01b_caps_kept` is I1b. */
export async function listInvariants(db: Runner): Promise<string[]> {
  const { rows } = await sql<{ invariant: string }>`
    select distinct 'I' || substring(viewname from '^inv_0*([0-9]+[a-z]?)_') as invariant
    from pg_views
    where schemaname = 'public' and viewname ~ '^inv_[0-9]'
    order by 1
  `.execute(db);
  return rows.map(({ invariant }) => invariant);
}

/** Whether this connection may look as the role that may do nothing else. */
export async function mayWatch(db: Runner): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select coalesce((
      select pg_has_role(current_user, oid,
        case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end)
      from pg_roles where rolname = 'carillon_watcher'
    ), false) as may
  `.execute(db);
  return rows[0]?.may ?? false;
}

/** Whether nobody else looks at this moment; nobody begins to until the transaction ends. */
export async function mayLookAlone(trx: Transaction<DB>): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`select pg_try_advisory_xact_lock(7119, 18) as may`.execute(trx);
  return rows[0]?.may ?? false;
}

export type Violation = { subject: string; detail: string };

/** Rows that break one invariant, at most `most`. */
export async function listViolations(db: Runner, invariant: string, most: number): Promise<Violation[]> {
  const { rows } = await sql<Violation>`
    select subject, detail from invariant_violations where invariant = ${invariant} limit ${most}
  `.execute(db);
  return rows;
}
