import { expect, it } from 'vitest';
import { gatherRivals } from './rivals.ts';
import type { LoadRow } from './world-sql.ts';

const row = (n: number): LoadRow => ({
  id: `c${n}`,
  workspaceId: `w${n % 2}`,
  accountId: 'a',
  status: 'running',
  timeZone: 'UTC',
  startAt: null,
  endAt: null,
  paceMode: 'asap',
  gapSeconds: null,
  retryOn: [],
  maxRetries: 0,
  delays: [],
  voicemailRetry: false,
  max: 3,
  served: 0,
  nextDialAt: null,
  workspaceMax: 2,
  workspaceServed: 0,
  accountMax: 50,
  callsPerSecond: null,
  systemMax: 10,
  days: [1],
  firstCallTime: '09:00',
  lastCallTime: '18:00',
  allDay: false,
});

it('nobody who competes is left out: beyond twenty, those of a workspace are looked at as one', () => {
  const rows = Array.from({ length: 1000 }, (_, n) => row(n));
  const rivals = gatherRivals(rows);
  expect(rivals.length).toBe(22);
  expect(rivals.flatMap(({ ids }) => ids).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  expect(rivals.at(-1)?.row.max).toBe(3 * 490);
  expect(gatherRivals(rows.slice(0, 5)).map(({ ids }) => ids)).toEqual(rows.slice(0, 5).map(({ id }) => [id]));
});
