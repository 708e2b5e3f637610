import { describe, expect, test } from 'vitest';
import { allowedActions, type CampaignAction, CampaignStatus, decide, frozenSettings, isOver } from './campaign.ts';

const actions: CampaignAction[] = ['start', 'pause', 'resume', 'cancel', 'retry', 'duplicate', 'delete', 'edit'];

/** Rows are statuses, columns are verbs: where it goes, `=` already so, `-` refused. */
const table: Record<CampaignStatus, string> = {
  //          start    pause   resume   cancel     retry    duplicate  delete     edit
  draft: '    running  -       -        cancelled  -        draft      draft      draft',
  scheduled: 'running  -       -        cancelled  -        scheduled  scheduled  scheduled',
  running: '  =        paused  =        cancelled  running  running    -          running',
  paused: '   running  =       running  cancelled  paused   paused     paused     paused',
  completed: '-        -       -        -          running  completed  completed  -',
  cancelled: '-        -       -        =          -        cancelled  cancelled  -',
  failed: '   -        -       running  cancelled  -        failed     failed     failed',
};
const cases = CampaignStatus.options.flatMap((status) => {
  const cells = table[status].trim().split(/\s+/);
  return actions.map((action, index) => [status, action, cells[index] ?? ''] as const);
});

describe('the verbs of a campaign', () => {
  test.each(cases)('a %s campaign, %s: %s', (status, action, result) => {
    const decision = decide(status, action);
    if (result === '-') expect(decision).toEqual({ kind: 'refused', allowed: allowedActions(status) });
    else expect(decision).toEqual(result === '=' ? { kind: 'already' } : { kind: 'go', to: result });
  });

  test('a draft whose start lies ahead is scheduled; a scheduled one that is started again starts now', () => {
    expect(decide('draft', 'start', { startsLater: true })).toEqual({ kind: 'go', to: 'scheduled' });
    expect(decide('draft', 'start', { startsLater: false })).toEqual({ kind: 'go', to: 'running' });
    expect(decide('scheduled', 'start', { startsLater: true })).toEqual({ kind: 'go', to: 'running' });
    expect(decide('paused', 'start', { startsLater: true })).toEqual({ kind: 'go', to: 'running' });
    expect(decide('draft', 'cancel', { startsLater: true })).toEqual({ kind: 'go', to: 'cancelled' });
  });

  test('a refusal lists exactly the verbs that would change something', () => {
    expect(decide('completed', 'pause')).toEqual({ kind: 'refused', allowed: ['retry', 'duplicate', 'delete'] });
    expect(allowedActions('running')).toEqual(['pause', 'cancel', 'retry', 'duplicate', 'edit']);
    for (const status of CampaignStatus.options) {
      expect(allowedActions(status)).toEqual(actions.filter((action) => decide(status, action).kind === 'go'));
    }
  });

  test('a campaign that was completed or cancelled is over', () => {
    expect(CampaignStatus.options.filter(isOver)).toEqual(['completed', 'cancelled']);
  });

  test('who speaks and from which number stays as it is while a campaign runs; all else may change', () => {
    const names = ['name', 'agentId', 'concurrentCallsLimit', 'fromNumberIds', 'startAt', 'voicemailRetry', 'days'];
    expect(frozenSettings('draft', names)).toEqual([]);
    expect(frozenSettings('scheduled', names)).toEqual([]);
    expect(frozenSettings('running', names)).toEqual(['agentId', 'fromNumberIds', 'startAt']);
    expect(frozenSettings('running', ['voicemailMessage', 'nextAction'])).toEqual(['voicemailMessage', 'nextAction']);
    expect(frozenSettings('paused', names)).toEqual(['startAt']);
    expect(frozenSettings('failed', names)).toEqual(['startAt']);
    expect(frozenSettings('completed', names)).toEqual(names);
    expect(frozenSettings('cancelled', names)).toEqual(names);
  });
});
