import { sql } from 'kysely';
import { hoursThatCount, nextByFrequency } from '#domain/call-frequency.ts';
import type { Frequency, PastCall } from '#domain/call-frequency.ts';
import { legalCaps } from '#domain/legal-hours/legal-hours.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';
import type { CallCap } from '#domain/legal-hours/rule.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';

/** The workspace's caps and gap, read with the account `a` of the workspace `w`. */
export const frequencyColumns = sql`
  w.call_caps as "callCaps",
  coalesce(w.call_gap_seconds, case when a.provider = 'simulator' then 0 else 600 end) as "callGapSeconds"
`;

export type FrequencyRow = { callCaps: CallCap[]; callGapSeconds: number };

/** How often a person may be called: as the workspace says, and as the law asks for where it is in force. */
export function frequencyOf({ callCaps, callGapSeconds }: FrequencyRow, law: Law): Frequency {
  return { caps: [...callCaps, ...legalCaps(law)], gapSeconds: callGapSeconds };
}

/** Until when a person is to be left in peace; the caller holds the person's lock, so that no other dial comes between. */
export async function restsUntil(
  trx: Trx,
  call: { workspaceId: string; id: string; phone: string },
  { frequency, now }: { frequency: Frequency; now: Date },
): Promise<Date> {
  const hours = hoursThatCount(frequency);
  if (hours === 0) return now;
  // A call may have been claimed a while before it was dialled.
  const since = new Date(now.getTime() - (hours + 24) * 3_600_000);
  const { rows } = await sql<PastCall>`
    select placing_at as "dialledAt", coalesce(ended_at, disconnected_at) as "endedAt"
    from calls
    where workspace_id = ${call.workspaceId} and phone = ${call.phone} and claimed_at > ${since}
      and placing_at is not null and disposition is distinct from 'not_placed' and id <> ${call.id}
  `.execute(trx);
  return nextByFrequency(frequency, rows, now);
}
