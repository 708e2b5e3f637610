import type { CampaignCounts, CampaignProgress, CampaignStats } from '#contract/campaign-counts.ts';
import * as stats from '#domain/stats.ts';
import type { CampaignCounts as CountRow } from '#server/dialer/counts.ts';

/** The people of a campaign, where they are, and how far that is. */
export function countsOf(row: CountRow | undefined): CampaignCounts {
  const { pending = 0, waiting = 0, queued = 0, calling = 0 } = row ?? {};
  const { completed = 0, voicemail = 0, failed = 0, cancelled = 0, suppressed = 0 } = row ?? {};
  const people = { pending, waiting, queued, calling, completed, voicemail, failed, cancelled, suppressed };
  return {
    total: stats.totalOf(people),
    ...people,
    finished: stats.finishedOf(people),
    progress: stats.progressOf(people),
    successRate: stats.successRateOf(people),
  };
}

export function statsOf(row: CountRow | undefined): CampaignStats {
  const counts = countsOf(row);
  const calls = {
    placed: row?.calls_placed ?? 0,
    answered: row?.calls_answered ?? 0,
    voicemail: row?.calls_voicemail ?? 0,
    noAnswer: row?.calls_no_answer ?? 0,
    busy: row?.calls_busy ?? 0,
    failed: row?.calls_failed ?? 0,
    cancelled: row?.calls_cancelled ?? 0,
    unknown: row?.calls_unknown ?? 0,
  };
  const goals = { met: row?.goals_met ?? 0, missed: row?.goals_missed ?? 0 };
  const talkSeconds = row?.talk_seconds ?? 0;
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
    averageTalkSeconds: calls.answered === 0 ? 0 : Math.round((10 * talkSeconds) / calls.answered) / 10,
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
