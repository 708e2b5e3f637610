import { sql } from 'kysely';
import { jurisdictionDigits } from '#domain/legal-hours/jurisdictions.ts';
import type { CallingWindow } from '#domain/window.ts';
import { markReady } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { isLawInForce, lawOf } from '#server/dialer/person/law.ts';
import { laneKey, lanesFor, turnLanesOf } from './lanes.ts';
import type { Clocks } from './lanes.ts';
import { placeAnew } from './pace.ts';

type Ref = { workspaceId: string; campaignId: string };

type CampaignRow = CallingWindow & {
  timeZone: string;
  clock: 'campaign' | 'contact';
  status: string;
  paceMode: 'asap' | 'spread' | 'interval';
  isLawInForce: boolean;
};

/** People who live by the same clocks: the zones that are theirs, and as much of the number as its law depends on. */
type Kind = { zones: string[]; prefix: string };

/**
 * After a change of window, time zone, clock, provider account or legal hours: everybody's lane is the one of his clocks
 * and his law, and lanes open and close by the new hours. Call it in the transaction that changed the campaign's row.
 */
export async function replanCampaign(trx: Trx, campaign: Ref, now: Date): Promise<void> {
  const { workspaceId, campaignId } = campaign;
  const row = await readCampaign(trx, campaign, 'update');
  if (!row) return;
  const kinds = await readKinds(trx, campaign);
  const clocks = kinds.map((kind) => clocksOf(row, kind));
  const lanes = await lanesFor(trx, { workspaceId, campaignId, window: row }, { clocks, now });
  await moveTo(
    trx,
    campaign,
    kinds.map((kind, index) => ({ ...kind, laneId: lanes.get(laneKey(clocks[index] ?? clocksOf(row, kind))) })),
  );
  if (row.status === 'running') await turnLanesOf(trx, campaign, now);
}

/** Locked against whoever changes it, or (`update`) against whoever adds people as well. */
async function readCampaign(
  trx: Trx,
  { workspaceId, campaignId }: Ref,
  lock: 'update' | 'share',
): Promise<CampaignRow | undefined> {
  const { rows } = await sql<CampaignRow>`
    select k.time_zone as "timeZone", k.clock, k.status, k.pace_mode as "paceMode", k.days, k.first_call_time as "firstCallTime",
      k.last_call_time as "lastCallTime", k.all_day as "allDay", ${isLawInForce} as "isLawInForce"
    from campaigns k
    join workspaces w on w.id = k.workspace_id
    left join provider_accounts a on a.workspace_id = k.workspace_id and a.id = k.provider_account_id
    where k.workspace_id = ${workspaceId} and k.id = ${campaignId}
    for ${sql.raw(lock)} of k
  `.execute(trx);
  return rows[0];
}

function clocksOf(campaign: CampaignRow, { zones, prefix }: Kind): Clocks {
  return {
    zones: campaign.clock === 'campaign' ? [campaign.timeZone] : zones,
    law: lawOf({ phone: prefix, zones }, campaign.isLawInForce),
  };
}

/** Who has left the contact book keeps the clocks of his lane. */
const kindColumns = sql`
  coalesce(c.zones, case when l.legal_zones = '{}' then l.zones else l.legal_zones end) as zones,
  left(e.phone, ${jurisdictionDigits}::int) as prefix
`;

const kindSources = sql`
  enrollments e
  join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
  left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
`;

async function readKinds(trx: Trx, { workspaceId, campaignId }: Ref): Promise<Kind[]> {
  const { rows } = await sql<Kind>`
    select distinct ${kindColumns} from ${kindSources}
    where e.workspace_id = ${workspaceId} and e.campaign_id = ${campaignId}
  `.execute(trx);
  return rows;
}

