import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { CallingWindow } from '#domain/window.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import { isLawInForce, lawOf } from '#server/dialer/person/law.ts';
import { laneKey, lanesFor } from './plan/lanes.ts';
import type { Clocks } from './plan/lanes.ts';

export type EnrolledPerson = {
  contactId: string;
  phone: string;
  /** Every zone the person may live in. */
  zones: string[];
  /** The whole number, by domain/priority. */
  priority: number;
  nextAction?: string | null | undefined;
};

type CampaignRow = CallingWindow & {
  status: string;
  timeZone: string;
  clock: 'campaign' | 'contact';
  priorityMode: 'priority' | 'fifo';
  isLawInForce: boolean;
};

/**
 * Puts contacts into a campaign, in this order, behind those who are in it already; who is in it stays as he is. They
 * are `pending` until the campaign runs and stages them. `ids` and `phones` are of those who were not in it before.
 */
export async function enrolContacts(
  trx: Trx,
  enrolment: { workspaceId: string; campaignId: string; people: EnrolledPerson[]; now: Date },
): Promise<{ enrolled: number; already: number; ids: string[]; phones: string[] }> {
  const { workspaceId, campaignId, people, now } = enrolment;
  if (people.length === 0) return { enrolled: 0, already: 0, ids: [], phones: [] };
  const { rows } = await sql<CampaignRow>`
    -- Shared: many may add people, but the campaign may not be completed or moved to other clocks meanwhile.
    select k.status, k.time_zone as "timeZone", k.clock, k.priority_mode as "priorityMode", k.days,
      k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime", k.all_day as "allDay",
      ${isLawInForce} as "isLawInForce"
    from campaigns k
    join workspaces w on w.id = k.workspace_id
    left join provider_accounts a on a.workspace_id = k.workspace_id and a.id = k.provider_account_id
    where k.workspace_id = ${workspaceId} and k.id = ${campaignId}
    for share of k
  `.execute(trx);
  const [campaign] = rows;
  if (!campaign) throw new Error(`campaign ${campaignId} is not there`);
  const clocks = people.map((person) => clocksOf(campaign, person));
  const lanes = await lanesFor(trx, { workspaceId, campaignId, window: campaign }, { clocks, now });
  const inserted = await sql<{ id: string; phone: string }>`
    insert into enrollments (workspace_id, id, campaign_id, contact_id, lane_id, phone, status, priority, next_action,
      created_at, updated_at)
    select ${workspaceId}, n.id, ${campaignId}, n.contact_id, n.lane_id, n.phone, 'pending', n.priority, n.next_action,
      ${now}, ${now}
    from unnest(
      ${people.map(() => randomUUIDv7())}::uuid[], ${people.map((person) => person.contactId)}::uuid[],
      ${clocks.map((each) => lanes.get(laneKey(each)))}::uuid[], ${people.map((person) => person.phone)}::text[],
      ${people.map((person) => (campaign.priorityMode === 'fifo' ? 0 : person.priority))}::int[],
      ${people.map((person) => person.nextAction ?? null)}::text[]
    ) with ordinality as n (id, contact_id, lane_id, phone, priority, next_action, nth)
    order by n.nth
    on conflict (campaign_id, phone) do nothing
    returning id, phone
  `.execute(trx);
  const enrolled = inserted.rows.length;
  await appendDeltas(trx, [{ workspaceId, campaignId, pending: enrolled }]);
  const [ids, phones] = [inserted.rows.map(({ id }) => id), inserted.rows.map(({ phone }) => phone)];
  return { enrolled, already: people.length - enrolled, ids, phones };
}

function clocksOf(campaign: CampaignRow, person: EnrolledPerson): Clocks {
  const zones = campaign.clock === 'campaign' ? [campaign.timeZone] : person.zones;
  return { zones, law: lawOf(person, campaign.isLawInForce) };
}
