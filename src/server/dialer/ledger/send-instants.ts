import { sql } from 'kysely';
import type { Trx } from './allocator.ts';
import type { CallInHand } from './calls-in-hand.ts';

/** An armed call is posted within its time to live, so it may wait no longer than this for a gap to end. */
export function soon(now: Date): Date {
  return new Date(now.getTime() + 1000);
}

/**
 * When the next call of a campaign with a fixed gap may be sent: its calls are placed by several processes, of which one
 * may be late, and the gap is kept between what is sent. Taken when it is soon; else the call comes again.
 */
export async function keepGap(trx: Trx, campaignId: string, now: Date): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    with gap as (
      select s.campaign_id, greatest(${now}, s.last_sent_at + make_interval(secs => k.pace_gap_seconds)) as ends
      from campaign_slots s
      join campaigns k on k.id = s.campaign_id
      where s.campaign_id = ${campaignId}
      for update of s
    ),
    taken as (
      update campaign_slots s set last_sent_at = g.ends
      from gap g where s.campaign_id = g.campaign_id and g.ends <= ${soon(now)}
    )
    select ends as at from gap
  `.execute(trx);
  return rows[0]?.at ?? now;
}

/** The next instant at which this account may be sent a create-call; jobs that came late don't bunch up. */
export async function nextSend(trx: Trx, providerAccountId: string, now: Date): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    update provider_account_slots
    set last_sent_at = greatest(${now}, last_sent_at + make_interval(secs => (1 / calls_per_second)::float8))
    where provider_account_id = ${providerAccountId}
    returning last_sent_at as at
  `.execute(trx);
  return rows[0]?.at ?? now;
}

/** A call that waits for its campaign's gap keeps its slot, and is looked for when its process must have died waiting. */
export async function putOff(trx: Trx, call: CallInHand, { at, lookAt }: { at: Date; lookAt: Date }): Promise<void> {
  await sql`
    update calls set dial_at = ${at}, look_at = ${lookAt} where workspace_id = ${call.workspaceId} and id = ${call.id}
  `.execute(trx);
}
