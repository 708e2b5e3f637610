import { sql } from 'kysely';
import type { CallReport } from '#server/provider.ts';
import { accountJson, openAccount } from '#server/providers/accounts.ts';
import type { AccountRow } from '#server/providers/accounts.ts';
import type { System } from '#server/system.ts';
import { takeLookups } from '../account/lookups.ts';
import { settle } from '../settle.ts';
import { adopt } from './adopt.ts';

type Hold = { takenAt: Date; workspaceId: string | null; enrollmentId: string | null };

/** Somebody in line, who may have been called since the backup. */
export type InLine = { workspaceId: string; enrollmentId: string; phone: string; account: AccountRow | null };

const lot = 50;
/** Clocks differ. */
const leewayMs = 60_000;

/**
 * After a restore: asks the providers about everybody in line, so many at a time, and takes on the calls that the
 * database knows nothing of. When all have been asked about, and no call of the backup is in doubt, calling goes on.
 * Any number of processes may do so at once. Returns whether there is more to ask at once.
 */
export async function askAgain(system: System): Promise<boolean> {
  const hold = await readHold(system);
  if (!hold || (await hasDoubtedCalls(system))) return false;
  const people = await nextInLine(system, hold);
  const asked = await allowed(system, people);
  await Promise.all(asked.map((person) => askAbout(system, person, hold)));
  const last = asked.at(-1);
  if (last) await moveOn(system, last);
  else if (people.length === 0) await release(system);
  return people.length > 0 && asked.length === people.length;
}

async function readHold({ db }: System): Promise<Hold | undefined> {
  const { rows } = await sql<Hold>`
    select taken_at as "takenAt", asked_workspace_id as "workspaceId", asked_enrollment_id as "enrollmentId" from restore_hold
  `.execute(db);
  return rows[0];
}

/** Calls that were open in the backup: what became of them decides whether their people are in line. */
async function hasDoubtedCalls({ db }: System): Promise<boolean> {
  const { rows } = await sql`
    select from calls, restore_hold h where ended_at is null and claimed_at <= h.taken_at limit 1
  `.execute(db);
  return rows.length > 0;
}

async function nextInLine({ db }: System, { workspaceId, enrollmentId }: Hold): Promise<InLine[]> {
  const { rows } = await sql<InLine>`
    select e.workspace_id as "workspaceId", e.id as "enrollmentId", e.phone,
      case when a.id is not null then ${accountJson} end as account
    from enrollments e
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    left join provider_accounts a on a.workspace_id = k.workspace_id and a.id = k.provider_account_id
    where e.status in ('pending', 'waiting', 'queued')
      and (${workspaceId}::uuid is null or (e.workspace_id, e.id) > (${workspaceId}::uuid, ${enrollmentId}::uuid))
    order by e.workspace_id, e.id
    limit ${lot}
  `.execute(db);
  return rows;
}

/** The first of them whose providers may be asked now; none beyond one who has to wait. */
async function allowed(system: System, people: InLine[]): Promise<InLine[]> {
  const first = people.find(({ account }) => account !== null)?.account;
  if (!first) return people;
  const { callsTo, capabilities } = system.provider(first.provider);
  const upTo = people.findIndex(({ account }) => account !== null && account.id !== first.id);
  const same = upTo === -1 ? people : people.slice(0, upTo);
  if (callsTo === undefined) {
    system.log.warn({ provider: first.provider }, 'calling is held: this provider can not be asked whom it has called');
    return [];
  }
  const { lookupsPerMinute: perMinute } = capabilities;
  if (perMinute === undefined) return same;
  return same.slice(0, await takeLookups(system, first, { wanted: same.length, perMinute }));
}

async function askAbout(system: System, person: InLine, { takenAt }: Hold): Promise<void> {
  if (!person.account) return;
  const { account, phone } = person;
  const since = new Date(takenAt.getTime() - leewayMs);
  const reports = await system.provider(account.provider).callsTo?.(openAccount(system, account), { to: phone, since });
  for (const report of (reports ?? []).toSorted((a, b) => startOf(a) - startOf(b))) {
    const callId = await adopt(system, person, { report, at: new Date(startOf(report) || takenAt.getTime()) });
    if (callId === null) continue;
    await settle(system, [{ ...report, callId, providerAccountId: account.id, source: 'fetch', inboxId: null }]);
  }
}

function startOf({ facts }: CallReport): number {
  return Math.min(...facts.map(({ at }) => at.getTime()));
}

async function moveOn({ db }: System, { workspaceId, enrollmentId }: InLine): Promise<void> {
  await sql`
    update restore_hold set asked_workspace_id = ${workspaceId}, asked_enrollment_id = ${enrollmentId}
    where asked_workspace_id is null or (asked_workspace_id, asked_enrollment_id) < (${workspaceId}::uuid, ${enrollmentId}::uuid)
  `.execute(db);
}

async function release(system: System): Promise<void> {
  await sql`delete from restore_hold`.execute(system.db);
  await system.bus.publish('dial');
}
