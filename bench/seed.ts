import { sql } from 'kysely';
import { realNow } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';

export type Crowd = {
  workspaces: number;
  campaignsEach: number;
  /** Over all campaigns, dealt out evenly. */
  people: number;
  systemLimit: number;
  workspaceLimit: number;
  campaignLimit: number;
  /** Whether the people are in the contact book too. */
  withContacts: boolean;
};

/**
 * Running campaigns with everybody in line, made by a few statements. Ids follow from numbers, so that the statements
 * need not look each other's rows up; foreign keys are not checked, as nothing wrong is written.
 */
export async function seedCrowd(db: Database, crowd: Crowd): Promise<void> {
  const now = realNow();
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`set local synchronous_commit = off`.execute(trx);
    for (const statement of statements(crowd, now)) await statement.execute(trx);
  });
  // Without it the planner takes the tables for empty: a claim takes 60-90 ms instead of 2.
  await sql`vacuum analyze`.execute(db);
}

/** A uuid that says what it is of and which. */
const idOf = (kind: string, number: string) =>
  sql.raw(`(lpad('${kind}', 8, '0') || '-0000-7000-8000-' || lpad(${number}::text, 12, '0'))::uuid`);

function statements(crowd: Crowd, now: Date) {
  const { workspaces, campaignsEach, people } = crowd;
  const campaigns = workspaces * campaignsEach;
  const eachWorkspace = sql`from generate_series(1, ${workspaces}::int) w`;
  const eachCampaign = sql`from generate_series(0, ${campaigns - 1}::int) c cross join lateral (select c / ${campaignsEach}::int + 1 as w) of`;
  const eachPerson = sql`
    from generate_series(0, ${people - 1}::int) p
    cross join lateral (select p % ${campaigns}::int as c) at
    cross join lateral (select at.c / ${campaignsEach}::int + 1 as w) of
  `;
  return [
    sql`update system_slots set max = ${crowd.systemLimit}`,
    sql`insert into workspaces (id, name, time_zone, default_country, created_at)
      select ${idOf('1', 'w')}, 'Clinic ' || w, 'UTC', 'US', ${now} ${eachWorkspace}`,
    sql`insert into workspace_slots (workspace_id, max, is_ready)
      select ${idOf('1', 'w')}, ${crowd.workspaceLimit}, true ${eachWorkspace}`,
    sql`insert into provider_accounts (workspace_id, id, provider, name, hook_token, hook_token_hash, created_at)
      select ${idOf('1', 'w')}, ${idOf('2', 'w')}, 'simulator', 'Simulator', 'token-' || w, sha256(('token-' || w)::bytea), ${now}
      ${eachWorkspace}`,
    sql`insert into provider_account_slots (provider_account_id, workspace_id, max)
      select ${idOf('2', 'w')}, ${idOf('1', 'w')}, 1000 ${eachWorkspace}`,
    sql`insert into agents (workspace_id, id, name, provider_account_id, created_at, updated_at)
      select ${idOf('1', 'w')}, ${idOf('3', 'w')}, 'Agent', ${idOf('2', 'w')}, ${now}, ${now} ${eachWorkspace}`,
    sql`insert into campaigns (workspace_id, id, name, status, agent_id, provider_account_id, time_zone, days,
        first_call_time, last_call_time, all_day, clock, pace_mode, retry_on, retry_max, retry_delays, priority_mode,
        voicemail_retry, snapshot, snapshot_version, created_at, updated_at, started_at)
      select ${idOf('1', 'of.w')}, ${idOf('4', 'c')}, 'Recall ' || c, 'running', ${idOf('3', 'of.w')}, ${idOf('2', 'of.w')}, 'UTC',
        array[1, 2, 3, 4, 5, 6, 7], '00:00', '00:00', true, 'campaign', 'asap', array['no_answer', 'busy', 'failed'], 3,
        array['PT30M'], 'priority', false, '{}', 1, ${now}, ${now}, ${now} ${eachCampaign}`,
    sql`insert into campaign_slots (campaign_id, workspace_id, provider_account_id, max, is_ready)
      select ${idOf('4', 'c')}, ${idOf('1', 'of.w')}, ${idOf('2', 'of.w')}, ${crowd.campaignLimit}, true ${eachCampaign}`,
    sql`insert into campaign_counts (campaign_id, workspace_id, queued)
      select ${idOf('4', 'c')}, ${idOf('1', 'of.w')}, ${people}::int / ${campaigns}::int + (c < ${people}::int % ${campaigns}::int)::int
      ${eachCampaign}`,
    sql`insert into lanes (workspace_id, id, campaign_id, zones, is_open)
      select ${idOf('1', 'of.w')}, ${idOf('5', 'c')}, ${idOf('4', 'c')}, array['UTC'], true ${eachCampaign}`,
    ...(crowd.withContacts
      ? [
          sql`insert into contacts (workspace_id, id, phone, name, zones, created_at, updated_at)
            select ${idOf('1', 'of.w')}, ${idOf('6', 'p')}, '+1212' || lpad(p::text, 7, '0'), 'Person ' || p, array['America/New_York'], ${now}, ${now}
            ${eachPerson}`,
        ]
      : []),
    sql`insert into enrollments (workspace_id, id, campaign_id, contact_id, lane_id, phone, status, priority, created_at, updated_at)
      select ${idOf('1', 'of.w')}, ${idOf('7', 'p')}, ${idOf('4', 'at.c')}, ${crowd.withContacts ? idOf('6', 'p') : sql`null`}, ${idOf('5', 'at.c')},
        '+1212' || lpad(p::text, 7, '0'), 'queued', 100 * (p % 3), ${now}, ${now} ${eachPerson}`,
  ];
}
