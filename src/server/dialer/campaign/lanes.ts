import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';
import { mayRing, nextRinging, ringingEnds } from '#domain/ringing.ts';
import type { CallingWindow } from '#domain/window.ts';
import { markReady } from '#server/dialer/ledger/allocator.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { planAgain } from './pace.ts';

type LaneRow = CallingWindow & {
  workspaceId: string;
  id: string;
  campaignId: string;
  zones: string[];
  wasOpen: boolean;
  isSpread: boolean;
};

const laneColumns = sql`
  l.workspace_id as "workspaceId", l.id, l.campaign_id as "campaignId", l.zones, l.is_open as "wasOpen", k.pace_mode = 'spread' as "isSpread", k.days,
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
  const turned = lanes.map((lane) => ({ ...lane, ...standing(lane, lane.zones, now) }));
  await sql`
    update lanes l set is_open = n.is_open, flips_at = n.flips_at
    from unnest(
      ${turned.map((lane) => lane.workspaceId)}::uuid[], ${turned.map((lane) => lane.id)}::uuid[],
      ${turned.map((lane) => lane.isOpen)}::boolean[], ${turned.map((lane) => lane.flipsAt)}::timestamptz[]
    ) as n (workspace_id, id, is_open, flips_at)
    where l.workspace_id = n.workspace_id and l.id = n.id
  `.execute(trx);
  for (const lane of turned.filter(({ isSpread, isOpen, wasOpen }) => isSpread && isOpen && !wasOpen)) {
    await planAgain(trx, { ...lane, window: lane, lane }, now);
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

/** Whether people on these clocks may be dialled now, and when that changes; never, when null. */
export function standing(window: CallingWindow, zones: string[], now: Date): { isOpen: boolean; flipsAt: Date | null } {
  const isOpen = mayRing(window, zones, now);
  return { isOpen, flipsAt: isOpen ? ringingEnds(window, zones, now) : nextRinging(window, zones, now) };
}

/** The lanes for these sets of clocks, made where they are missing. Keys are the zones joined by a space. */
export async function lanesFor(
  trx: Trx,
  campaign: { workspaceId: string; campaignId: string; window: CallingWindow },
  { zoneSets, now }: { zoneSets: string[][]; now: Date },
): Promise<Map<string, string>> {
  const sets = [...new Map(zoneSets.map((zones) => [zones.join(' '), zones])).values()];
  for (const zones of sets) {
    const { isOpen, flipsAt } = standing(campaign.window, zones, now);
    await sql`
      insert into lanes (workspace_id, id, campaign_id, zones, is_open, flips_at)
      values (${campaign.workspaceId}, ${randomUUIDv7()}, ${campaign.campaignId}, ${zones}, ${isOpen}, ${flipsAt})
      on conflict (workspace_id, campaign_id, zones) do nothing
    `.execute(trx);
  }
  return readLanes(trx, campaign);
}

async function readLanes(
  db: Runner,
  campaign: { workspaceId: string; campaignId: string },
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; zones: string[] }>`
    select id, zones from lanes where workspace_id = ${campaign.workspaceId} and campaign_id = ${campaign.campaignId}
  `.execute(db);
  return new Map(rows.map((lane) => [lane.zones.join(' '), lane.id]));
}
