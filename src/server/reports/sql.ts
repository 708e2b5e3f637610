import { sql } from 'kysely';
import type { Analytics } from '#contract/reports.ts';
import type { Runner } from '#server/database/pool.ts';

/** One campaign's calls, along calls_by_campaign; each chart is one statement. */
export type Subject = { workspaceId: string; campaignId: string; timeZone: string };

const placed = ({ workspaceId, campaignId }: Subject) => sql`
  c.campaign_id = ${campaignId} and c.workspace_id = ${workspaceId} and c.placed_at is not null
`;

export type OutcomeRow = { disposition: Analytics['outcomes'][number]['disposition']; calls: number };

/** Calls by how they ended, the most first. */
export async function countOutcomes(db: Runner, subject: Subject): Promise<OutcomeRow[]> {
  const { rows } = await sql<OutcomeRow>`
    select coalesce(c.disposition, 'in_progress') as disposition, count(*) as calls
    from calls c
    where ${placed(subject)}
    group by 1
    order by calls desc, disposition
  `.execute(db);
  return rows;
}

export type DayRow = Omit<Analytics['days'][number], 'other'>;

/** Days on the campaign's clock, the first one first. */
export async function countDays(db: Runner, subject: Subject): Promise<DayRow[]> {
  const { rows } = await sql<DayRow>`
    select local.day, count(*) as placed,
      count(*) filter (where c.disposition = 'answered') as answered,
      count(*) filter (where c.disposition = 'voicemail') as voicemail,
      count(*) filter (where c.disposition = 'no_answer') as "noAnswer",
      count(*) filter (where c.disposition = 'busy') as busy,
      count(*) filter (where c.disposition = 'failed') as failed,
      count(*) filter (where c.goal_met) as "goalsMet",
      coalesce(sum(c.talk_seconds) filter (where c.disposition = 'answered'), 0) as "talkSeconds",
      sum(count(*)) over (order by local.day) as "placedSoFar"
    from calls c
    cross join lateral (select to_char(c.placed_at at time zone ${subject.timeZone}, 'YYYY-MM-DD') as day) local
    where ${placed(subject)}
    group by local.day
    order by local.day
  `.execute(db);
  return rows;
}

export type HourRow = Omit<Analytics['hours'][number], 'answerRate'>;

/** Hours of the week, on the campaign's clock or on each person's own: the first of those he may live by. */
export async function countHours(db: Runner, subject: Subject, clock: 'campaign' | 'contact'): Promise<HourRow[]> {
  const zone = clock === 'campaign' ? sql`${subject.timeZone}::text` : sql`coalesce(p.zones[1], ${subject.timeZone})`;
  const people = sql`
    left join enrollments e on e.workspace_id = c.workspace_id and e.id = c.enrollment_id
    left join contacts p on p.workspace_id = e.workspace_id and p.id = e.contact_id
  `;
  const { rows } = await sql<HourRow>`
    select extract(isodow from local.at)::int as weekday, extract(hour from local.at)::int as hour, count(*) as placed,
      count(*) filter (where c.disposition = 'answered') as answered
    from calls c
    ${clock === 'campaign' ? sql`` : people}
    cross join lateral (select c.placed_at at time zone ${zone} as at) local
    where ${placed(subject)}
    group by 1, 2
    order by 1, 2
  `.execute(db);
  return rows;
}

export type AttemptRow = { attempt: number; placed: number; answered: number };

export async function countAttempts(db: Runner, subject: Subject): Promise<AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select c.attempt, count(*) as placed, count(*) filter (where c.disposition = 'answered') as answered
    from calls c
    where ${placed(subject)}
    group by c.attempt
    order by c.attempt
  `.execute(db);
  return rows;
}

/** How many people came how far; `talkedSeconds` is what counts as having talked. */
export async function countFunnel(db: Runner, subject: Subject, talkedSeconds: number): Promise<Analytics['funnel']> {
  const { rows } = await sql<Analytics['funnel']>`
    select count(*) as dialled, count(*) filter (where person.answered) as answered,
      count(*) filter (where person.answered and person.talk_seconds >= ${talkedSeconds}) as talked,
      count(*) filter (where person.goal_met) as "goalMet",
      (
        select count(*) from enrollments e where e.workspace_id = ${subject.workspaceId} and e.campaign_id = ${subject.campaignId}
      ) as people
    from (
      select bool_or(c.disposition = 'answered') as answered, bool_or(c.goal_met) as goal_met,
        max(c.talk_seconds) filter (where c.disposition = 'answered') as talk_seconds
      from calls c
      where ${placed(subject)}
      group by c.enrollment_id
    ) person
  `.execute(db);
  return rows[0] ?? { people: 0, dialled: 0, answered: 0, talked: 0, goalMet: 0 };
}

export type TalkRow = { step: number; calls: number; median: number; p90: number };

/** Answered calls by the last of the steps, in seconds and ascending from 0, that they reached; step counts from 1. */
export async function countTalk(db: Runner, subject: Subject, steps: readonly number[]): Promise<TalkRow[]> {
  const { rows } = await sql<TalkRow>`
    with talks as materialized (
      select coalesce(c.talk_seconds, 0) as seconds from calls c where ${placed(subject)} and c.disposition = 'answered'
    )
    select width_bucket(t.seconds, ${steps}::int[]) as step, count(*) as calls, figures.median, figures.p90
    from talks t
    cross join (
      select percentile_cont(0.5) within group (order by seconds) as median,
        percentile_cont(0.9) within group (order by seconds) as p90
      from talks
    ) figures
    group by 1, figures.median, figures.p90
    order by 1
  `.execute(db);
  return rows;
}
