import { describe, expect, it } from 'vitest';
import type { Pulse } from '#contract/pulse.ts';
import { columnsOf, limitLines, placeAt, seedLive } from './pulse-model.ts';
import type { LiveCalls } from './pulse-model.ts';

const at = (seconds: number) => new Date(seconds * 1000);
const pulse: Pulse = {
  ...{ at: at(100), from: at(98), until: at(100), timeZone: 'UTC', bucketSeconds: 1 },
  ...{
    active: [1, 2, 2],
    ringing: [1, 1, 0],
    peak: [1, 2, 2],
    closed: [],
    events: [],
    outcomes: [],
    outcomeSeconds: 1,
  },
  inProgress: [
    { id: 'a', placedAt: at(98), answeredAt: at(99) },
    { id: 'b', placedAt: at(99), answeredAt: null },
  ],
  limits: [{ at: at(98), campaign: 5, workspace: 2, account: 50, system: 10 }],
};

describe('the columns of the picture', () => {
  it('go on from what the server counted with what is heard live', () => {
    const live: LiveCalls = new Map();
    seedLive(live, pulse);
    live.set('a', { from: 98_000, answered: 99_000, to: 101_000 });
    live.set('c', { from: 102_000, answered: null, to: null });
    expect(columnsOf(pulse, live, 103_000)).toEqual({
      times: [98, 99, 100, 101, 102, 103],
      active: [1, 2, 2, 1, 2, 2],
      talking: [0, 1, 2, 0, 0, 0],
    });
  });

  it('forget calls that ended before the server counted again', () => {
    const live: LiveCalls = new Map([['old', { from: 1000, answered: null, to: 99_000 }]]);
    seedLive(live, pulse);
    expect([...live.keys()]).toEqual(['a', 'b']);
  });

  it('are found by the instant at which they hold', () => {
    expect([97, 98, 98.5, 200].map((seconds) => placeAt([98, 99, 100], seconds))).toEqual([-1, 0, 0, 2]);
  });
});

it('the smallest limit binds; those far above it are left out', () => {
  expect(limitLines(pulse, 2).map(({ label, isBinding }) => [label, isBinding])).toEqual([['your limit', true]]);
  expect(limitLines(pulse, 4).map(({ label }) => label)).toEqual(['your limit', 'campaign limit']);
  const even = { ...pulse, limits: [{ at: at(98), campaign: 5, workspace: 5, account: null, system: 9 }] };
  expect(limitLines(even, 1).map(({ key }) => key)).toEqual(['campaign', 'system']);
});

it('a limit that was changed keeps its height of before', () => {
  const [first] = pulse.limits;
  const changed = {
    ...pulse,
    limits: [
      { ...first, at: at(90), campaign: 3 },
      { ...first, at: at(99), campaign: 1 },
    ] as Pulse['limits'],
  };
  expect(limitLines(changed, 2)[0]).toMatchObject({
    key: 'campaign',
    steps: [
      { at: 90, limit: 3 },
      { at: 99, limit: 1 },
    ],
  });
});
