import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { deal, peopleOf } from './read-people.ts';
import { listLanes } from './world-sql.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const now = new Date('2026-03-02T15:00:00Z');
const sumOf = (people: { stands: number }[]) => people.reduce((sum, { stands }) => sum + stands, 0);

describe('people of whom only the number is known', () => {
  it('are as many as there are, however few stand for them', () => {
    for (const stands of [1, 3, 7.5, 1000]) {
      const people = deal({ ready: 100, later: 31, most: Infinity, stands, now });
      expect(sumOf(people)).toBeCloseTo(131);
      expect(sumOf(people.filter(({ dueAt }) => dueAt !== null))).toBeCloseTo(31);
      expect(people.length).toBe(Math.ceil(100 / stands) + Math.ceil(31 / stands));
    }
    expect(sumOf(deal({ ready: 100, later: 31, most: 50, stands: 1, now }))).toBe(50);
  });

  it('come due between the first and the last of those due later', () => {
    const [first, last] = [new Date('2026-03-03T09:00:00Z'), new Date('2026-03-03T12:00:00Z')];
    const dueAt = deal({ ready: 0, later: 4, most: 4, stands: 1, now, due: { first, last } }).map((one) => one.dueAt);
    expect(dueAt[0]).toBe(first.getTime());
    expect(dueAt.at(-1)).toBe(last.getTime());
    expect(dueAt).toEqual(dueAt.toSorted((a, b) => Number(a) - Number(b)));
  });

  it('are spread over the lanes as those are who were looked up', () => {
    const lanes = deal({ ready: 100, later: 0, most: 100, stands: 1, now, lanes: [3, 1, 0] }).map(({ lane }) => lane);
    expect([0, 1, 2].map((lane) => lanes.filter((each) => each === lane).length)).toEqual([75, 25, 0]);
  });
});

describe('the people of a large campaign', () => {
  it('are followed at the head of the line, and counted beyond, in the lanes that they live in', async () => {
    const { db } = api.system;
    const people = somePeople(1000).map((person, index) => ({
      ...person,
      zones: [index % 4 === 0 ? 'Asia/Tokyo' : 'America/New_York'],
    }));
    const campaignId = await makeCampaign(db, api.tenant, { at: now, people, clock: 'contact' });
    const lanes = await listLanes(db, [campaignId]);
    const crowd = { campaignId, lanes, open: { ready: 1000, later: 0 }, stands: 10, now };
    const alone = await peopleOf(db, { ...crowd, isAlone: true });
    expect(alone.filter(({ stands }) => stands === 1).length).toBe(400);
    expect(sumOf(alone)).toBeCloseTo(1000);
    const tokyo = lanes.findIndex(({ zones }) => zones.includes('Asia/Tokyo'));
    expect(alone.slice(0, 5).map(({ lane }) => lane === tokyo)).toEqual([true, false, false, false, true]);
    expect(sumOf(alone.filter(({ lane }) => lane === tokyo)) / 1000).toBeCloseTo(0.25, 1);
    const beside = await peopleOf(db, { ...crowd, isAlone: false });
    expect(beside.length).toBe(100);
    expect((await peopleOf(db, { ...crowd, stands: 1, isAlone: true })).length).toBe(1000);
  });
});
