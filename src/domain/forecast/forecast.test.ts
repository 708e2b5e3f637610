import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreWorlds } from '#test/support/score-worlds.ts';
import { shareSlots } from '../fair-share.ts';
import type { Offer } from '../fair-share.ts';
import { noLaw } from '../legal-hours/legal-hours.ts';
import { Agenda } from './agenda.ts';
import { drawCallModel } from './calls.ts';
import type { SeenCall } from './calls.ts';
import { drawShares, seeded } from './chance.ts';
import { bandOf, calledAtPlace, forecast } from './forecast.ts';
import { Line } from './line.ts';
import { rulesOfWorld, simulate } from './simulate.ts';
import { Slots } from './slots.ts';
import { rulesOf, standingOf } from './standing.ts';
import type { Standing } from './standing.ts';
import { timetableOf, workedOff } from './timetable.ts';
import type { Load, Waiting, World } from './world.ts';

const monday = Date.parse('2026-03-02T12:00:00Z');
const minute = 60_000;

const ready = (stands = 1): Waiting => ({ lane: 0, dueAt: null, attempts: 0, stands });
/** Calls that are all answered and all as long. */
const alike = (holdMs: number): SeenCall[] =>
  Array.from({ length: 1000 }, () => ({ disposition: 'answered' as const, attempt: 1, holdMs }));

function load(wishes: Partial<Load> = {}): Load {
  return {
    id: 'one',
    workspace: 0,
    account: 0,
    max: 3,
    served: 0,
    turns: 1,
    startsAt: monday,
    endsAt: null,
    gapMs: null,
    nextDialAt: null,
    isSpread: false,
    window: { days: [1, 2, 3, 4, 5, 6, 7], firstCallTime: '09:00', lastCallTime: '18:00', allDay: false },
    lanes: [{ zones: ['UTC'], law: noLaw }],
    isOpen: [true],
    policy: { on: ['no_answer', 'busy', 'failed'], maxRetries: 0, delays: [] },
    voicemailRetry: false,
    people: Array.from({ length: 30 }, () => ready()),
    inProgress: [],
    seen: { own: alike(minute), workspace: [] },
    ...wishes,
  };
}

function world(campaigns: Load[], wishes: Partial<World> = {}): World {
  return {
    now: monday,
    systemMax: 10,
    workspaces: [{ id: 'w', max: 10, served: 0 }],
    accounts: [{ id: 'a', max: 50, gapMs: null }],
    campaigns,
    ...wishes,
  };
}

function minutesOf(of: World, target = 0): { finish: number; called: number[] } {
  const run = simulate(of, rulesOfWorld(of), { target, random: seeded(7) });
  return { finish: (run.finishedAt - of.now) / minute, called: [...run.calledAt].map((at) => (at - of.now) / minute) };
}

/** Whose slots they are, in the order given, when all at once are free. */
function givenBy(of: World): string[] {
  const slots = new Slots(of);
  const standings = of.campaigns.map((each, index) =>
    standingOf(each, { index, rules: rulesOf(each), random: seeded(index) }),
  );
  const given: string[] = [];
  const isAble = ({ inUse, load: { max, people } }: Standing) => inUse < Math.min(max, people.length);
  for (let next = slots.next(standings, isAble); next; next = slots.next(standings, isAble)) {
    slots.give(next, 0, 1);
    given.push(next.load.id);
  }
  return given;
}

function offerOf(of: World): Offer {
  return {
    systemFree: of.systemMax,
    accounts: of.accounts.map(({ id, max }) => ({ id, free: max })),
    workspaces: of.workspaces.map(({ id, max, served }, index) => ({
      id,
      free: max,
      served: BigInt(served),
      campaigns: of.campaigns
        .filter(({ workspace }) => workspace === index)
        .map((each) => ({
          id: each.id,
          accountId: of.accounts[each.account]?.id ?? '',
          free: each.max,
          ready: each.people.length,
          served: BigInt(each.served),
        })),
    })),
  };
}

