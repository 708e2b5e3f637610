import type { PreviewWarning } from '#contract/previews.ts';
import type { Forecast } from '#domain/forecast/forecast.ts';
import { clockChanges } from '#domain/preview/clock-changes.ts';
import type { ClockChange } from '#domain/preview/clock-changes.ts';
import type { PlannedHours } from '#domain/preview/plan-hours.ts';
import type { StoredSettings } from '#server/campaigns/settings.ts';
import type { Audience } from './audience.ts';
import type { Ground } from './ground-sql.ts';

type Facts = {
  settings: StoredSettings;
  ground: Ground;
  audience: Audience;
  hours: PlannedHours;
  forecast: Forecast;
};

/** Names between braces in a prompt: what it expects to be told of everybody. */
export function variablesOf(prompt: string): string[] {
  const named = [...prompt.matchAll(/\{\{?\s*([a-z]\w{0,60})\s*\}/gi)].map(([, name = '']) => name);
  return [...new Set(named)].filter((name) => !toldAnyway.has(name)).slice(0, 20);
}

/** What is told of everybody as far as it is known, and nobody fills in. */
const toldAnyway = new Set(['summary', 'next_action', 'last_conversation', 'transcript_summary']);

/** What somebody should know before a start, the gravest first. */
export function warningsOf(facts: Facts): PreviewWarning[] {
  return [
    ...ofVoice(facts),
    ...ofPeople(facts),
    ...ofHours(facts),
    ...ofEnd(facts),
    ...ofClocks(facts).map(({ change, people }) => warn('clock_change', people, changeText(change))),
  ];
}

function ofVoice({ settings, ground, audience: { people } }: Facts): PreviewWarning[] {
  if (ground.accountId === null) return [warn('no_agent', people, 'It has no agent: choose who speaks.')];
  const { fromNumberIds } = settings;
  const paused = `The provider account is paused: ${ground.pausedReason}. Mend it, then resume it.`;
  const isElsewhere = fromNumberIds.length > ground.chosen;
  const elsewhere = "Not all of the caller numbers chosen belong to the agent's provider account.";
  const none =
    "The agent's provider account has no caller number: add one, unless the provider's agent brings its own.";
  const hasNone = ground.provider !== 'simulator' && ground.numbers === 0;
  return [
    ...(ground.pausedReason === null ? [] : [warn('account_paused', people, paused)]),
    ...(isElsewhere ? [warn('caller_number_elsewhere', people, elsewhere)] : []),
    ...(hasNone ? [warn('no_caller_number', people, none)] : []),
  ];
}

function ofPeople({ audience }: Facts): PreviewWarning[] {
  const { elsewhere, missing, isUnchecked, people } = audience;
  const unchecked = 'The file is not checked yet: how many of its rows are people is not known.';
  return [
    ...(isUnchecked ? [warn('not_checked', people, unchecked)] : []),
    ...(elsewhere > 0
      ? [warn('in_other_campaign', elsewhere, `${who(elsewhere, 'waits', 'wait')} in another campaign as well.`)]
      : []),
    ...[...missing].map(([name, count]) =>
      warn('empty_variable', count, `${who(count, 'has', 'have')} no ${name}, which the agent's prompt names.`),
    ),
  ];
}

function ofHours({ hours }: Facts): PreviewWarning[] {
  const narrowed = Math.round(hours.narrowed);
  if (narrowed === 0) return [];
  const are = who(narrowed, 'may', 'may');
  return [
    warn(
      'outside_legal_hours',
      narrowed,
      `${are} be called in a part of the window only: legal hours forbid the rest.`,
    ),
  ];
}

function ofEnd({ settings, audience, forecast }: Facts): PreviewWarning[] {
  const late = Math.round(forecast.neverCalled);
  if (audience.people === 0 || late === 0) return [];
  const early = `About ${who(late, 'is', 'are')} not called before the end date.`;
  const never = `${who(late, 'is', 'are')} not called within the time that can be foreseen: widen limits or hours.`;
  return [settings.endAt === null ? warn('no_end_in_sight', late, never) : warn('ends_too_early', late, early)];
}

/** Of nights in which many zones change at once one tells for all. */
const changesMost = 4;

function ofClocks({ settings, hours, forecast }: Facts): { change: ClockChange; people: number }[] {
  const { p10, p90 } = forecast.finish;
  const until = p90 < Infinity ? p90 : p10;
  const from = forecast.firstCall.p50;
  if (from === Infinity || until === Infinity) return [];
  const felt = hours.lanes.flatMap(({ zones, people }) =>
    zones
      .slice(0, 1)
      .flatMap((zone) => clockChanges(settings, zone, { from, until, most: 2 }).map((change) => ({ change, people }))),
  );
  const nights = Map.groupBy(felt, ({ change }) => `${change.local.before} ${change.minutes}`);
  return [...nights.values()]
    .flatMap(([first, ...others]) =>
      first ? [{ ...first, people: Math.round(others.reduce((sum, { people }) => sum + people, first.people)) }] : [],
    )
    .toSorted((a, b) => a.change.local.before - b.change.local.before)
    .slice(0, changesMost);
}

function changeText({ zone, local, minutes }: ClockChange): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' });
  const time = (at: number) => new Date(at).toISOString().slice(11, 16);
  const how = minutes < 0 ? `${-minutes} minutes shorter` : `${minutes} minutes longer`;
  return `On ${day.format(local.before)} the clock goes from ${time(local.before)} to ${time(local.after)} (${zone}): the window is ${how}.`;
}

function who(count: number, one: string, many: string): string {
  return count === 1 ? `1 person ${one}` : `${count.toLocaleString('en')} people ${many}`;
}

function warn(code: PreviewWarning['code'], count: number, message: string): PreviewWarning {
  return { code, count, message };
}
