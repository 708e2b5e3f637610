import type { Campaign } from '#contract/campaigns.ts';
import { told, counted, instantText, rateText, timeText } from '../format.ts';

/** A campaign at an instant of the installation's clock; null where only real time counts. */
export type Sample = { campaign: Campaign; now: Date | null };

const fewPeople = 10;

/** The state of a campaign in a line. */
export function progressLine(sample: Sample, first: Sample): string {
  const { campaign, now } = sample;
  const { finished, total, calling, completed, failed, successRate } = campaign.counts;
  const parts = [
    `${told(finished)} of ${told(total)} done`,
    `${counted(calling, 'call')} now`,
    `success ${rateText(successRate, { count: completed, of: completed + failed })}`,
    ...(now === null ? [] : [instantText(now, campaign.timeZone)]),
    outlook(sample, first),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** What comes next: when nobody is being called why, else about when everybody is done, as soon as that can be told. */
function outlook(sample: Sample, first: Sample): string {
  const { campaign, now } = sample;
  const { status, dispatch, counts } = campaign;
  if (status !== 'running') return dispatch.reason;
  if (dispatch.state === 'waiting' && counts.calling === 0) return dispatch.reason;
  const finish = estimateFinish(sample, first);
  if (now === null || finish === null) return '';
  const isToday = finish.getTime() - now.getTime() < 12 * 3_600_000;
  return `done about ${isToday ? timeText(finish, campaign.timeZone) : instantText(finish, campaign.timeZone)}`;
}

/**
 * When everybody is done if people go on finishing as fast, on the average, as since the first sample; null before a
 * tenth of them, and ten, have finished since.
 */
export function estimateFinish(sample: Sample, first: Sample): Date | null {
  const { finished, total } = sample.campaign.counts;
  const since = finished - first.campaign.counts.finished;
  if (sample.now === null || first.now === null || since < Math.max(fewPeople, total / 10)) return null;
  const each = (sample.now.getTime() - first.now.getTime()) / since;
  return each > 0 ? new Date(sample.now.getTime() + each * (total - finished)) : null;
}

const isBrief = new Set<Campaign['dispatch']['binding']>(['due_at', 'retry', 'pace']);

/** Two samples with the same milestone need not be told twice to somebody who reads lines. */
export function milestoneOf({ campaign }: Sample): string {
  const { status, dispatch, counts } = campaign;
  // Between retries nobody is due for minutes, again and again: that is no news.
  const waits = dispatch.state === 'waiting' && counts.calling === 0 && !isBrief.has(dispatch.binding);
  return [status, waits ? dispatch.binding : '', Math.floor(counts.progress / 10)].join(' ');
}
