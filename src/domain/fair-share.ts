/** What may be given now: free slots at each level, and when each was last served (a smaller number is longer ago). */
export type Offer = {
  systemFree: number;
  accounts: { id: string; free: number }[];
  workspaces: WorkspaceOffer[];
};

type WorkspaceOffer = { id: string; free: number; served: bigint; campaigns: CampaignOffer[] };
type CampaignOffer = { id: string; accountId: string; free: number; ready: number; served: bigint };

type Seat = { id: string; accountId: string; left: number };
type Table = { left: number; seats: Seat[]; next: number };

/**
 * Campaign ids, one for each slot given, in the order given: one slot at a time to the least recently served workspace
 * that can use one, within it to its least recently served campaign that can; ties by id (spec section 6, fairness).
 */
export function shareSlots(offer: Offer): string[] {
  const given: string[] = [];
  const accounts = new Map(offer.accounts.map((account) => [account.id, account.free]));
  const line = offer.workspaces.toSorted(byServed);
  const again: Table[] = [];
  for (let turn = 0; given.length < offer.systemFree; turn += 1) {
    const newcomer = line[turn];
    const table = newcomer === undefined ? again[turn - line.length] : openTable(newcomer);
    if (table === undefined) break;
    const seat = takeSeat(table, accounts);
    // Nothing is freed during a pass: who can use no slot now leaves the line for good.
    if (seat === undefined) continue;
    given.push(seat.id);
    // Whoever was just served is the most recently served of all, so the line stays sorted by appending.
    again.push(table);
  }
  return given;
}

function takeSeat(table: Table, accounts: Map<string, number>): Seat | undefined {
  if (table.left <= 0) return undefined;
  for (;;) {
    const seat = table.seats[table.next];
    table.next += 1;
    if (seat === undefined) return undefined;
    const accountLeft = accounts.get(seat.accountId) ?? 0;
    if (seat.left <= 0 || accountLeft <= 0) continue;
    seat.left -= 1;
    table.left -= 1;
    accounts.set(seat.accountId, accountLeft - 1);
    table.seats.push(seat);
    return seat;
  }
}

function openTable(workspace: WorkspaceOffer): Table {
  const seats = workspace.campaigns.toSorted(byServed).map(({ id, accountId, free, ready }) => {
    return { id, accountId, left: Math.min(free, ready) };
  });
  return { left: workspace.free, seats, next: 0 };
}

function byServed(a: { id: string; served: bigint }, b: { id: string; served: bigint }): number {
  if (a.served !== b.served) return a.served < b.served ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
