import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import { outlookOf } from '#domain/legal-hours/calling-hours.ts';
import type { CallingHours } from '#domain/legal-hours/calling-hours.ts';
import type { Law } from '#domain/legal-hours/legal-hours.ts';
import type { CallingWindow } from '#domain/window.ts';
import { markReady } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { planAgain } from './pace.ts';

type LaneRow = CallingWindow & {
  workspaceId: string;
  id: string;
  campaignId: string;
  zones: string[];
  legalZones: string[];
  jurisdictions: string[];
  wasOpen: boolean;
  isSpread: boolean;
};

const laneColumns = sql`
  l.workspace_id as "workspaceId", l.id, l.campaign_id as "campaignId", l.zones, l.legal_zones as "legalZones",
  l.jurisdictions, l.is_open as "wasOpen", k.pace_mode = 'spread' as "isSpread", k.days,
  k.first_call_time as "firstCallTime", k.last_call_time as "lastCallTime", k.all_day as "allDay"
`;

/** Opens and closes the lanes whose hour has come, at most `most`. Returns how many those were. */
export async function turnLanes(trx: Trx, now: Date, most: number): Promise<number> {
  const { rows } = await sql<LaneRow>`
    -- Another dialer may be turning others: none waits.
    select ${laneColumns}
    from lanes l
    join campaigns k on k.workspace_id = l.workspace_id and k.id = l.campaign_id
    where l.flips_at <= ${now} and k.status = 'running'
    order by l.flips_at
    limit ${most}
    for update of l skip locked
  `.execute(trx);
  await turn(trx, rows, now);
  return rows.length;
}

/** Works out anew which lanes of a campaign are open: it was started, or its window or clock was changed. */
export async function turnLanesOf(
  trx: Trx,
  campaign: { workspaceId: string; campaignId: string },
  now: Date,
): Promise<void> {
  const { rows } = await sql<LaneRow>`
    select ${laneColumns}
    from lanes l
    join campaigns k on k.workspace_id = l.workspace_id and k.id = l.campaign_id
    where l.workspace_id = ${campaign.workspaceId} and l.campaign_id = ${campaign.campaignId}
    order by l.id
    for update of l
  `.execute(trx);
  await turn(
    trx,
    rows.map((row) => ({ ...row, wasOpen: false })),
    now,
  );
}

async function turn(trx: Trx, lanes: LaneRow[], now: Date): Promise<void> {
  if (lanes.length === 0) return;
  const turned = lanes.map((lane) => ({ ...lane, ...outlookOf(hoursOf(lane), now) }));
  await sql`
    update lanes l set is_open = n.is_open, flips_at = n.flips_at, bound_by = n.bound_by
    from unnest(
      ${turned.map((lane) => lane.workspaceId)}::uuid[], ${turned.map((lane) => lane.id)}::uuid[],
      ${turned.map((lane) => lane.isOpen)}::boolean[], ${turned.map((lane) => lane.flipsAt)}::timestamptz[],
      ${turned.map((lane) => lane.boundBy)}::text[]
    ) as n (workspace_id, id, is_open, flips_at, bound_by)
    where l.workspace_id = n.workspace_id and l.id = n.id
  `.execute(trx);
  for (const lane of turned.filter(({ isSpread, isOpen, wasOpen }) => isSpread && isOpen && !wasOpen)) {
    await planAgain(trx, { ...lane, laneId: lane.id, hours: hoursOf(lane) }, now);
  }
  await markReady(trx, [...new Set(turned.filter((lane) => lane.isOpen).map((lane) => lane.campaignId))]);
}

/** A campaign that calls nobody any more has no hours to watch. */
export async function forgetFlips(trx: Trx, campaign: { workspaceId: string; campaignId: string }): Promise<void> {
  await sql`
    update lanes set flips_at = null
    where workspace_id = ${campaign.workspaceId} and campaign_id = ${campaign.campaignId}
  `.execute(trx);
}

function hoursOf(lane: LaneRow): CallingHours {
  return { window: lane, zones: lane.zones, law: { zones: lane.legalZones, jurisdictions: lane.jurisdictions } };
}

/** The clocks that a campaign's window is read on for somebody, and the law he is under. */
export type Clocks = { zones: string[]; law: Law };

/** What tells one lane of a campaign from another. */
export function laneKey({ zones, law }: Clocks): string {
  return [zones, law.zones, law.jurisdictions].map((set) => set.join(' ')).join('; ');
}

/** The lanes for these clocks, made where they are missing, by their laneKey. */
export async function lanesFor(
  trx: Trx,
  campaign: { workspaceId: string; campaignId: string; window: CallingWindow },
  { clocks, now }: { clocks: Clocks[]; now: Date },
): Promise<Map<string, string>> {
  const known = await readLanes(trx, campaign);
  const wanted = new Map(clocks.map((each) => [laneKey(each), each]));
  const missing = [...wanted].filter(([key]) => !known.has(key));
  for (const [, { zones, law }] of missing) {
    const { isOpen, flipsAt, boundBy } = outlookOf({ window: campaign.window, zones, law }, now);
    await sql`
      insert into lanes (workspace_id, id, campaign_id, zones, legal_zones, jurisdictions, is_open, flips_at, bound_by)
      values (${campaign.workspaceId}, ${randomUUIDv7()}, ${campaign.campaignId}, ${zones}, ${law.zones},
        ${law.jurisdictions}, ${isOpen}, ${flipsAt}, ${boundBy})
      on conflict (workspace_id, campaign_id, zones, legal_zones, jurisdictions) do nothing
    `.execute(trx);
  }
  return missing.length === 0 ? known : readLanes(trx, campaign);
}

/** Puts somebody into the lane of the hours that are his now. */
export async function moveToLane(
  trx: Trx,
  person: { workspaceId: string; campaignId: string; enrollmentId: string },
  { hours, now }: { hours: CallingHours; now: Date },
): Promise<void> {
  const clocks = { zones: [...hours.zones], law: hours.law };
  const lanes = await lanesFor(trx, { ...person, window: hours.window }, { clocks: [clocks], now });
  await sql`
    update enrollments set lane_id = ${lanes.get(laneKey(clocks))}
    where workspace_id = ${person.workspaceId} and id = ${person.enrollmentId}
  `.execute(trx);
}

async function readLanes(
  db: Runner,
  campaign: { workspaceId: string; campaignId: string },
): Promise<Map<string, string>> {
  const { rows } = await sql<Pick<LaneRow, 'id' | 'zones' | 'legalZones' | 'jurisdictions'>>`
    select id, zones, legal_zones as "legalZones", jurisdictions
    from lanes where workspace_id = ${campaign.workspaceId} and campaign_id = ${campaign.campaignId}
  `.execute(db);
  return new Map(
    rows.map(({ id, zones, legalZones, jurisdictions }) => [
      laneKey({ zones, law: { zones: legalZones, jurisdictions } }),
      id,
    ]),
  );
}
