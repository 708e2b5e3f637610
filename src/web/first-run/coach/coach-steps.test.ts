import { describe, expect, it } from 'vitest';
import type { LiveEvent } from '#contract/live.ts';
import { stepDoneBy } from './coach-steps.ts';

type Standing = Extract<LiveEvent, { event: 'campaign.progress' }>['data'];

const counts = {
  ...{ total: 1, pending: 0, waiting: 0, queued: 1, calling: 0, completed: 0, voicemail: 0, failed: 0 },
  ...{ cancelled: 0, suppressed: 0, finished: 0, progress: 0, successRate: 0 },
};
const standing: Standing = {
  ...{ campaignId: 'a', snapshot: 1, name: 'Leads', status: 'running', statusReason: null, allowedActions: [], counts },
  dispatch: { state: 'dialling', binding: null, until: null, reason: '' },
};
const progress = (change: Partial<Standing>): LiveEvent => ({
  id: '1',
  event: 'campaign.progress',
  data: { ...standing, ...change },
});
const limits = (limit: number): LiveEvent => ({
  id: '1',
  event: 'limits.changed',
  data: { workspaceId: 'w', limit, active: 0, available: limit, system: { limit: 10, active: 0, available: 10 } },
});

const closed = (until: string): Standing['dispatch'] => ({
  ...{ state: 'waiting', binding: 'window', reason: '' },
  until: new Date(until),
});

describe('a step is done', () => {
  it.each([
    ['pause', progress({ status: 'paused' })],
    ['limit', limits(5)],
    ['evening', progress({ dispatch: closed('2026-11-21T09:00:00Z') })],
    [null, progress({ dispatch: closed('2026-11-20T18:01:00Z') })],
    [null, progress({})],
    [null, limits(2)],
  ])('%s', (step, event) => {
    expect(stepDoneBy(event, new Date('2026-11-20T18:00:00Z'))).toBe(step);
  });
});
