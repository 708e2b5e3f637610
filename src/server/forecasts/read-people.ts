import type { Waiting } from '#domain/forecast/world.ts';
import type { Runner } from '#server/database/pool.ts';
import { findLastDue, listWaiting, probeLanes } from './world-sql.ts';
import type { LaneRow, PersonRow } from './world-sql.ts';

/**
 * In a campaign too large to be followed, so many at the head of its line still are: their waits are short. Not beside
 * others: a slot that goes to one who stands for a hundred is long in coming back, and turns are fair only among equals.
 */
const headMost = 400;

/** Where nothing is known of when people come due later: a usual retry's delay. */
const laterMs = 1_800_000;

export type Crowd = {
  campaignId: string;
  lanes: LaneRow[];
  open: { ready: number; later: number };
  /** How many people one stands for. */
  stands: number;
  /** Whether nobody competes for its slots. */
  isAlone: boolean;
  now: Date;
};

/** Those who wait in a campaign, in the order in which they are called; of a large one its head, and some for the rest. */
export async function peopleOf(db: Runner, crowd: Crowd): Promise<Waiting[]> {
  const { campaignId, lanes, open, stands, isAlone, now } = crowd;
  const all = open.ready + open.later;
  const rows = await listWaiting(db, campaignId, stands > 1 ? headMost : all + 1);
  const waits = (row: PersonRow): Waiting => ({
    lane: laneIndex(lanes, row.laneId),
    dueAt: row.dueAt?.getTime() ?? null,
    attempts: row.attempts,
    stands: 1,
  });
  if (stands <= 1) return rows.map(waits);
  const ready = rows.filter(({ dueAt }) => dueAt === null).slice(0, isAlone ? headMost : 0);
  const later = rows.filter(({ dueAt }) => dueAt !== null).slice(0, isAlone ? headMost : 0);
  const lastDue = open.later > later.length ? await findLastDue(db, campaignId) : null;
  const shares = lanes.length > 1 ? await probeLanes(db, campaignId) : new Map<string, number>();
  const rest = deal({
    ready: Math.max(0, open.ready - ready.length),
    later: Math.max(0, open.later - later.length),
    most: Infinity,
    stands,
    now,
    due: { first: later.at(-1)?.dueAt ?? now, last: lastDue ?? now },
    lanes: lanes.map(({ id }) => shares.get(id) ?? 0),
  });
  return [...later.map(waits), ...ready.map(waits), ...rest];
}

/** The place of a lane in its campaign's list; the first for one that was made since the list was read. */
export function laneIndex(lanes: LaneRow[], id: string): number {
  const found = lanes.findIndex((lane) => lane.id === id);
  return Math.max(0, found);
}

type Deal = {
  ready: number;
  later: number;
  /** People at most. */
  most: number;
  stands: number;
  now: Date;
  /** Between which instants those due later come due. */
  due?: { first: Date; last: Date };
  /** How many of some were of each lane; the first has everybody when none was. */
  lanes?: number[];
};

/** People of whom only the number is known: some who stand for all, those due later first, as they were called before. */
export function deal({ ready, later, most, stands, now, due, lanes = [] }: Deal): Waiting[] {
  const laneOf = dealtOver(lanes);
  const first = due?.first.getTime() ?? now.getTime() + laterMs / 2;
  const last = Math.max(first, due?.last.getTime() ?? now.getTime() + laterMs);
  const laterNow = Math.min(later, most);
  const count = (people: number) => Math.ceil(people / stands);
  const lot = (people: number, dueAt: (share: number) => number | null): Waiting[] => {
    const dealt = count(people);
    return Array.from({ length: dealt }, (_, index) => ({
      lane: laneOf(),
      dueAt: dueAt(dealt < 2 ? 0 : index / (dealt - 1)),
      attempts: 0,
      stands: people / dealt,
    }));
  };
  return [
    ...lot(laterNow, (share) => first + share * (last - first)).map((one) => ({ ...one, attempts: 1 })),
    ...lot(Math.min(ready, most - laterNow), () => null),
  ];
}

/** Gives lanes one after the other so that each comes as often as its share says. */
function dealtOver(lanes: number[]): () => number {
  const sum = lanes.reduce((total, one) => total + one, 0);
  const owed = lanes.map(() => 0);
  return () => {
    if (sum === 0) return 0;
    lanes.forEach((share, lane) => (owed[lane] = (owed[lane] ?? 0) + share / sum));
    const next = owed.indexOf(Math.max(...owed));
    owed[next] = (owed[next] ?? 0) - 1;
    return next;
  };
}
