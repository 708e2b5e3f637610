import type { SeenCall } from '#domain/forecast/calls.ts';
import type { Load, Waiting, World } from '#domain/forecast/world.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import type { Runner } from '#server/database/pool.ts';
import { readCounts } from '#server/dialer/ledger/counts.ts';
import type { CampaignCounts } from '#server/dialer/ledger/counts.ts';
import { deal, laneIndex, peopleOf } from './read-people.ts';
import { gatherRivals, waitingOfAll } from './rivals.ts';
import type { Open, Rival } from './rivals.ts';
import { listActive, listLanes, listOtherLoads, listSeen } from './world-sql.ts';
import type { ActiveRow, LaneRow, LoadRow } from './world-sql.ts';

/** How many calls that ended are learned from. */
const seenMost = { own: 1000, others: 400 };

/** Of everybody in a world at most so many are lived through one by one; in larger ones each stands for several. */
const followedMost = 4000;
/** Somebody waits for it while typing. */
const plannedMost = 2000;

export type WorldRead = {
  world: World;
  target: number;
  row: LoadRow;
  counts: CampaignCounts | undefined;
  seen: { own: number; workspace: number };
};

/** People who are in no campaign yet, or under other settings than it has: the lanes they would be in, and how many in each. */
export type Planned = { lanes: LaneRow[]; people: number[] };

/** All that a forecast of a campaign starts from, as it is now; or as it would be with the people planned. */
export async function readWorld(
  db: Runner,
  row: LoadRow,
  { now, planned }: { now: Date; planned?: Planned },
): Promise<WorldRead> {
  const rivals = [{ row, ids: [row.id] }, ...gatherRivals(await listOtherLoads(db, row.workspaceId, row.id))];
  const ids = rivals.flatMap((rival) => rival.ids);
  const shown = rivals.map((rival) => rival.row.id);
  const [counts, known, active] = [await readCounts(db, ids), await listLanes(db, shown), await listActive(db, shown)];
  const lanes = planned ? [...known.filter(({ campaignId }) => campaignId !== row.id), ...planned.lanes] : known;
  const seen = {
    own: await listSeen(db, row, { whose: 'own', most: seenMost.own }),
    workspace: await listSeen(db, row, { whose: 'others', most: seenMost.others }),
  };
  const open = rivals.map((rival, index) =>
    index === 0 && planned ? { ready: sumOf(planned.people), later: 0 } : waitingOfAll(rival, counts),
  );
  const sizes = sizesOf(rivals, open);
  const stands = Math.max(1, sumOf(sizes) / (planned ? plannedMost : followedMost));
  const people = planned
    ? deal({ ready: open[0]?.ready ?? 0, later: 0, most: Infinity, stands, now, lanes: planned.people })
    : await peopleOf(db, {
        campaignId: row.id,
        lanes: lanes.filter((lane) => lane.campaignId === row.id),
        open: open[0] ?? { ready: 0, later: 0 },
        stands,
        isAlone: rivals.length === 1,
        now,
      });
  const loads = rivals.map((rival, index) => ({
    ...rival,
    people: index === 0 ? people : deal({ ...waitingOfAll(rival, counts), most: sizes[index] ?? 0, stands, now }),
  }));
  return {
    world: assemble(loads, { lanes, active, seen, now }),
    target: 0,
    row,
    counts: counts.get(row.id),
    seen: { own: seen.own.length, workspace: seen.workspace.length },
  };
}

function sumOf(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

/**
 * How many people of each campaign matter: of the others no more than can be called beside the target's until it is done,
 * with room to spare.
 */
function sizesOf(rivals: Rival[], open: Open[]): number[] {
  const all = open.map(({ ready, later }) => ready + later);
  const [own = 0] = all;
  const max = Math.max(1, rivals[0]?.row.max ?? 1);
  return rivals.map(({ row }, index) => {
    const beside = Math.ceil(4 * own * Math.max(1, row.max / max)) + 20;
    return index === 0 ? own : Math.min(all[index] ?? 0, beside);
  });
}

type Parts = {
  lanes: LaneRow[];
  active: ActiveRow[];
  seen: { own: SeenCall[]; workspace: SeenCall[] };
  now: Date;
};

function assemble(loads: (Rival & { people: Waiting[] })[], parts: Parts): World {
  const rows = loads.map(({ row }) => row);
  const workspaces = [...new Map(rows.map((row) => [row.workspaceId, row])).values()];
  const accounts = [...new Map(rows.map((row) => [row.accountId, row])).values()];
  return {
    now: parts.now.getTime(),
    systemMax: rows[0]?.systemMax ?? 0,
    workspaces: workspaces.map((row) => ({ id: row.workspaceId, max: row.workspaceMax, served: row.workspaceServed })),
    accounts: accounts.map((row) => ({
      id: row.accountId ?? '',
      max: row.accountMax ?? row.max,
      gapMs: row.callsPerSecond === null ? null : 1000 / row.callsPerSecond,
    })),
    campaigns: loads.map(({ row, ids, people }, index) => ({
      ...loadOf(row, people, parts),
      turns: ids.length,
      workspace: workspaces.findIndex(({ workspaceId }) => workspaceId === row.workspaceId),
      account: accounts.findIndex(({ accountId }) => accountId === row.accountId),
      // What others' calls are like is not known here; the workspace's are the nearest thing to it.
      seen: index === 0 ? parts.seen : { own: [], workspace: [...parts.seen.workspace, ...parts.seen.own] },
    })),
  };
}

function loadOf(
  row: LoadRow,
  people: Waiting[],
  { lanes, active, now }: Parts,
): Omit<Load, 'workspace' | 'account' | 'seen' | 'turns'> {
  const own = lanes.filter(({ campaignId }) => campaignId === row.id);
  const calls = active.filter(({ campaignId }) => campaignId === row.id);
  return {
    id: row.id,
    max: row.max,
    served: row.served,
    ...timesOf(row, now),
    isSpread: row.paceMode === 'spread',
    window: row,
    lanes: own.length > 0 ? own.map(({ zones, law }) => ({ zones, law })) : [{ zones: [row.timeZone], law: noLaw }],
    isOpen: own.length > 0 ? own.map(({ isOpen }) => isOpen) : [true],
    policy: { on: row.retryOn.filter(isRetryable), maxRetries: row.maxRetries, delays: row.delays },
    voicemailRetry: row.voicemailRetry,
    people,
    inProgress: calls.map(({ laneId, attempt, claimedAt }) => ({
      lane: laneIndex(own, laneId),
      attempt,
      elapsedMs: now.getTime() - claimedAt.getTime(),
    })),
  };
}

function timesOf(row: LoadRow, now: Date): Pick<Load, 'startsAt' | 'endsAt' | 'gapMs' | 'nextDialAt'> {
  return {
    startsAt: startOf(row, now).getTime(),
    endsAt: row.endAt?.getTime() ?? null,
    gapMs: row.paceMode === 'interval' ? (row.gapSeconds ?? 10) * 1000 : null,
    nextDialAt: row.nextDialAt?.getTime() ?? null,
  };
}

function startOf({ status, startAt }: LoadRow, now: Date): Date {
  const isAhead = (status === 'draft' || status === 'scheduled') && startAt !== null && startAt > now;
  return isAhead ? startAt : now;
}

function isRetryable(on: LoadRow['retryOn'][number]): on is Load['policy']['on'][number] {
  return on !== 'answered' && on !== 'voicemail';
}
