import { sql } from 'kysely';
import type { LastCall } from '#contract/enrollments.ts';

/** Of a place in a campaign, `e`: the last call that was dialled or is about to be, as JSON; null when there is none. */
export const lastCall = sql`(
  select jsonb_build_object('id', c.id, 'at', coalesce(c.placed_at, c.claimed_at), 'status', c.status,
    'disposition', c.disposition, 'goalMet', c.goal_met, 'talkSeconds', c.talk_seconds)
  from calls c
  where c.enrollment_id = e.id and c.disposition is distinct from 'not_placed'
  order by c.attempt desc
  limit 1
)`;

/** JSON knows no instants: that of the last call is read again. */
export function withLastCall<Row extends { lastCall: LastCall | null }>(row: Row): Row {
  return row.lastCall === null ? row : { ...row, lastCall: { ...row.lastCall, at: new Date(row.lastCall.at) } };
}