describe('a simulated campaign', () => {
  it('keeps to the smallest limit, one call after another', () => {
    // Unanswered attempts are drawn too, though rarely: the figures are near, not equal.
    expect(minutesOf(world([load()])).finish).toBeCloseTo(10, 0);
    expect(minutesOf(world([load({ max: 50 })])).finish).toBeCloseTo(3, 0);
    expect(minutesOf(world([load()], { systemMax: 1 })).finish).toBeCloseTo(30, -1);
    expect(minutesOf(world([load()], { accounts: [{ id: 'a', max: 2, gapMs: null }] })).finish).toBeCloseTo(15, -1);
  });

  it('calls people in their order', () => {
    const { called } = minutesOf(world([load()]));
    expect(called).toEqual(called.toSorted((a, b) => a - b));
    expect(called.slice(0, 3)).toEqual([0, 0, 0]);
  });

  it('starts no call in the minute before the window closes or after, and goes on the next day', () => {
    const evening = world([load({ startsAt: monday + 5.9 * 60 * minute })], { now: monday + 5.9 * 60 * minute });
    const { called } = minutesOf(evening);
    expect(called.filter((at) => at < 5).length).toBe(15);
    expect(called.filter((at) => at >= 5 && at < 15 * 60).length).toBe(0);
    expect(called.find((at) => at > 5)).toBe(15 * 60 + 6);
  });

  it('calls each lane in its own hours', () => {
    const lanes = [
      { zones: ['UTC'], law: noLaw },
      { zones: ['Asia/Tokyo'], law: noLaw },
    ];
    const people = Array.from({ length: 6 }, (_, index) => ({ ...ready(), lane: index % 2 }));
    const { called } = minutesOf(world([load({ lanes, isOpen: [true, false], people })]));
    expect(called.filter((at) => at < 10).length).toBe(3);
    expect(called[1]).toBe(12 * 60);
  });

  const florida = { zones: ['UTC'], law: { zones: ['America/New_York'], jurisdictions: ['US', 'US-FL'] } };

  it('calls each lane by its law, and spreads its calls over the hours that law and window share', () => {
    // 12:00 in UTC is 07:00 in Miami, where the law begins at 08:00; the window ends at 18:00 in UTC.
    const { called } = minutesOf(world([load({ lanes: [florida] })]));
    expect(called[0]).toBe(60);
    const spread = minutesOf(world([load({ lanes: [florida], isSpread: true, max: 50 })])).called;
    expect(spread[0]).toBe(60);
    expect(spread[15]).toBeCloseTo(60 + (5 * 60 - 1) / 2, 5);
  });

  it('foretells waits beside somebody for whom no hour is legal, and no end', () => {
    const nowhere = { zones: ['UTC'], law: { zones: ['Pacific/Guam', 'America/New_York'], jurisdictions: ['US'] } };
    const lanes = [{ zones: ['UTC'], law: noLaw }, nowhere];
    const people = [ready(), { ...ready(), lane: 1 }, ready()];
    const rival = load({ id: 'two', people: Array.from({ length: 5 }, () => ({ ...ready(), lane: 1 })), lanes });
    const { finish, called } = minutesOf(world([load({ lanes, isOpen: [true, false], people }), rival]));
    expect([finish, ...called]).toEqual([Infinity, 0, Infinity, 0]);
    expect(minutesOf(world([load({ lanes, people, endsAt: monday + 90 * minute })])).finish).toBe(90);
  });

  it('keeps a fixed gap between calls, and an account its calls per second', () => {
    const { called } = minutesOf(world([load({ gapMs: 2 * minute })]));
    expect(called.slice(0, 4)).toEqual([0, 2, 4, 6]);
    const paced = minutesOf(world([load({ max: 50 })], { accounts: [{ id: 'a', max: 50, gapMs: minute / 2 }] }));
    expect(paced.called.slice(0, 4)).toEqual([0, 0.5, 1, 1.5]);
  });

  it('deals the people of a campaign that spreads its calls over the rest of the window', () => {
    const { called } = minutesOf(world([load({ isSpread: true, max: 50 })]));
    expect(called[0]).toBe(0);
    expect(called[29]).toBeGreaterThan(5 * 60);
  });

  it('calls nobody who waits once its end date has passed', () => {
    const { finish, called } = minutesOf(world([load({ endsAt: monday + 5.5 * minute })]));
    expect(finish).toBeLessThan(8);
    expect(called.filter((at) => at === Infinity).length).toBeGreaterThan(8);
  });

  it('lets calls in progress end first, and retries by the policy', () => {
    const seen = { own: alike(minute).map((call) => ({ ...call, disposition: 'no_answer' as const })), workspace: [] };
    const policy: Load['policy'] = { on: ['no_answer'], maxRetries: 2, delays: ['PT30M'] };
    const inProgress = [{ lane: 0, attempt: 1, elapsedMs: minute / 2 }];
    const { finish } = minutesOf(world([load({ max: 1, people: [ready()], inProgress, seen, policy })]));
    // 0.5 until the first is over, then each is called until its third attempt, 30 minutes apart.
    expect(finish).toBeGreaterThan(62);
    expect(finish).toBeLessThan(70);
  });

  it('shares slots as the engine does: in turns between workspaces, and within one between its campaigns', () => {
    const two = [load({ max: 50 }), load({ id: 'two', max: 50, workspace: 1 }), load({ id: 'three', max: 50 })];
    const workspaces = [
      { id: 'w', max: 10, served: 0 },
      { id: 'x', max: 10, served: 0 },
    ];
    const shared = world(two, { workspaces, systemMax: 4 });
    const begun = shared.campaigns.map((_, target) => minutesOf(shared, target).called.filter((at) => at === 0).length);
    expect(begun).toEqual([1, 2, 1]);
  });

  it('gives slots in the order in which the engine gives them, whatever the limits', () => {
    const size = fc.integer({ min: 0, max: 5 });
    const campaign = fc.record({ workspace: fc.nat(2), account: fc.nat(1), max: size, people: size });
    const limits = fc.array(size, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(campaign, { maxLength: 6 }), limits, limits, (wanted, workspaceMax, accountMax) => {
        const loads = wanted.map(({ people, ...each }, index) =>
          load({
            ...each,
            id: `c${index}`,
            served: 100 - 7 * index,
            people: Array.from({ length: people }, () => ready()),
          }),
        );
        const of = world(loads, {
          systemMax: 8,
          workspaces: workspaceMax.map((max, id) => ({ id: `w${id}`, max, served: (id * 11) % 5 })),
          accounts: accountMax.map((max, id) => ({ id: `a${id}`, max, gapMs: null })),
        });
        expect(givenBy(of)).toEqual(shareSlots(offerOf(of)));
      }),
    );
  });

  it('lets one that stands for several campaigns have as many turns', () => {
    const people = Array.from({ length: 400 }, () => ready());
    const shared = world([load({ people, max: 50 }), load({ id: 'three', people, max: 50, turns: 3 })], {
      systemMax: 8,
    });
    expect(minutesOf(shared, 0).called.filter((at) => at === 0).length).toBe(2);
  });

  it('takes about as long when each of few stands for many', () => {
    const all = minutesOf(world([load({ people: Array.from({ length: 4000 }, () => ready()) })])).finish;
    const few = minutesOf(world([load({ people: Array.from({ length: 200 }, () => ready(20)) })])).finish;
    expect(Math.abs(few - all) / all).toBeLessThan(0.05);
  });

  it('is the same for the same seed', () => {
    const how = { target: 0, runs: 5, seed: 3 };
    expect(forecast(world([load()]), how)).toEqual(forecast(world([load()]), how));
  });
});

