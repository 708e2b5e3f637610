import type { CampaignCounts } from '#server/dialer/ledger/counts.ts';
import type { LoadRow } from './world-sql.ts';

/** A campaign that competes for the slots; or several of a workspace that are looked at as one. */
export type Rival = { row: LoadRow; ids: string[] };

/** So many are lived through by themselves; what is beyond is one a workspace, and so many of these. */
const aloneMost = 20;
const gatheredMost = 20;

/** Competitors, few enough for every free slot to be offered to each; many of one workspace have as many turns as they are. */
export function gatherRivals(rows: LoadRow[]): Rival[] {
  const alone = rows.slice(0, aloneMost).map((row) => ({ row, ids: [row.id] }));
  const rest = [...Map.groupBy(rows.slice(aloneMost), ({ workspaceId }) => workspaceId).values()];
  const gathered = rest.slice(0, gatheredMost).flatMap((group) => {
    const [first] = group;
    const max = group.reduce((sum, each) => sum + each.max, 0);
    return first ? [{ row: { ...first, max }, ids: group.map(({ id }) => id) }] : [];
  });
  return [...alone, ...gathered];
}

/** Who waits: ready or about to be, and due later. */
export type Open = { ready: number; later: number };

export function waitingOf(counts: CampaignCounts | undefined): Open {
  return { ready: (counts?.queued ?? 0) + (counts?.pending ?? 0), later: counts?.waiting ?? 0 };
}

export function waitingOfAll({ ids }: Rival, counts: Map<string, CampaignCounts>): Open {
  const each = ids.map((id) => waitingOf(counts.get(id)));
  return {
    ready: each.reduce((sum, { ready }) => sum + ready, 0),
    later: each.reduce((sum, { later }) => sum + later, 0),
  };
}
