import type { Wait } from '#contract/forecasts.ts';
import { calledAtPlace } from '#domain/forecast/forecast.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import type { System } from '#server/system.ts';
import { foretell } from './foretell.ts';
import { listKnownWaits } from './sql.ts';
import type { KnownWaits } from './sql.ts';
import { findLanes } from './world-sql.ts';

/** A forecast that was kept tells of waits for so long. */
const knownForMs = 1_800_000;
/** Nearer than this, chance rules: a range is told, and no minute. */
const farPlace = 200;

export type Placed = { enrollmentId: string; campaignId: string; position: number | null };

/** Waits of people by what was last kept for their campaigns: a list must not wait for a simulation. */
export async function knownWaits(
  system: System,
  workspaceId: string,
  people: Placed[],
): Promise<(person: Placed) => Wait | null> {
  const now = system.clock.now();
  const campaignIds = [...new Set(people.map(({ campaignId }) => campaignId))];
  const since = new Date(now.getTime() - knownForMs);
  const kept = await listKnownWaits(system.db, workspaceId, { campaignIds, since });
  const known = new Map(kept.map((each) => [each.campaignId, each]));
  const counts = await readCounts(system.db, [...known.keys()]);
  const told = people.filter(({ campaignId }) => known.has(campaignId)).map(({ enrollmentId }) => enrollmentId);
  const lanes = told.length === 0 ? new Map<string, number>() : await findLanes(system.db, workspaceId, told);
  return ({ enrollmentId, campaignId, position }) => {
    const from = known.get(campaignId);
    if (!from || position === null) return null;
    const ready = counts.get(campaignId)?.queued ?? 0;
    return waitOf(from, { position, lane: lanes.get(enrollmentId) ?? 0, now, ready });
  };
}

/** The wait of one person as it is foreseen now; null when no end is in sight, or the campaign does not call by itself. */
export async function foretellWait(
  system: System,
  workspaceId: string,
  { enrollmentId, campaignId, position }: Placed & { position: number },
): Promise<Wait | null> {
  const foretold = await foretell(system, { workspaceId, campaignId });
  if (!foretold || !['scheduled', 'running'].includes(foretold.read.row.status)) return null;
  const { forecast, read } = foretold;
  const ready = read.counts?.queued ?? 0;
  const known = { campaignId, madeAt: new Date(forecast.madeAt), ready, waits: forecast.waits };
  const lane = (await findLanes(system.db, workspaceId, [enrollmentId])).get(enrollmentId) ?? 0;
  return waitOf(known, { position, lane, now: system.clock.now(), ready });
}

/** Since the forecast people were called from the head of the line: who was then that much further behind is here now. */
function waitOf(known: KnownWaits, at: { position: number; lane: number; now: Date; ready: number }): Wait | null {
  const gone = Math.max(0, known.ready - at.ready);
  const { madeAt, waits } = known;
  const from = { madeAt: madeAt.getTime(), waits };
  const called = calledAtPlace(from, { place: at.position + gone, lane: at.lane });
  if (!called || called.p90 === Infinity) return null;
  const seconds = (instant: number) => Math.max(0, Math.round((instant - at.now.getTime()) / 1000));
  const p50 = at.position < farPlace ? null : seconds(called.p50);
  return { p10: seconds(called.p10), p50, p90: seconds(called.p90) };
}
