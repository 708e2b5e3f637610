import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { CallingWindow } from '#domain/window.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { appendDeltas } from '#server/dialer/ledger/counts.ts';
import { lanesFor } from './lanes.ts';

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
    select status, time_zone as "timeZone", clock, priority_mode as "priorityMode", days,
      first_call_time as "firstCallTime", last_call_time as "lastCallTime", all_day as "allDay"
    from campaigns where workspace_id = ${workspaceId} and id = ${campaignId}
    for share
  `.execute(trx);
  const [campaign] = rows;
  if (!campaign) throw new Error(`campaign ${campaignId} is not there`);
  const zonesOf = (person: EnrolledPerson) => (campaign.clock === 'campaign' ? [campaign.timeZone] : person.zones);
  const lanes = await lanesFor(
    trx,
    { workspaceId, campaignId, window: campaign },
    {
      zoneSets: people.map(zonesOf),
      now,
    },
  );
  const inserted = await sql<{ id: string; phone: string }>`
    insert into enrollments (workspace_id, id, campaign_id, contact_id, lane_id, phone, status, priority, next_action,
      created_at, updated_at)
    select ${workspaceId}, n.id, ${campaignId}, n.contact_id, n.lane_id, n.phone, 'pending', n.priority, n.next_action,
      ${now}, ${now}
    from unnest(
      ${people.map(() => randomUUIDv7())}::uuid[], ${people.map((person) => person.contactId)}::uuid[],
      ${people.map((person) => lanes.get(zonesOf(person).join(' ')))}::uuid[], ${people.map((person) => person.phone)}::text[],
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
