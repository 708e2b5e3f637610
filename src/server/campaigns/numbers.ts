import type { CampaignCounts, CampaignProgress, CampaignStats } from '#contract/campaign-counts.ts';
import * as stats from '#domain/stats.ts';
import type { CampaignCounts as CountRow } from '#server/dialer/ledger/counts.ts';

/** A campaign without any counts: nobody is in it. */
const nothing: CountRow = {
  pending: 0,
  waiting: 0,
  queued: 0,
  calling: 0,
  completed: 0,
  voicemail: 0,
  failed: 0,
  cancelled: 0,
  suppressed: 0,
  calls_placed: 0,
  calls_answered: 0,
  calls_voicemail: 0,
  calls_no_answer: 0,
  calls_busy: 0,
  calls_failed: 0,
  calls_cancelled: 0,
  calls_unknown: 0,
  goals_met: 0,
  goals_missed: 0,
  talk_seconds: 0,
};

/** The people of a campaign, where they are, and how far that is. */
export function countsOf(row: CountRow = nothing): CampaignCounts {
  const { pending, waiting, queued, calling, completed, voicemail, failed, cancelled, suppressed } = row;
  const people = { pending, waiting, queued, calling, completed, voicemail, failed, cancelled, suppressed };
  return {
    total: stats.totalOf(people),
    ...people,
    finished: stats.finishedOf(people),
    progress: stats.progressOf(people),
    successRate: stats.successRateOf(people),
  };
}

export function statsOf(row: CountRow = nothing): CampaignStats {
  const counts = countsOf(row);
  const calls = {
    placed: row.calls_placed,
    answered: row.calls_answered,
    voicemail: row.calls_voicemail,
    noAnswer: row.calls_no_answer,
    busy: row.calls_busy,
    failed: row.calls_failed,
    cancelled: row.calls_cancelled,
    unknown: row.calls_unknown,
  };
  const goals = { met: row.goals_met, missed: row.goals_missed };
  return {
    ...counts,
    connectRate: stats.connectRateOf(calls),
    goalRate: stats.goalRateOf({ goalsMet: goals.met, answered: calls.answered }),
    ratios: {
      success: { count: counts.completed, of: counts.completed + counts.failed },
      connect: { count: calls.answered, of: calls.placed },
      goal: { count: goals.met, of: calls.answered },
    },
    calls,
    goals,
    averageTalkSeconds: calls.answered === 0 ? 0 : Math.round((10 * row.talk_seconds) / calls.answered) / 10,
  };
}

export function progressOf(row: CountRow | undefined): CampaignProgress {
  const counts = countsOf(row);
  return {
    campaign: {
      totalContacts: counts.total,
      queuedCalls: stats.queuedOf(counts),
      activeCalls: counts.calling,
      completedCalls: counts.completed,
      failedCalls: counts.failed,
      voicemailCalls: counts.voicemail,
      progress: counts.progress,
      successRate: counts.successRate,
    },
    queue: {
      waiting: counts.queued,
      active: counts.calling,
      completed: counts.completed,
      failed: counts.failed,
      delayed: counts.waiting + counts.pending,
    },
  };
}
