import { sql } from 'kysely';
import { realNow } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import { seedCrowd } from '../seed.ts';

const [workspace, account, bigCampaign, bigLane] = ['1-1', '2-1', '4-0', '5-0'].map((name) => {
  const [kind = '', number = ''] = name.split('-');
  return `${kind.padStart(8, '0')}-0000-7000-8000-${number.padStart(12, '0')}`;
});

export const seeded = { workspace: String(workspace), account: String(account), bigCampaign: String(bigCampaign) };

/**
 * One workspace with 1,000 campaigns: half of the people evenly in all, half of them in the first, there in every status;
 * and a call for every fourth of these, some endings of which are rare. All are in the contact book; four of five of one
 * half were talked with.
 */
export async function seedLists(db: Database, people: number): Promise<void> {
  const half = people / 2;
  await seedCrowd(db, {
    workspaces: 1,
    campaignsEach: 1000,
    people: half,
    systemLimit: 50,
    workspaceLimit: 50,
    campaignLimit: 10,
    withContacts: true,
  });
  const now = realNow();
  const id = (kind: string, number: string) =>
    sql.raw(`(lpad('${kind}', 8, '0') || '-0000-7000-8000-' || lpad(${number}::text, 12, '0'))::uuid`);
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    await sql`set local synchronous_commit = off`.execute(trx);
    await sql`
      insert into enrollments (workspace_id, id, campaign_id, contact_id, lane_id, phone, status, priority, due_at, attempts,
        created_at, updated_at)
      select ${workspace}, ${id('8', 'p')}, ${bigCampaign}, ${id('6', 'p')}, ${bigLane}, '+1313' || lpad(p::text, 7, '0'), of.status,
        10 * (p % 5), case when of.status = 'waiting' then ${now}::timestamptz + make_interval(mins => p % 600) end,
        case when of.status in ('completed', 'failed', 'voicemail') then 1 else 0 end, ${now}, ${now}
      from generate_series(0, ${half - 1}::int) p
      cross join lateral (
        select case
          when p % 10000 = 7 then 'suppressed'
          when p % 4 = 0 then 'completed'
          when p % 40 = 1 then 'failed'
          when p % 40 = 2 then 'voicemail'
          when p % 5 = 3 then 'waiting'
          else 'queued'
        end as status
      ) of
    `.execute(trx);
    await sql`
      insert into contacts (workspace_id, id, phone, name, email, company, zones, successful_calls, last_conversation_at, last_summary,
        created_at, updated_at)
      select ${workspace}, ${id('6', 'p')}, '+1313' || lpad(p::text, 7, '0'), 'Person ' || p, 'person' || p || '@people.example',
        'Company ' || p % 1000, array['America/New_York'], of.talked::int,
        case when of.talked then ${now}::timestamptz - make_interval(secs => (p::bigint * 7919 % 10000000)) end,
        case when of.talked then 'Asked for a date in spring' end, ${now}, ${now}
      from generate_series(${half}::int, ${people - 1}::int) p
      cross join lateral (select p % 5 > 0 as talked) of
    `.execute(trx);
    await sql`
      update campaign_counts c
      set (queued, waiting, completed, failed, voicemail, suppressed) = (
        select count(*) filter (where status = 'queued'), count(*) filter (where status = 'waiting'),
          count(*) filter (where status = 'completed'), count(*) filter (where status = 'failed'),
          count(*) filter (where status = 'voicemail'), count(*) filter (where status = 'suppressed')
        from enrollments where campaign_id = ${bigCampaign}
      )
      where campaign_id = ${bigCampaign}
    `.execute(trx);
    await sql`
      insert into calls (workspace_id, id, campaign_id, enrollment_id, provider_account_id, phone, attempt, status,
        holds_slot, dial_at, claimed_at, placing_at, placed_at, ended_at, disposition, snapshot_version)
      select e.workspace_id, ${id('9', 'n')}, e.campaign_id, e.id, ${account}, e.phone, 1, 'ended', false, at, at, at, at,
        at + interval '40 s',
        case when n % 5000 = 11 then 'unknown' when n % 10 = 1 then 'no_answer' when n % 7 = 2 then 'busy' else 'answered' end, 1
      from (
        select e.*, row_number() over (order by e.id) as n from enrollments e
        where e.id >= ${id('7', '0')} and e.position % 2 = 0 or e.campaign_id = ${bigCampaign} and e.status in ('completed', 'failed')
      ) e
      cross join lateral (select ${now}::timestamptz - make_interval(secs => e.n * 2) as at) of
    `.execute(trx);
  });
  await sql`vacuum analyze`.execute(db);
}
