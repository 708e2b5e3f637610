import { describe, expect, it } from 'vitest';
import type { Campaign } from '#contract/campaigns.ts';
import { sentenceOf } from './dialling-sentence.ts';

const now = new Date('2026-11-20T20:00:00Z');
const counts: Campaign['counts'] = {
  ...{ total: 10, pending: 0, waiting: 1, queued: 5, calling: 2, completed: 2, voicemail: 0, failed: 0 },
  ...{ cancelled: 0, suppressed: 0, finished: 2, progress: 20, successRate: 100 },
};

function said(dispatch: Partial<Campaign['dispatch']>, more: Partial<Campaign> = {}, isAdmin = false) {
  const campaign = {
    ...{ status: 'running' as const, statusReason: null, agentId: 'a', startAt: null, timeZone: 'America/Los_Angeles' },
    ...{ pace: { mode: 'asap' as const }, concurrentCallsLimit: 5, counts },
    ...more,
    dispatch: { state: 'dialling' as const, binding: null, until: null, reason: 'The server’s words.', ...dispatch },
  };
  const { text, action, tone } = sentenceOf({ campaign, now, limits: { workspace: 2, system: 10 }, isAdmin });
  return { text, action: action.label, tone };
}

const until = new Date('2026-11-21T17:00:00Z');
const nobody = { counts: { ...counts, calling: 0 } };

describe('the sentence names what binds, until when, and one thing to do', () => {
  it.each([
    [{ binding: null }, {}, '2 calls in progress. The server’s words.', 'See queue'],
    [
      { binding: 'workspace_limit' },
      {},
      '2 calls in progress. Your workspace’s limit of 2 is the bottleneck; the campaign allows 5.',
      'See your limit',
    ],
    [
      { binding: 'campaign_limit' },
      {},
      '2 calls in progress. The campaign’s limit of 5 is the bottleneck.',
      'Raise the limit',
    ],
    [
      { state: 'waiting', binding: 'window', until },
      nobody,
      'Outside calling hours until tomorrow, 9:00 AM PST (in 21 h).',
      'Change hours',
    ],
    [{ state: 'waiting', binding: 'workspace_limit' }, nobody, 'The server’s words.', 'See who is called'],
    [
      { binding: 'pace', until: new Date('2026-11-20T20:00:07Z') },
      { pace: { mode: 'interval', gapSeconds: 10 } },
      '2 calls in progress. One call every 10 s: the next in 7 s.',
      'Change pace',
    ],
    [
      { state: 'waiting', binding: 'retry', until: new Date('2026-11-20T20:20:00Z') },
      nobody,
      'Waiting for retries: the next is today, 12:20 PM PST (in 20 min).',
      'See queue',
    ],
  ] as const)('%j', (dispatch, more, text, action) => {
    expect(said(dispatch, more)).toMatchObject({ text, action });
  });

  it('sends whoever may raise a limit to where it is raised', () => {
    expect(said({ binding: 'workspace_limit' }, {}, true).action).toBe('Raise it');
  });

  it('tells a stop by trouble from a pause by a person', () => {
    const paused = { state: 'paused', reason: 'Paused by Ada.' } as const;
    expect(said(paused, { status: 'paused', statusReason: 'Paused by Ada' }).tone).toBe('stopped');
    expect(said(paused, { status: 'paused', statusReason: 'No money left' })).toMatchObject({
      tone: 'trouble',
      action: 'Resume',
    });
    expect(said({ state: 'failed' }, { status: 'failed', agentId: null }).action).toBe('Choose another agent');
  });

  it('leads a draft to what it lacks', () => {
    const draft = (more: Partial<Campaign>) => said({ state: 'draft' }, { status: 'draft', ...more }).action;
    expect(draft({ counts: { ...counts, total: 0 } })).toBe('Add people');
    expect(draft({ agentId: null })).toBe('Choose an agent');
    expect(draft({})).toBe('Start calling');
    expect(draft({ startAt: until })).toBe('Schedule');
  });

  it('ends with those who were not reached', () => {
    const over = (failed: number) =>
      said({ state: 'finished' }, { status: 'completed', counts: { ...counts, failed } }).action;
    expect(over(1710)).toBe('Call 1,710 unreached…');
    expect(over(0)).toBe('Export');
  });
});
