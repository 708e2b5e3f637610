import type { Analytics } from '#contract/reports.ts';
import { percent } from '#domain/stats.ts';
import { record } from '#server/audit/sql.ts';
import { getCampaign, requireCampaign } from '#server/campaigns/sql.ts';
import type { Handlers } from '#server/http/mount.ts';
import { exportCalls, exportPeople } from './export.ts';
import { countAttempts, countDays, countFunnel, countHours, countOutcomes, countTalk } from './sql.ts';
import type { DayRow, OutcomeRow, TalkRow } from './sql.ts';

/** Who talked for as long was not only greeted. */
const talkedSeconds = 20;

/** Seconds after which it is counted who still talks: close where people hang up, wide where they stay. */
const talkSteps = [0, 2, 4, 6, 8, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];

export const reportHandlers: Pick<Handlers['campaigns'], 'analytics' | 'export'> = {
  async analytics(system, { workspaceId }, { id, clock }) {
    const { timeZone } = await getCampaign(system.db, workspaceId, id);
    const subject = { workspaceId, campaignId: id, timeZone };
    const hours = await countHours(system.db, subject, clock);
    const attempts = await countAttempts(system.db, subject);
    return {
      at: system.clock.now(),
      timeZone,
      outcomes: shares(await countOutcomes(system.db, subject)),
      days: (await countDays(system.db, subject)).map((day) => ({ ...day, other: othersOf(day) })),
      hours: hours.map((hour) => ({ ...hour, answerRate: percent(hour.answered, hour.placed) })),
      attempts: attempts.map(({ attempt, answered, placed }) => ({
        attempt,
        answer: { count: answered, of: placed },
        answerRate: percent(answered, placed),
      })),
      funnel: await countFunnel(system.db, subject, talkedSeconds),
      talk: talkOf(await countTalk(system.db, subject, talkSteps)),
    };
  },

  async export(system, actor, { id, rows, status = null, disposition = null }) {
    const { workspaceId } = actor;
    await requireCampaign(system.db, workspaceId, id);
    await record(system.db, actor, { action: 'exported', target: id, after: { rows, status, disposition } });
    const filter = { workspaceId, campaignId: id, status, disposition };
    return rows === 'people' ? exportPeople(system.db, filter) : exportCalls(system.db, filter);
  },
};

function shares(rows: OutcomeRow[]): Analytics['outcomes'] {
  const total = rows.reduce((sum, { calls }) => sum + calls, 0);
  return rows.map((row) => ({ ...row, percent: percent(row.calls, total) }));
}

function othersOf({ placed, answered, voicemail, noAnswer, busy, failed }: DayRow): number {
  return placed - answered - voicemail - noAnswer - busy - failed;
}

/** How many of those who answered were still there after each step. */
function talkOf(rows: TalkRow[]): Analytics['talk'] {
  const reached = (step: number) => rows.reduce((sum, row) => sum + (row.step >= step ? row.calls : 0), 0);
  const [figures] = rows;
  return {
    calls: reached(1),
    medianSeconds: figures ? figures.median : null,
    p90Seconds: figures ? figures.p90 : null,
    stillTalking: talkSteps.map((seconds, index) => ({ seconds, calls: reached(index + 1) })),
  };
}
