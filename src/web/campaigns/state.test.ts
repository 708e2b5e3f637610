import { describe, expect, it } from 'vitest';
import type { Campaign } from '#contract/campaigns.ts';
import { outcomesOf, stillToCall } from './outcomes.ts';
import { stateOf } from './state.ts';

const counts: Campaign['counts'] = {
  ...{ total: 100, pending: 1, waiting: 20, queued: 3, calling: 2, completed: 40, voicemail: 12, failed: 15 },
  ...{ cancelled: 4, suppressed: 3, finished: 74, progress: 74, successRate: 72 },
};
const dispatch: Campaign['dispatch'] = { state: 'dialling', binding: null, until: null, reason: '' };
const campaign = { status: 'running' as const, statusReason: null, dispatch, counts };

describe('the words of a state', () => {
  it.each([
    ['Running', {}],
    ['Running · waiting', { dispatch: { ...dispatch, state: 'waiting' as const } }],
    ['Paused', { status: 'paused' as const, statusReason: 'Paused by Asha' }],
    ['Paused', { status: 'paused' as const, statusReason: null }],
    ['Paused by safety stop', { status: 'paused' as const, statusReason: 'The provider refused the credentials.' }],
    ['Completed with 15 unreached', { status: 'completed' as const }],
    ['Completed', { status: 'completed' as const, counts: { ...counts, failed: 0 } }],
    ['Failed', { status: 'failed' as const, statusReason: 'Its agent is gone.' }],
  ])('are %s', (words, change) => {
    expect(stateOf({ ...campaign, ...change }).words).toBe(words);
  });
});

describe('an outcome bar', () => {
  it('counts everybody once', () => {
    const shown = outcomesOf(counts).reduce((sum, { value }) => sum + value, 0);
    expect(shown + stillToCall(counts)).toBe(counts.total);
  });
});