describe('a forecast', () => {
  it('comes true: completions and far waits within 10 %, and the band as often as it says', () => {
    const score = scoreWorlds({ from: 1, to: 24, calls: 100, runs: 25, peopleMax: 700 });
    expect(score.completions.withinTen).toBeGreaterThanOrEqual(0.85);
    expect(score.farWaits.withinTen).toBeGreaterThanOrEqual(0.7);
    expect(score.bandHeld).toBeGreaterThan(0.7);
    expect(score.bandHeld).toBeLessThan(0.95);
  }, 120_000);

  it('is quick for a million people', () => {
    const people = Array.from({ length: 4000 }, () => ready(250));
    const { finish } = forecast(world([load({ people })]), { target: 0, runs: 2, seed: 1 });
    expect(finish.p50).toBeGreaterThan(monday + 300 * 24 * 60 * minute);
  });

  it('is wide while nothing was seen, and narrow when much was', () => {
    const width = (seen: Load['seen']) => {
      const { finish } = forecast(world([load({ seen })]), { target: 0, runs: 60, seed: 1 });
      return (finish.p90 - finish.p10) / (finish.p50 - monday);
    };
    expect(width({ own: [], workspace: [] })).toBeGreaterThan(3 * width({ own: alike(minute), workspace: [] }));
  });

  it('reads waits off between places of the same lane', () => {
    const band = (at: number) => ({ p10: at, p50: at, p90: at });
    const waits = [
      { place: 1, lane: 0, called: band(0) },
      { place: 4, lane: 1, called: band(9000) },
      { place: 11, lane: 0, called: band(100) },
    ];
    const at = (place: number, lane = 0) => calledAtPlace({ madeAt: 0, waits }, { place, lane })?.p50;
    expect([at(1), at(6), at(11), at(12)]).toEqual([0, 50, 100, undefined]);
    expect([at(3, 1), at(4, 1), at(5, 1)]).toEqual([undefined, 9000, undefined]);
    // Nobody stood for the lane: what is known of the others is told.
    expect(at(11, 2)).toBe(100);
  });

  it('tells nobody that he is called in the night that lies between two places', () => {
    const band = (at: number) => ({ p10: at, p50: at, p90: at });
    const [today, tomorrow] = [8 * 60 * minute, 24 * 60 * minute];
    const waits = [
      { place: 400, lane: 0, called: band(today) },
      { place: 420, lane: 0, called: band(tomorrow) },
    ];
    const at = (place: number) => calledAtPlace({ madeAt: 0, waits }, { place, lane: 0 })?.p50;
    expect([at(404), at(416)]).toEqual([today, tomorrow]);
  });

  it('tells of each lane when its own people are called, not those beside them in the line', () => {
    const lanes = [
      { zones: ['UTC'], law: noLaw },
      { zones: ['Asia/Tokyo'], law: noLaw },
    ];
    const people = Array.from({ length: 400 }, (_, index) => ({ ...ready(), lane: index % 2 }));
    const startsAt = Date.parse('2026-03-02T09:00:00Z');
    const own = load({ people, lanes, startsAt, isOpen: [true, false], max: 10 });
    const told = forecast(world([own], { now: startsAt }), { target: 0, runs: 20, seed: 1 });
    const wait = (place: number, lane: number) => {
      const called = calledAtPlace(told, { place, lane });
      return called && (called.p50 - told.madeAt) / (60 * minute);
    };
    expect(wait(190, 0)).toBeLessThan(1);
    expect(wait(390, 1)).toBeGreaterThan(12);
  });

  it('gives quantiles between the runs, and Infinity where runs have no end', () => {
    expect(bandOf([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual({ p10: 1, p50: 5, p90: 9 });
    expect(bandOf([1, 2, Infinity]).p90).toBe(Infinity);
  });
});

describe('what a simulation is made of', () => {
  it('an agenda gives its entries in the order of time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (instants) => {
        const agenda = new Agenda();
        instants.forEach((at, index) => agenda.add(at, 0, [0, index]));
        const taken: number[] = [];
        while (agenda.take()) taken.push(agenda.at);
        expect(taken).toEqual(instants.toSorted((a, b) => a - b));
      }),
    );
  });

  it('a line gives the first', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (people) => {
        const line = new Line();
        for (const person of people) line.add(person);
        const taken: number[] = [];
        for (; line.size > 0; line.takeFirst()) taken.push(line.first);
        expect(taken).toEqual(people.toSorted((a, b) => a - b));
      }),
    );
  });

  it('work stops while the hours are closed', () => {
    const hours = timetableOf({ window: load().window, zones: ['UTC'], law: noLaw });
    expect(workedOff(hours, monday, 60 * minute)).toBe(monday + 60 * minute);
    expect(workedOff(hours, monday, 6 * 60 * minute)).toBe(monday + (6 + 15) * 60 * minute + minute);
  });

  it('shares sum to 1, and come near what was counted', () => {
    const random = seeded(5);
    const drawn = Array.from({ length: 400 }, () => drawShares(random, [30, 10, 0]));
    for (const shares of drawn) expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
    expect(drawn.reduce((sum, [first = 0]) => sum + first, 0) / drawn.length).toBeCloseTo(0.75, 1);
  });

  it('calls are as they were seen, once enough were', () => {
    const model = drawCallModel(seeded(1), { own: alike(42_000), workspace: [] });
    expect(model.ending(1, 0.5)).toBe(0);
    expect(model.hold(0, 1)).toBe(42_000);
    expect(model.hold(0, 10)).toBe(420_000);
  });
});
