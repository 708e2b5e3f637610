import { sql } from 'kysely';
import { nextRinging } from '#domain/ringing.ts';
import type { CallingWindow } from '#domain/window.ts';
import { Invalid } from '#server/errors.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';

type Ref = { id: string; workspaceId: string };

type StartRow = CallingWindow & {
  agentId: string | null;
  agentIsGone: boolean;
  timeZone: string;
  clock: 'campaign' | 'contact';
  endAt: Date | null;
  people: boolean;
  laneZones: string[][];
};

/** Refuses a start that could call nobody, with every reason and what to do about it. */
export async function requireStartable(trx: Trx, campaign: Ref, now: Date): Promise<void> {
  const { rows } = await sql<StartRow>`
    select k.agent_id as "agentId", a.deleted_at is not null as "agentIsGone", k.time_zone as "timeZone", k.clock,
      k.end_at as "endAt", k.days, k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime",
      k.all_day as "allDay",
      exists (select from enrollments e where e.workspace_id = k.workspace_id and e.campaign_id = k.id) as people,
      coalesce(
        (select jsonb_agg(to_jsonb(l.zones)) from lanes l where l.workspace_id = k.workspace_id and l.campaign_id = k.id), '[]'
      ) as "laneZones"
    from campaigns k
    left join agents a on a.workspace_id = k.workspace_id and a.id = k.agent_id
    where k.workspace_id = ${campaign.workspaceId} and k.id = ${campaign.id}
  `.execute(trx);
  const problems = rows.flatMap((row) => problemsOf(row, now));
  if (problems.length === 0) return;
  throw new Invalid('not_startable', `The campaign can't start: ${problems.map(({ message }) => message).join(' ')}`, {
    errors: problems,
  });
}

function problemsOf(row: StartRow, now: Date): { pointer: string; code: string; message: string }[] {
  const problems: { pointer: string; code: string; message: string }[] = [];
  const add = (pointer: string, code: string, message: string) => problems.push({ pointer, code, message });
  if (row.agentId === null) add('/agentId', 'no_agent', 'It has no agent: choose who speaks.');
  else if (row.agentIsGone) add('/agentId', 'agent_deleted', 'Its agent was deleted: choose another one.');
  if (!row.people) add('/contacts', 'no_contacts', 'It has no people: add contacts or upload a file.');
  if (row.people && !row.laneZones.some((zones) => nextRinging(row, zones, now) !== null)) {
    add('/firstCallTime', 'window_never_open', 'Its window never opens for anybody in it: widen days or hours.');
  }
  if (row.endAt !== null && row.endAt <= now)
    add('/endDate', 'ended', 'Its end date has passed: move it or take it away.');
  return problems;
}

/** Keeps what the campaign is started with, so that its results stay explainable after later edits. */
export async function freeze(trx: Trx, campaign: Ref, now: Date): Promise<void> {
  await sql`
    update campaigns k
    set snapshot_version = k.snapshot_version + 1, updated_at = ${now},
      snapshot = jsonb_build_object(
        'agent', jsonb_build_object('id', a.id, 'name', a.name, 'prompt', a.prompt, 'nextAction', a.next_action,
          'providerAgentId', a.provider_agent_id),
        'providerAccountId', a.provider_account_id,
        'fromPhones', (
          select coalesce(jsonb_agg(n.phone order by n.phone), '[]') from phone_numbers n
          where n.workspace_id = a.workspace_id
            and case
              when k.from_number_ids = '{}' then n.provider_account_id = a.provider_account_id
              else n.id = any(k.from_number_ids)
            end
        ),
        'timeZone', k.time_zone, 'clock', k.clock, 'days', k.days, 'firstCallTime', k.first_call_time,
        'lastCallTime', k.last_call_time, 'allDay', k.all_day, 'paceMode', k.pace_mode, 'gapSeconds', k.pace_gap_seconds,
        'retryOn', k.retry_on, 'maxRetries', k.retry_max, 'delays', k.retry_delays, 'priorityMode', k.priority_mode
      )
    from agents a
    where k.workspace_id = ${campaign.workspaceId} and k.id = ${campaign.id}
      and a.workspace_id = k.workspace_id and a.id = k.agent_id
  `.execute(trx);
}
