import { describe, expect, test } from 'vitest';
import type { Campaign } from '#contract/campaigns.ts';
import { estimateFinish, milestoneOf, progressLine } from './progress.ts';
import type { Sample } from './progress.ts';

const ten = new Date('2026-11-20T10:00:00Z');
const after = (minutes: number) => new Date(ten.getTime() + minutes * 60_000);
const nobody = { total: 100, pending: 0, waiting: 0, queued: 0, calling: 0, completed: 0, voicemail: 0, failed: 0 };

type Given = {
  status?: Campaign['status'];
  counts?: Partial<Campaign['counts']>;
  dispatch?: Partial<Campaign['dispatch']>;
};

function sample(now: Date | null, { status = 'running', counts = {}, dispatch = {} }: Given = {}): Sample {
  const finished = counts.finished ?? 0;
  const campaign = {
    id: '0193f2aa-0000-7000-8000-000000000001',
    name: 'people',
    description: null,
    status,
    version: 1,
    duplicatedFrom: null,
    ringSecondsMax: null,
    talkSecondsMax: null,
    statusReason: null,
    allowedActions: [],
    dispatch: { state: 'dialling', binding: null, until: null, reason: 'Calling.', ...dispatch },
    counts: { ...nobody, cancelled: 0, suppressed: 0, finished, progress: finished, successRate: 0, ...counts },
    agentId: null,
    agentName: null,
    fromNumberIds: [],
    nextAction: null,
    timeZone: 'America/New_York',
    startAt: null,
    endDate: null,
    days: [1, 2, 3, 4, 5],
    firstCallTime: '09:00',
    lastCallTime: '18:00',
    allDay: false,
    clock: 'campaign',
    pace: { mode: 'asap' },
    concurrentCallsLimit: 3,
    retry: { on: [], maxRetries: 0, delays: [] },
    priorityMode: 'priority',
    voicemail: { retry: false, message: null },
    createdAt: ten,
    updatedAt: ten,
    startedAt: ten,
    completedAt: null,
  } satisfies Campaign;
  return { campaign, now };
}

describe('the line of progress', () => {
  test('says how many are done, how many calls there are, the success with its counts, the time and the finish', () => {
    const counts = { finished: 50, calling: 3, completed: 40, failed: 10, successRate: 80 };
    expect(progressLine(sample(after(60), { counts }), sample(ten))).toBe(
      '50 of 100 done · 3 calls now · success 80 % (40 of 50) · Fri 20 Nov 06:00 · done about 07:00',
    );
  });

  test('while nobody can be called it says why instead of a finish', () => {
    const dispatch = { state: 'waiting', binding: 'window', reason: 'Outside calling hours until 09:00.' } as const;
    expect(progressLine(sample(after(60), { counts: { finished: 50 }, dispatch }), sample(ten))).toBe(
      '50 of 100 done · 0 calls now · success none yet · Fri 20 Nov 06:00 · Outside calling hours until 09:00.',
    );
  });

  test('a paused campaign says so, and real time needs no clock', () => {
    const paused = { status: 'paused', dispatch: { state: 'paused', reason: 'Paused by you.' } } as const;
    expect(progressLine(sample(null, paused), sample(null))).toBe(
      '0 of 100 done · 0 calls now · success none yet · Paused by you.',
    );
  });
});

describe('the estimated finish', () => {
  test.each<[what: string, finished: number, minutes: number, expected: Date | null]>([
    ['half of the people took an hour: the other half takes another', 50, 60, after(120)],
    ['a tenth is enough to tell', 10, 6, after(60)],
    ['too few have finished to tell', 9, 6, null],
    ['all are done', 100, 60, after(60)],
    ['no time has passed', 50, 0, null],
  ])('%s', (_what, finished, minutes, expected) => {
    expect(estimateFinish(sample(after(minutes), { counts: { finished } }), sample(ten))).toEqual(expected);
  });

  test('who had finished before does not count as speed', () => {
    const first = sample(ten, { counts: { finished: 40 } });
    expect(estimateFinish(sample(after(60), { counts: { finished: 70 } }), first)).toEqual(after(120));
  });
});

test('every tenth, a new status and a closed window are milestones; waiting for a retry is none', () => {
  const waits = (binding: 'due_at' | 'window') => ({ dispatch: { state: 'waiting', binding } }) as const;
  const start = milestoneOf(sample(ten));
  expect(milestoneOf(sample(ten, { counts: { finished: 9 } }))).toBe(start);
  expect(milestoneOf(sample(ten, waits('due_at')))).toBe(start);
  expect(milestoneOf(sample(ten, waits('window')))).not.toBe(start);
  expect(milestoneOf(sample(ten, { counts: { finished: 10 } }))).not.toBe(start);
  expect(milestoneOf(sample(ten, { status: 'paused' }))).not.toBe(start);
});
