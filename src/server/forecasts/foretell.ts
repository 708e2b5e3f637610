import type { Forecast } from '#domain/forecast/forecast.ts';
import type { World } from '#domain/forecast/world.ts';
import { stopwatch } from '#server/clock.ts';
import type { System } from '#server/system.ts';
import { foreteller } from './foreteller.ts';
import { readWorld } from './read-world.ts';
import type { WorldRead } from './read-world.ts';
import { findLoad } from './world-sql.ts';
import type { LoadRow } from './world-sql.ts';

export type Ref = { workspaceId: string; campaignId: string };
export type Foretold = { read: WorldRead; forecast: Forecast };

/** A forecast is good for so long: on the clock it was made by, or in real time where that runs fast. */
const freshMs = { onClock: 15_000, real: 3000 };
const keptMost = 500;

/** Drawn so often: as often as some 400 ms of a thread allow. */
const runsMost = 100;
const runsLeast = 25;
const peopleTimesRuns = 150_000;

type Made = { at: number; age: () => number; under: string; foretold: Promise<Foretold> };
const made = new Map<string, Made>();

/**
 * What is foreseen for a campaign: made anew when what is known is some seconds old, or its status, settings or limits are
 * other ones. Null when there is no such campaign.
 */
export async function foretell(system: System, { workspaceId, campaignId }: Ref): Promise<Foretold | null> {
  const now = system.clock.now();
  const row = await findLoad(system.db, workspaceId, campaignId);
  if (!row) return null;
  const under = JSON.stringify({ ...row, served: 0, workspaceServed: 0, nextDialAt: null });
  const known = made.get(campaignId);
  if (known && known.under === under && isFresh(known, now)) return known.foretold;
  const foretold = tell(system, row, now);
  made.delete(campaignId);
  made.set(campaignId, { at: now.getTime(), age: stopwatch(), under, foretold });
  foretold.catch(() => made.delete(campaignId));
  forgetOldest();
  return foretold;
}

function isFresh(known: Made, now: Date): boolean {
  return Math.abs(now.getTime() - known.at) < freshMs.onClock || known.age() < freshMs.real;
}

function forgetOldest(): void {
  for (const campaignId of made.keys()) {
    if (made.size <= keptMost) return;
    made.delete(campaignId);
  }
}

async function tell(system: System, row: LoadRow, now: Date): Promise<Foretold> {
  const read = await readWorld(system.everywhere ?? system.db, row, { now });
  return { read, forecast: await ask(read.world, runsMost) };
}

/** Asks the thread; at most so many runs, fewer for a crowded world. With a zone it tells calls by that zone's days too. */
export function ask(world: World, most: number, zone?: string): Promise<Forecast> {
  const people = world.campaigns.reduce((sum, campaign) => sum + campaign.people.length, 1);
  const runs = Math.min(most, Math.max(runsLeast, Math.floor(peopleTimesRuns / people)));
  return foreteller.tell({ world, target: 0, runs, seed: seedOf(world), zone });
}

/** The same question at the same instant is answered the same. */
function seedOf({ now, campaigns }: World): number {
  return (Number.parseInt(campaigns[0]?.id.slice(-8) ?? '', 16) ^ Math.floor(now / 1000)) >>> 0;
}
