import type { Campaign } from '#contract/campaigns.ts';
import type { CampaignForecast } from '#contract/forecasts.ts';
import type { Analytics } from '#contract/reports.ts';
import { count, counted } from '#web/format/number.ts';
import { dayAndTime, longDuration, timeOfDay, zoneName } from '#web/format/time.ts';
import { dayWords } from '../facts.ts';
import { rangeWords } from './finish-words.ts';

export type Check = {
  mark: 'good' | 'note' | 'missing';
  text: string;
  fix: { to: 'settings' | 'contacts'; label: string } | null;
};

type Draft = { campaign: Campaign; forecast: CampaignForecast | null; now: Date };

/** What is ready, worth knowing, or missing before a campaign starts. */
export function preflightOf(draft: Draft): Check[] {
  return [people, agent, hours, firstCall, finish, binding].flatMap((check) => check(draft) ?? []);
}

function people({ campaign: { counts } }: Draft): Check {
  if (counts.total === 0)
    return { mark: 'missing', text: 'It has no people yet.', fix: { to: 'contacts', label: 'Add people' } };
  const left = counts.suppressed === 0 ? '' : `; ${count(counts.suppressed)} on the never-call list are left out`;
  return {
    mark: 'good',
    text: `${counted(counts.total - counts.suppressed, 'person', 'people')} will be called${left}.`,
    fix: null,
  };
}

function agent({ campaign: { agentName } }: Draft): Check {
  return agentName === null
    ? { mark: 'missing', text: 'No agent speaks for it yet.', fix: { to: 'settings', label: 'Choose an agent' } }
    : { mark: 'good', text: `${agentName} speaks.`, fix: null };
}

function hours({ campaign }: Draft): Check {
  const { allDay, firstCallTime, lastCallTime, clock, days } = campaign;
  const whose = clock === 'contact' ? 'each person’s own clock' : `the clock of ${campaign.timeZone}`;
  const when = allDay ? 'at any hour' : `between ${timeOfDay(firstCallTime)} and ${timeOfDay(lastCallTime)}`;
  const text = `People are called ${when}, ${dayWords(days)}, on ${whose}.`;
  return { mark: 'good', text, fix: { to: 'settings', label: 'Change' } };
}

function firstCall({ campaign: { timeZone }, forecast, now }: Draft): Check | null {
  if (!forecast?.firstCall) return null;
  const at = dayAndTime(forecast.firstCall, { timeZone, now });
  return {
    mark: 'good',
    text: `Its first call would go out ${at} ${zoneName(forecast.firstCall, timeZone)}.`,
    fix: null,
  };
}

function finish({ campaign: { timeZone, counts }, forecast, now }: Draft): Check | null {
  if (!forecast) return null;
  if (forecast.finish === null)
    return counts.total === 0
      ? null
      : {
          mark: 'note',
          text: 'No end is in sight: its hours may never come.',
          fix: { to: 'settings', label: 'Change hours' },
        };
  const { days, times } = rangeWords(forecast.finish.p10, forecast.finish.p90, { timeZone, now });
  return { mark: 'good', text: `It would end ${days}, ${times}, eight times of ten.`, fix: null };
}

function binding({ forecast }: Draft): Check | null {
  const text = forecast?.binding?.text;
  return text === undefined ? null : { mark: 'note', text, fix: { to: 'settings', label: 'Change limits' } };
}

/** Such as "Reached 3,102 of 4,812 people in 6 days; 2,411 met the goal." */
export function headlineOf(
  { status, startedAt, completedAt, updatedAt }: Pick<Campaign, 'status' | 'startedAt' | 'completedAt' | 'updatedAt'>,
  funnel: Analytics['funnel'],
): string {
  if (startedAt === null || funnel.dialled === 0) return 'Nobody was called.';
  const seconds = ((completedAt ?? updatedAt).getTime() - startedAt.getTime()) / 1000;
  const took = seconds > 0 ? ` in ${longDuration(seconds)}` : '';
  const goal = funnel.goalMet === 0 ? '' : `; ${count(funnel.goalMet)} met the goal`;
  const reached = `Reached ${count(funnel.answered)} of ${counted(funnel.people, 'person', 'people')}${took}${goal}.`;
  return status === 'cancelled' ? `${reached} Then it was cancelled.` : reached;
}
