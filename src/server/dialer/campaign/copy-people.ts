import { sql } from 'kysely';
import type { CallingWindow } from '#domain/window.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import { lanesFor } from './plan/lanes.ts';
import type { Clocks } from './plan/lanes.ts';
import { replanCampaign } from './plan/replan.ts';

/**
 * Puts everybody of one campaign who is still in the contact book, and may be called, into another one of the same
 * clocks: in the same order, with none of the calls. Returns how many.
 */
export async function copyPeople(
  trx: Trx,
  { workspaceId, from, to }: { workspaceId: string; from: string; to: string },
  now: Date,
): Promise<number> {
  const { rows } = await sql<CallingWindow & { clocks: Clocks[] }>`
    select k.days, k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime", k.all_day as "allDay",
      coalesce(
        (
          select jsonb_agg(jsonb_build_object(
            'zones', l.zones, 'law', jsonb_build_object('zones', l.legal_zones, 'jurisdictions', l.jurisdictions)
          ))
          from lanes l where l.workspace_id = k.workspace_id and l.campaign_id = ${from}
        ),
        '[]'
      ) as clocks
    from campaigns k
    where k.workspace_id = ${workspaceId} and k.id = ${to}
  `.execute(trx);
  const [campaign] = rows;
  if (!campaign) throw new Error(`campaign ${to} is not there`);
  await lanesFor(trx, { workspaceId, campaignId: to, window: campaign }, { clocks: campaign.clocks, now });
  const { rows: counted } = await sql<{ n: number }>`
    with copied as (
      insert into enrollments (workspace_id, id, campaign_id, contact_id, lane_id, phone, status, priority, next_action,
        created_at, updated_at)
      select e.workspace_id, gen_random_uuid(), ${to}, e.contact_id, own.id, e.phone, 'pending', e.priority, e.next_action,
        ${now}, ${now}
      from enrollments e
      join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
      join lanes own on own.workspace_id = e.workspace_id and own.campaign_id = ${to} and own.zones = l.zones
        and own.legal_zones = l.legal_zones and own.jurisdictions = l.jurisdictions
      where e.workspace_id = ${workspaceId}
        and e.campaign_id = ${from}
        and e.contact_id is not null
        and not exists (select from suppressions s where s.workspace_id = e.workspace_id and s.phone = e.phone)
      order by e.position
      returning id
    )
    select count(*) as n from copied
  `.execute(trx);
  const people = counted[0]?.n ?? 0;
  await appendDeltas(trx, [{ workspaceId, campaignId: to, pending: people }]);
  // Its account may be another one, and with it whether the law holds.
  await replanCampaign(trx, { workspaceId, campaignId: to }, now);
  return people;
}
