import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { CallReport } from '#server/provider.ts';
import type { System } from '#server/system.ts';
import { lockAllocator } from '../ledger/allocator.ts';
import type { Trx } from '../ledger/allocator.ts';
import { appendDeltas } from '../ledger/counts.ts';
import type { InLine } from './ask-again.ts';

type Waiting = { campaignId: string; status: 'pending' | 'waiting' | 'queued' };

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Makes a provider's call ours, of somebody who was in line when it was made: under its own id where the provider has
 * kept that, and with its slot, which may take a limit above its maximum for a while. A number that waits in two
 * campaigns has its calls counted in the first. Returns its id; null when it is ours already, or nobody waits.
 */
export async function adopt(
  system: System,
  person: InLine,
  { report, at }: { report: CallReport; at: Date },
): Promise<string | null> {
  const now = system.clock.now();
  const callId = report.callId !== null && uuid.test(report.callId) ? report.callId.toLowerCase() : randomUUIDv7();
  return system.db.transaction().execute(async (trx) => {
    await lockAllocator(trx);
    const waiting = await lockPerson(trx, person);
    if (!waiting || (await isOurs(trx, { callId, providerCallId: report.providerCallId }))) return null;
    if (!(await insertCall(trx, person, { callId, at, now }))) return null;
    await countSlot(trx, callId);
    const { workspaceId } = person;
    const moved = { workspaceId, campaignId: waiting.campaignId, calling: 1 };
    await appendDeltas(trx, [{ ...moved, [waiting.status]: -1 }]);
    return callId;
  });
}

async function lockPerson(trx: Trx, { workspaceId, enrollmentId }: InLine): Promise<Waiting | undefined> {
  const { rows } = await sql<Waiting>`
    select campaign_id as "campaignId", status from enrollments
    where workspace_id = ${workspaceId} and id = ${enrollmentId} and status in ('pending', 'waiting', 'queued')
    for update
  `.execute(trx);
  return rows[0];
}

async function isOurs(trx: Trx, call: { callId: string; providerCallId: string }): Promise<boolean> {
  const { rows } = await sql`
    select from calls where id = ${call.callId} or provider_call_id = ${call.providerCallId} limit 1
  `.execute(trx);
  return rows.length > 0;
}

async function insertCall(
  trx: Trx,
  { workspaceId, enrollmentId }: InLine,
  { callId, at, now }: { callId: string; at: Date; now: Date },
): Promise<boolean> {
  const { rows } = await sql`
    with called as (
      insert into calls (workspace_id, id, campaign_id, enrollment_id, provider_account_id, phone, attempt, status, holds_slot,
        dial_at, claimed_at, placing_at, look_at, snapshot_version)
      select e.workspace_id, ${callId}, e.campaign_id, e.id, k.provider_account_id, e.phone, e.attempts + 1, 'unknown', true,
        ${at}, ${at}, ${at}, ${now}, k.snapshot_version
      from enrollments e
      join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
      where e.workspace_id = ${workspaceId} and e.id = ${enrollmentId}
      on conflict do nothing
      returning workspace_id, id, campaign_id, enrollment_id, snapshot_version
    ),
    calling as (
      update enrollments e set status = 'calling', attempts = e.attempts + 1, due_at = null, updated_at = ${now}
      from called where e.workspace_id = called.workspace_id and e.id = called.enrollment_id
    ),
    noted as (
      insert into call_events (workspace_id, call_id, kind, source, at)
      select workspace_id, id, 'claimed', 'claim', ${at} from called
    ),
    evidence as (
      insert into dial_evidence (workspace_id, call_id, at, zones, local_times, days, first_call_time, last_call_time, all_day,
        suppression_version, snapshot_version, limits)
      select called.workspace_id, called.id, ${at}, '{}', '{}', k.days, k.first_call_time, k.last_call_time, k.all_day, 0,
        called.snapshot_version, '{"restored": true}'
      from called
      join campaigns k on k.workspace_id = called.workspace_id and k.id = called.campaign_id
    )
    select from called
  `.execute(trx);
  return rows.length > 0;
}

async function countSlot(trx: Trx, callId: string): Promise<void> {
  await sql`
    with of_workspace as (
      update workspace_slots s set in_use = s.in_use + 1 from calls c where c.id = ${callId} and s.workspace_id = c.workspace_id
    ),
    of_campaign as (
      update campaign_slots s set in_use = s.in_use + 1 from calls c where c.id = ${callId} and s.campaign_id = c.campaign_id
    ),
    of_account as (
      update provider_account_slots s set in_use = s.in_use + 1 from calls c
      where c.id = ${callId} and s.provider_account_id = c.provider_account_id
    )
    update system_slots set in_use = in_use + 1
  `.execute(trx);
}
