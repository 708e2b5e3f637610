import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Offer, shareSlots } from './fair-share.ts';

type Workspace = Offer['workspaces'][number];
type Campaign = Workspace['campaigns'][number];

/** The sentence of the specification, word for word: one slot at a time to whoever was served least recently. */
function shareOneAtATime(offer: Offer): string[] {
  const { accounts, workspaces } = structuredClone(offer);
  let systemFree = offer.systemFree;
  let now = workspaces
    .flatMap((one) => [one.served, ...one.campaigns.map(({ served }) => served)])
    .reduce((latest, served) => (served > latest ? served : latest), 0n);
  const given: string[] = [];
  const accountOf = (campaign: Campaign) => accounts.find((account) => account.id === campaign.accountId);
  const canUse = (campaign: Campaign) => {
    return campaign.free > 0 && campaign.ready > 0 && (accountOf(campaign)?.free ?? 0) > 0;
  };
  while (systemFree > 0) {
    const workspace = leastRecentlyServed(workspaces.filter((one) => one.free > 0 && one.campaigns.some(canUse)));
    const campaign = workspace && leastRecentlyServed(workspace.campaigns.filter(canUse));
    const account = campaign && accountOf(campaign);
    if (workspace === undefined || campaign === undefined || account === undefined) break;
    now += 1n;
    for (const one of [workspace, campaign]) {
      one.served = now;
      one.free -= 1;
    }
    campaign.ready -= 1;
    account.free -= 1;
    systemFree -= 1;
    given.push(campaign.id);
  }
  return given;
}

function leastRecentlyServed<T extends { id: string; served: bigint }>(ones: T[]): T | undefined {
  return ones.toSorted((a, b) => Number(a.served - b.served) || (a.id < b.id ? -1 : 1))[0];
}

const served = fc.bigInt({ min: 0n, max: 6n });
const offers: fc.Arbitrary<Offer> = fc
  .record({
    systemFree: fc.integer({ min: -1, max: 40 }),
    accounts: fc.array(fc.integer({ min: -1, max: 12 }), { maxLength: 4 }),
    workspaces: fc.array(
      fc.record({
        free: fc.integer({ min: -1, max: 10 }),
        served,
        campaigns: fc.array(
          fc.record({ account: fc.nat(4), free: fc.integer({ min: -1, max: 6 }), ready: fc.nat(8), served }),
          { maxLength: 5 },
        ),
      }),
      { maxLength: 6 },
    ),
    order: fc.infiniteStream(fc.nat()),
  })
  .map(({ systemFree, accounts, workspaces, order }) => {
    const idOf = (kind: string) => `${kind}${String(order.next().value ?? 0).padStart(12, '0')}-${ids++}`;
    let ids = 0;
    return {
      systemFree,
      accounts: accounts.map((free, index) => ({ id: `account-${index}`, free })),
      workspaces: workspaces.map((workspace) => ({
        id: idOf('w'),
        free: workspace.free,
        served: workspace.served,
        campaigns: workspace.campaigns.map(({ account, free, ready, served }) => {
          return { id: idOf('c'), accountId: `account-${account}`, free, ready, served };
        }),
      })),
    };
  });

function workspace(id: string, free: number, ready: number, served = 0n): Workspace {
  return { id, free, served, campaigns: [{ id: `${id}1`, accountId: 'x', free: 50, ready, served: 0n }] };
}

const plenty = [{ id: 'x', free: 1000 }];

function countOf(given: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of given) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

describe('fair share', () => {
  test('system 10 and A, B, C wanting 5 each: 4, 3, 3', () => {
    const workspaces = [workspace('A', 5, 5), workspace('B', 5, 5), workspace('C', 5, 5)];
    const given = shareSlots({ systemFree: 10, accounts: plenty, workspaces });
    expect(countOf(given)).toEqual({ A1: 4, B1: 3, C1: 3 });
  });

  test('system 3, A and B with limit 2 and 5 waiting each: A 2, B 1; when a call of A ends, B gets the slot', () => {
    const given = shareSlots({
      systemFree: 3,
      accounts: plenty,
      workspaces: [workspace('A', 2, 5), workspace('B', 2, 5)],
    });
    expect(given).toEqual(['A1', 'B1', 'A1']);
    const next = [workspace('A', 1, 3, 3n), workspace('B', 1, 4, 2n)];
    expect(shareSlots({ systemFree: 1, accounts: plenty, workspaces: next })).toEqual(['B1']);
  });

  test('whoever was served longest ago comes first, ties by id', () => {
    const workspaces = [workspace('A', 9, 9, 7n), workspace('C', 9, 9, 3n), workspace('B', 9, 9, 3n)];
    expect(shareSlots({ systemFree: 4, accounts: plenty, workspaces })).toEqual(['B1', 'C1', 'A1', 'B1']);
  });

  test('inside a workspace slots go round its campaigns likewise', () => {
    const campaigns = ['p', 'q', 'r'].map((id, index) => {
      return { id, accountId: 'x', free: id === 'q' ? 1 : 9, ready: 9, served: BigInt(3 - index) };
    });
    const offer = { systemFree: 9, accounts: plenty, workspaces: [{ id: 'A', free: 6, served: 0n, campaigns }] };
    expect(shareSlots(offer)).toEqual(['r', 'q', 'p', 'r', 'p', 'r']);
  });

  test('campaigns of different workspaces share a provider account without passing its limit', () => {
    const workspaces = [workspace('A', 9, 9), workspace('B', 9, 9)];
    expect(shareSlots({ systemFree: 9, accounts: [{ id: 'x', free: 3 }], workspaces })).toEqual(['A1', 'B1', 'A1']);
  });

  test('a provider account that is not offered gives nothing', () => {
    expect(shareSlots({ systemFree: 9, accounts: [], workspaces: [workspace('A', 9, 9)] })).toEqual([]);
  });

  test('the offer itself is left as it was', () => {
    const offer = { systemFree: 3, accounts: plenty, workspaces: [workspace('B', 2, 5), workspace('A', 2, 5)] };
    const before = structuredClone(offer);
    shareSlots(offer);
    expect(offer).toEqual(before);
  });

  test('equals giving one slot at a time to the least recently served, and that to the least recently served in it', () => {
    fc.assert(
      fc.property(offers, (offer) => {
        expect(shareSlots(offer)).toEqual(shareOneAtATime(offer));
      }),
      { numRuns: 1500 },
    );
  });

  test('a thousand workspaces with five campaigns each are served in well under a second', () => {
    const workspaces = Array.from({ length: 1000 }, (_, w) => ({
      id: `w${w}`,
      free: 50,
      served: BigInt(w),
      campaigns: Array.from({ length: 5 }, (_, c) => ({
        id: `c${w}-${c}`,
        accountId: 'x',
        free: 10,
        ready: 500,
        served: 0n,
      })),
    }));
    const given = shareSlots({ systemFree: 20_000, accounts: [{ id: 'x', free: 20_000 }], workspaces });
    expect(given.length).toBe(20_000);
    expect(new Set(Object.values(countOf(given)))).toEqual(new Set([4]));
  });
});
