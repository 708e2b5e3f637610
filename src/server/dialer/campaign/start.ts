import { sql } from 'kysely';
import { usualLength } from '#domain/call-length.ts';
import { isPastEnd } from '#domain/dial.ts';
import { nextDial, outlookOf } from '#domain/legal-hours/calling-hours.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import type { CallingWindow } from '#domain/window.ts';
import { Invalid } from '#server/errors.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import type { Clocks } from './plan/lanes.ts';

type Ref = { id: string; workspaceId: string };

type StartRow = CallingWindow & {
  agentId: string | null;
  agentIsGone: boolean;
  timeZone: string;
  clock: 'campaign' | 'contact';
  endAt: Date | null;
  people: boolean;
  hasWaiting: boolean;
  hasNumber: boolean;
  workspaceIsGone: boolean;
  lanes: Clocks[];
};

/** Refuses a start that could call nobody, with every reason and what to do about it. */
export async function requireStartable(trx: Trx, campaign: Ref, now: Date): Promise<void> {
  // Held until the campaign runs: an agent or workspace that is being deleted is deleted already, or finds it running.
  await sql`select from workspaces where id = ${campaign.workspaceId} for share`.execute(trx);
  await sql`
    select from agents a
    where exists (
      select from campaigns k
      where k.workspace_id = ${campaign.workspaceId} and k.id = ${campaign.id}
        and a.workspace_id = k.workspace_id and a.id = k.agent_id
    )
    for share
  `.execute(trx);
  const { rows } = await sql<StartRow>`
    select k.agent_id as "agentId", a.deleted_at is not null as "agentIsGone", k.time_zone as "timeZone", k.clock,
      k.end_at as "endAt", k.days, k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime",
      k.all_day as "allDay",
      exists (select from enrollments e where e.workspace_id = k.workspace_id and e.campaign_id = k.id) as people,
      k.started_at is not null or exists (
        select from enrollments e where e.workspace_id = k.workspace_id and e.campaign_id = k.id and e.status = 'pending'
      ) as "hasWaiting",
      k.from_number_ids = '{}' or a.id is null or exists (
        select from phone_numbers n
        where n.workspace_id = k.workspace_id and n.id = any(k.from_number_ids) and n.provider_account_id = a.provider_account_id
      ) as "hasNumber",
      w.deleted_at is not null as "workspaceIsGone",
      coalesce(
        (
          select jsonb_agg(jsonb_build_object(
            'zones', l.zones, 'law', jsonb_build_object('zones', l.legal_zones, 'jurisdictions', l.jurisdictions)
          ))
          from lanes l where l.workspace_id = k.workspace_id and l.campaign_id = k.id
        ),
        '[]'
      ) as lanes
    from campaigns k
    join workspaces w on w.id = k.workspace_id
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
  else if (!row.hasWaiting)
    add('/contacts', 'nobody_waiting', 'Nobody in it may be called any more: add other contacts.');
  if (!row.hasNumber) {
    const message = "None of its caller numbers belongs to its agent's provider account: choose others, or none.";
    add('/fromNumberIds', 'no_number', message);
  }
  if (row.workspaceIsGone)
    add('/', 'workspace_deleted', 'Its workspace was deleted: nobody is called from it any more.');
  if (row.people && !isEverOpen(row, now)) add('/firstCallTime', 'window_never_open', neverOpen(row, now));
  if (isPastEnd(row.endAt, now)) add('/endDate', 'ended', 'Its end date has passed: move it or take it away.');
  return problems;
}

/** Whether anybody may ever be called: at once, later, or as soon as his time zone is known. */
function isEverOpen(row: StartRow, now: Date): boolean {
  return row.lanes.some((lane) => {
    const { flipsAt, isOpen, boundBy } = outlookOf({ window: row, ...lane }, now);
    return isOpen || flipsAt !== null || (boundBy === 'needs_time_zone' && opensItself(row, lane, now));
  });
}

function neverOpen(row: StartRow, now: Date): string {
  return row.lanes.some((lane) => opensItself(row, lane, now))
    ? 'Its window never meets the legal hours of anybody in it: move its hours or days.'
    : 'Its window never opens for anybody in it: widen days or hours.';
}

function opensItself(window: CallingWindow, { zones }: Clocks, now: Date): boolean {
  return nextDial({ window, zones, law: noLaw }, now) !== null;
}

/** What is frozen of an agent. */
const agentNow = sql`
  jsonb_build_object('id', a.id, 'name', a.name, 'prompt', a.prompt, 'nextAction', a.next_action, 'providerAgentId', a.provider_agent_id, 'ringSecondsMax', a.ring_seconds_max, 'talkSecondsMax', a.talk_seconds_max)
`;

/** Whether the agent is not what the campaign was frozen with: it was edited since. */
export async function hasOtherVoice(trx: Trx, campaign: Ref): Promise<boolean> {
  const { rows } = await sql<{ isOther: boolean }>`
    select k.snapshot -> 'agent' is distinct from ${agentNow} as "isOther"
    from campaigns k
    join agents a on a.workspace_id = k.workspace_id and a.id = k.agent_id
    where k.workspace_id = ${campaign.workspaceId} and k.id = ${campaign.id}
  `.execute(trx);
  return rows[0]?.isOther ?? false;
}

/** The agent and its numbers as they are now, or as the campaign was frozen with them: an edit of its hours changes no voice. */
type Voice = 'as it is' | 'kept';

/** Keeps what the campaign is started with, or goes on with, so that its results stay explainable after later edits. */
export async function freeze(trx: Trx, campaign: Ref, { now, voice }: { now: Date; voice: Voice }): Promise<void> {
  await sql`
    with spoken as (
      select k.workspace_id, k.id, a.provider_account_id,
        coalesce(kept.agent, ${agentNow}) as agent,
        coalesce(kept.from_phones, (
          select coalesce(jsonb_agg(n.phone order by n.phone), '[]') from phone_numbers n
          where n.workspace_id = a.workspace_id
            and n.provider_account_id = a.provider_account_id
            and (k.from_number_ids = '{}' or n.id = any(k.from_number_ids))
        )) as from_phones
      from campaigns k
      join agents a on a.workspace_id = k.workspace_id and a.id = k.agent_id
      cross join lateral (
        select case when ${voice === 'kept'} then k.snapshot -> 'agent' end as agent,
          case when ${voice === 'kept'} then k.snapshot -> 'fromPhones' end as from_phones
      ) kept
      where k.workspace_id = ${campaign.workspaceId} and k.id = ${campaign.id}
    ),
    frozen as (
      update campaigns k
      set snapshot_version = k.snapshot_version + 1, updated_at = ${now},
        snapshot = jsonb_build_object(
          'agent', s.agent, 'providerAccountId', s.provider_account_id, 'fromPhones', s.from_phones,
          'nextAction', k.next_action, 'timeZone', k.time_zone, 'clock', k.clock, 'days', k.days,
          'firstCallTime', k.first_call_time, 'lastCallTime', k.last_call_time, 'allDay', k.all_day, 'endDate', k.end_at,
          'paceMode', k.pace_mode, 'gapSeconds', k.pace_gap_seconds, 'retryOn', k.retry_on, 'maxRetries', k.retry_max,
          'delays', k.retry_delays, 'priorityMode', k.priority_mode,
          'voicemail', jsonb_build_object('retry', k.voicemail_retry, 'message', k.voicemail_message),
          'ringSecondsMax', coalesce(k.ring_seconds_max, (s.agent ->> 'ringSecondsMax')::int, ${usualLength.ringSecondsMax}::int),
          'talkSecondsMax', coalesce(k.talk_seconds_max, (s.agent ->> 'talkSecondsMax')::int, ${usualLength.talkSecondsMax}::int)
        )
      from spoken s
      where k.workspace_id = s.workspace_id and k.id = s.id
      returning k.workspace_id, k.id, k.snapshot_version, k.snapshot
    )
    insert into campaign_snapshots (workspace_id, campaign_id, version, at, snapshot)
    select workspace_id, id, snapshot_version, ${now}, snapshot from frozen
  `.execute(trx);
}
