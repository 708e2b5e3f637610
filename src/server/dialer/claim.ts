import { randomUUIDv7 } from 'node:crypto';
import type { RawBuilder } from 'kysely';
import { dialInstants } from '#domain/dial-instants.ts';
import { shareSlots } from '#domain/fair-share.ts';
import { inOneGo } from '#server/database/pool.ts';
import type { System } from '#server/system.ts';
import type { ClaimedCall } from './arm.ts';
import { allocatorLockedForClaim, markExhausted } from './ledger/allocator.ts';
import type { Trx } from './ledger/allocator.ts';
import { offersMade, offersOf, takeSeats } from './claim-sql.ts';
import type { OfferRow, Offers, Seat } from './claim-sql.ts';
import { patienceOf } from './ledger/patience.ts';

/** Calls per second and fixed gaps are handed out as instants this far ahead; the place job waits for its own. */
const horizonMs = 1000;

/**
 * Turns free slots into calls, fairly, at most `most`. Returns the calls made. As many campaigns are read as
 * could be served; when some of them turn out to have nobody to call just now, it is read on past them.
 */
export async function claim(system: System, most = 200): Promise<ClaimedCall[]> {
  const calls: ClaimedCall[] = [];
  const passedOver = new Set<string>();
  for (;;) {
    const asked = { most: most - calls.length, passedOver: [...passedOver] };
    const pass = await system.db.transaction().execute((trx) => claimIn(trx, system, asked));
    calls.push(...pass.calls);
    for (const campaignId of pass.servedShort) passedOver.add(campaignId);
    if (calls.length === most || !pass.mayServeOthers) return calls;
  }
}

export type ClaimPass = {
  calls: ClaimedCall[];
  /** Campaigns that could not use the slots that were theirs: nobody is in line, or who is can't be called just now. */
  servedShort: string[];
  /** Slots are left, and there may be somebody for them who was not read. */
  mayServeOthers: boolean;
};

/** One pass of a claim in the caller's transaction, of which it is the last part; what is to be done `before` goes along. */
export async function claimIn(
  trx: Trx,
  system: System,
  { most, passedOver, before = [] }: { most: number; passedOver: string[]; before?: RawBuilder<unknown>[] },
): Promise<ClaimPass> {
  // The sandbox's clock is about to jump: a call that starts now would last until then.
  if (system.sandbox?.setting.jumpTo) {
    if (before.length > 0) await inOneGo(trx, before);
    return { calls: [], servedShort: [], mayServeOthers: false };
  }
  const horizon = new Date(system.clock.now().getTime() + horizonMs);
  const offered = offersMade({ most, horizon, passedOver });
  const done = await inOneGo<unknown[]>(trx, [...before, allocatorLockedForClaim, offered]);
  const offers = offersOf(done.at(-1)?.rows as OfferRow[], most);
  const now = system.clock.now();
  const seats = seatsOf(offers, now, most);
  const lookAt = patienceOf(system.clock, system.network).afterClaim(now);
  const taken = seats.length === 0 ? [] : await takeSeats(trx, { seats, now, lookAt });
  await markExhausted(trx, exhausted(offers, taken));
  return {
    calls: taken,
    servedShort: servedShort(offers, seats, taken),
    mayServeOthers: mayServeOthers(offers, taken),
  };
}

function servedShort(offers: Offers, seats: Seat[], taken: ClaimedCall[]): string[] {
  const seatsOfEach = Map.groupBy(seats, (seat) => seat.campaignId);
  const takenOfEach = Map.groupBy(taken, (call) => call.campaignId);
  return offers.campaigns
    .filter(({ id, ready }) => ready === 0 || (takenOfEach.get(id)?.length ?? 0) < (seatsOfEach.get(id)?.length ?? 0))
    .map(({ id }) => id);
}

function mayServeOthers(offers: Offers, taken: ClaimedCall[]): boolean {
  if (offers.campaigns.length === 0 || taken.length >= offers.most) return false;
  if (offers.workspaces.length >= offers.most) return true;
  const takenOfEach = Map.groupBy(taken, (call) => call.workspaceId);
  const readOfEach = Map.groupBy(offers.campaigns, (campaign) => campaign.workspaceId);
  return offers.workspaces.some(({ id, free }) => {
    const most = Math.min(free, offers.most);
    return (readOfEach.get(id)?.length ?? 0) >= most && (takenOfEach.get(id)?.length ?? 0) < most;
  });
}

/** One seat for each slot given, in the order given, with the instant at which its call may start. */
function seatsOf(offers: Offers, now: Date, most: number): Seat[] {
  const accountInstants = new Map(
    offers.accounts.map((account) => [
      account.id,
      account.callsPerSecond === null
        ? null
        : instants(account.nextDialAt, 1000 / account.callsPerSecond, Math.min(account.free, most)),
    ]),
  );
  const campaignInstants = new Map(
    offers.campaigns.map((campaign) => [
      campaign.id,
      campaign.gapSeconds === null ? null : instants(campaign.nextDialAt, campaign.gapSeconds * 1000, most),
    ]),
  );
  const given = shareSlots({
    systemFree: Math.min(offers.systemFree, most),
    accounts: offers.accounts.map(({ id, free }) => ({
      id,
      free: Math.min(free, accountInstants.get(id)?.length ?? free),
    })),
    workspaces: offers.workspaces.map((workspace) => ({
      ...workspace,
      campaigns: offers.campaigns
        .filter((campaign) => campaign.workspaceId === workspace.id)
        .map((campaign) => ({
          ...campaign,
          free: Math.min(campaign.free, campaignInstants.get(campaign.id)?.length ?? campaign.free),
        })),
    })),
  });
  const campaigns = new Map(offers.campaigns.map((campaign) => [campaign.id, campaign]));
  const placesGiven = new Map<string, number>();
  return given.flatMap((campaignId, index) => {
    const campaign = campaigns.get(campaignId);
    if (!campaign) return [];
    const place = (placesGiven.get(campaignId) ?? 0) + 1;
    placesGiven.set(campaignId, place);
    const own = campaignInstants.get(campaignId)?.[place - 1];
    const shared = accountInstants.get(campaign.accountId)?.shift();
    return [
      {
        callId: randomUUIDv7(),
        campaignId,
        place,
        served: offers.systemServed + index + 1,
        dialAt: latest(now, own, shared),
      },
    ];
  });

  function instants(next: Date | null, gapMs: number, count: number): Date[] {
    return dialInstants({ now, next, gapMs, horizonMs, count });
  }
}

function latest(...instants: (Date | undefined)[]): Date {
  return new Date(Math.max(...instants.map((instant) => instant?.getTime() ?? 0)));
}

/** Campaigns of which more than could be served were looked for, and no more than were taken found. */
function exhausted(offers: Offers, taken: ClaimedCall[]): string[] {
  const takenOf = Map.groupBy(taken, (call) => call.campaignId);
  return offers.campaigns
    .filter((campaign) => campaign.ready <= (takenOf.get(campaign.id)?.length ?? 0))
    .map((campaign) => campaign.id);
}
