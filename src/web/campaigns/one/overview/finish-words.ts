import type { Campaign } from '#contract/campaigns.ts';
import type { CampaignForecast } from '#contract/forecasts.ts';
import { clockTime, day, dayAndTime, plainDate, zoneName } from '#web/format/time.ts';

export type FinishWords = { value: string; detail: string; title: string };

type Facts = {
  forecast: CampaignForecast;
  campaign: Pick<Campaign, 'status' | 'timeZone' | 'completedAt' | 'updatedAt'>;
  now: Date;
};

const howMade =
  'Eight of ten times it ends in this range: the rest of the campaign, played through many times by its own rules, hours and limits.';

/** When it ends, as a range; of what is over, whether what was foretold came true. */
export function finishWords(facts: Facts): FinishWords {
  const { forecast, campaign, now } = facts;
  const { timeZone } = campaign;
  if (campaign.status === 'completed' || campaign.status === 'cancelled') return ended(facts);
  const { finish } = forecast;
  if (finish === null)
    return { value: '–', detail: forecast.peopleLeft === 0 ? 'Nobody waits' : 'No end in sight', title: howMade };
  const given = { draft: ' if started now', paused: ' if resumed now' }[campaign.status as string] ?? '';
  if (forecast.isEarly && campaign.status !== 'draft') {
    const best = `at best ${day(finish.p10, { timeZone, now })}`;
    return { value: '–', detail: `Estimate after ~20 calls; ${best}`, title: howMade };
  }
  const span = rangeWords(finish.p10, finish.p90, { timeZone, now });
  return { value: span.days, detail: `${span.times}${given}`, title: howMade };
}

function ended({ forecast: { cameTrue }, campaign, now }: Facts): FinishWords {
  const { timeZone } = campaign;
  const at = campaign.completedAt ?? campaign.updatedAt;
  const value = day(at, { timeZone, now });
  if (cameTrue === null)
    return {
      value,
      detail: `${clockTime(at, timeZone)} ${zoneName(at, timeZone)}`,
      title: 'When its last call ended.',
    };
  const { foreseen, endedAt, bandHeld } = cameTrue;
  const isOneDay = plainDate(foreseen.p10, timeZone) === plainDate(endedAt, timeZone);
  const when = isOneDay ? clockTime(endedAt, timeZone) : dayAndTime(endedAt, { timeZone, now });
  const foretold = spoken(foreseen.p10, foreseen.p90, { timeZone, now, isShort: isOneDay });
  return {
    value,
    detail: `We predicted ${foretold}; it ended ${when}${bandHeld ? ' ✓' : ''}`,
    title: `Predicted when 20 calls were over, ${dayAndTime(cameTrue.madeAt, { timeZone, now })}.`,
  };
}

type Clock = { timeZone: string; now: Date };

function spoken(from: Date, to: Date, { isShort, ...clock }: Clock & { isShort: boolean }): string {
  if (isShort && plainDate(from, clock.timeZone) === plainDate(to, clock.timeZone))
    return hours(from, to, clock.timeZone);
  return `${dayAndTime(from, clock)} to ${dayAndTime(to, clock)}`;
}

/** Such as "Tue, Dec 1" and "2:10–5:40 PM PST", or "Dec 1–3" with the times of both ends. */
export function rangeWords(from: Date, to: Date, clock: Clock): { days: string; times: string } {
  const { timeZone, now } = clock;
  const zone = zoneName(to, timeZone);
  if (plainDate(from, timeZone) === plainDate(to, timeZone))
    return { days: day(from, { timeZone, now }), times: `${hours(from, to, timeZone)} ${zone}` };
  const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone }).formatRange(from, to);
  return { days, times: `${clockTime(from, timeZone)} to ${clockTime(to, timeZone)} ${zone}` };
}

function hours(from: Date, to: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit', timeZone }).formatRange(from, to);
}