async function moveTo(
  trx: Trx,
  { workspaceId, campaignId }: Ref,
  kinds: (Kind & { laneId: string | undefined })[],
): Promise<void> {
  await sql`
    update enrollments moved set lane_id = n.lane_id
    from (
      select e.workspace_id, e.id, ${kindColumns} from ${kindSources}
      where e.workspace_id = ${workspaceId} and e.campaign_id = ${campaignId}
    ) old
    join unnest(
      ${kinds.map(({ zones }) => zones.join(' '))}::text[], ${kinds.map(({ prefix }) => prefix)}::text[],
      ${kinds.map(({ laneId }) => laneId)}::uuid[]
    ) as n (zones, prefix, lane_id) on string_to_array(n.zones, ' ') = old.zones and n.prefix = old.prefix
    where moved.workspace_id = old.workspace_id and moved.id = old.id and moved.lane_id <> n.lane_id
  `.execute(trx);
}

type People = { workspaceId: string; contactIds: string[] };
type Place = Kind & { id: string; campaignId: string; laneId: string };

/** Wherever these contacts are called, or may be again. */
const placesOf = ({ workspaceId, contactIds }: People) => sql`
  e.workspace_id = ${workspaceId} and e.contact_id = any(${contactIds}::uuid[])
  and e.status not in ('completed', 'cancelled', 'suppressed')
`;

/**
 * Takes hold of the places of contacts, before their rows are written: settling locks the one before the other too. A
 * claim passes over people who are locked.
 */
export async function holdPlaces(trx: Trx, people: People): Promise<void> {
  // Campaigns before their people, as every verb locks them.
  await sql`
    select from campaigns
    where workspace_id = ${people.workspaceId} and id in (select e.campaign_id from enrollments e where ${placesOf(people)})
    order by id
    for share
  `.execute(trx);
  await sql`select from enrollments e where ${placesOf(people)} order by e.id for update`.execute(trx);
}

/**
 * After the zones or numbers of contacts changed: wherever they are called, they move to the lanes of their clocks and
 * their law as they are now, and in a campaign that spreads its calls get a place there. In the transaction that changed
 * the contacts, if that holds their places; else in one that comes after it, which may be repeated.
 */
export async function replanPeople(trx: Trx, people: People, now: Date): Promise<void> {
  if (people.contactIds.length === 0) return;
  const { workspaceId } = people;
  await holdPlaces(trx, people);
  // In a statement of its own: it sees what those wrote who held the places before.
  const { rows } = await sql<Place>`
    select e.id, e.campaign_id as "campaignId", e.lane_id as "laneId", ${kindColumns} from ${kindSources}
    where ${placesOf(people)}
  `.execute(trx);
  const moved: string[] = [];
  const byCampaign = [...Map.groupBy(rows, ({ campaignId }) => campaignId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  for (const [campaignId, places] of byCampaign) {
    const inLane = await movePlaces(trx, { workspaceId, campaignId }, { places, now });
    if (inLane > 0) moved.push(campaignId);
  }
  await markReady(trx, moved);
}

/** Returns how many live in another lane now. */
async function movePlaces(trx: Trx, campaign: Ref, { places, now }: { places: Place[]; now: Date }): Promise<number> {
  const row = await readCampaign(trx, campaign, 'share');
  if (!row) return 0;
  const clocks = new Map(places.map((place) => [place.id, clocksOf(row, place)]));
  const lanes = await lanesFor(trx, { ...campaign, window: row }, { clocks: [...clocks.values()], now });
  const moving = places.flatMap(({ id, laneId }) => {
    const own = clocks.get(id);
    const to = own && lanes.get(laneKey(own));
    return to === undefined || to === laneId ? [] : [{ id, to }];
  });
  const ids = moving.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await sql`
    update enrollments e set lane_id = n.lane_id
    from unnest(${ids}::uuid[], ${moving.map(({ to }) => to)}::uuid[]) as n (id, lane_id)
    where e.workspace_id = ${campaign.workspaceId} and e.id = n.id
  `.execute(trx);
  if (row.paceMode === 'spread') await placeAnew(trx, { ...campaign, ids }, now);
  return moving.length;
}
