import { sql } from 'kysely';
import type { CallingWindow } from '#domain/window.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { lanesFor, turnLanesOf } from './lanes.ts';

type CampaignRow = CallingWindow & { timeZone: string; clock: 'campaign' | 'contact'; status: string };

/**
 * After a change of window, time zone or clock: everybody's lane is the one of his clocks, and lanes open and close by
 * the new hours. Call it in the transaction that changed the campaign's row.
 */
export async function replanCampaign(
  trx: Trx,
  campaign: { workspaceId: string; campaignId: string },
  now: Date,
): Promise<void> {
  const { workspaceId, campaignId } = campaign;
  const { rows } = await sql<CampaignRow>`
    select time_zone as "timeZone", clock, status, days, first_call_time as "firstCallTime",
      last_call_time as "lastCallTime", all_day as "allDay"
    from campaigns where workspace_id = ${workspaceId} and id = ${campaignId}
    for update
  `.execute(trx);
  const [row] = rows;
  if (!row) return;
  const clocks = await sql<{ zones: string[] }>`
    select distinct case when ${row.clock} = 'contact' then coalesce(c.zones, l.zones) else array[${row.timeZone}] end as zones
    from enrollments e
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    where e.workspace_id = ${workspaceId} and e.campaign_id = ${campaignId}
  `.execute(trx);
  await lanesFor(
    trx,
    { workspaceId, campaignId, window: row },
    {
      zoneSets: clocks.rows.map(({ zones }) => zones),
      now,
    },
  );
  await sql`
    update enrollments e set lane_id = n.id
    from enrollments old
    join lanes l on l.workspace_id = old.workspace_id and l.id = old.lane_id
    left join contacts c on c.workspace_id = old.workspace_id and c.id = old.contact_id
    join lanes n on n.workspace_id = old.workspace_id and n.campaign_id = old.campaign_id
      and n.zones = case when ${row.clock} = 'contact' then coalesce(c.zones, l.zones) else array[${row.timeZone}] end
    where old.workspace_id = ${workspaceId} and old.campaign_id = ${campaignId}
      and e.workspace_id = old.workspace_id and e.id = old.id and e.lane_id <> n.id
  `.execute(trx);
  if (row.status === 'running') await turnLanesOf(trx, campaign, now);
}
