import type { Campaign } from '#contract/campaigns.ts';
import type { CampaignChanges } from '#domain/campaign-settings.ts';
import { instantOf, wallTimeOf } from './wall-time.ts';

export type RetryReason = Campaign['retry']['on'][number];

/** A campaign's settings as its form holds them: texts are never null, times of the day and of the start are wall times. */
export type FormValues = {
  name: string;
  agentId: string;
  nextAction: string;
  timeZone: string;
  start: 'now' | 'later';
  /** `YYYY-MM-DDTHH:MM` in the campaign's zone; read when the start is later. */
  startAt: string;
  days: number[];
  firstCallTime: string;
  lastCallTime: string;
  allDay: boolean;
  clock: 'campaign' | 'contact';
  paceMode: 'asap' | 'spread' | 'interval';
  gapSeconds: number;
  concurrentCallsLimit: number;
  retryOn: RetryReason[];
  maxRetries: number;
  delays: string[];
  voicemailRetry: boolean;
  voicemailMessage: string;
};

export type Settings = Pick<
  Campaign,
  | 'name'
  | 'agentId'
  | 'nextAction'
  | 'timeZone'
  | 'startAt'
  | 'days'
  | 'firstCallTime'
  | 'lastCallTime'
  | 'allDay'
  | 'clock'
  | 'pace'
  | 'concurrentCallsLimit'
  | 'retry'
  | 'voicemail'
>;

/** What a form begins with where no campaign says anything. */
export function blankValues(timeZone: string): FormValues {
  return {
    name: '',
    agentId: '',
    nextAction: '',
    timeZone,
    start: 'now',
    startAt: '',
    days: [1, 2, 3, 4, 5, 6, 7],
    firstCallTime: '09:00',
    lastCallTime: '18:00',
    allDay: false,
    clock: 'campaign',
    paceMode: 'asap',
    gapSeconds: 10,
    concurrentCallsLimit: 3,
    retryOn: ['no_answer', 'busy', 'failed'],
    maxRetries: 3,
    delays: ['PT30M'],
    voicemailRetry: false,
    voicemailMessage: '',
  };
}

/** The settings of a campaign, to be edited. */
export function valuesOf(campaign: Settings): FormValues {
  return {
    ...campaign,
    agentId: campaign.agentId ?? '',
    nextAction: campaign.nextAction ?? '',
    start: campaign.startAt === null ? 'now' : 'later',
    startAt: campaign.startAt === null ? '' : wallTimeOf(campaign.startAt, campaign.timeZone),
    paceMode: campaign.pace.mode,
    gapSeconds: campaign.pace.gapSeconds ?? 10,
    retryOn: campaign.retry.on,
    maxRetries: campaign.retry.maxRetries,
    delays: campaign.retry.delays,
    voicemailRetry: campaign.voicemail.retry,
    voicemailMessage: campaign.voicemail.message ?? '',
  };
}

/** Of the last campaign, what the next one begins with: how it called, not whom nor when it began. */
export function defaultsFrom(last: Settings): FormValues {
  return { ...valuesOf(last), name: '', start: 'now', startAt: '' };
}

/** What the API is told: everything the form holds; an empty text takes a setting away. */
export function changesOf(values: FormValues): CampaignChanges {
  const { paceMode, gapSeconds, start, startAt, retryOn, maxRetries, delays, voicemailRetry, voicemailMessage } =
    values;
  const { name, agentId, nextAction, ...same } = values;
  const { timeZone, days, firstCallTime, lastCallTime, allDay, clock, concurrentCallsLimit } = same;
  return {
    ...{ timeZone, days, firstCallTime, lastCallTime, allDay, clock, concurrentCallsLimit },
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    agentId: agentId === '' ? null : agentId,
    nextAction: nextAction.trim() === '' ? null : nextAction,
    startAt: start === 'now' || startAt === '' ? null : instantOf(startAt, timeZone).toISOString(),
    pace: paceMode === 'interval' ? { mode: paceMode, gapSeconds } : { mode: paceMode },
    retry: { on: retryOn, maxRetries, delays },
    voicemail: { retry: voicemailRetry, message: voicemailMessage.trim() === '' ? null : voicemailMessage },
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], null> };

/** As changesOf, for what knows no null: a campaign that is new, or only previewed. */
export function settingsOf(values: FormValues): Given<CampaignChanges> {
  const given = Object.entries(changesOf(values)).filter(([, value]) => value !== null);
  // Entries were only taken away.
  return Object.fromEntries(given) as Given<CampaignChanges>;
}

export type FieldProblem = { field: keyof FormValues; message: string };

const isWithin = (value: number, [least, most]: [number, number]) =>
  Number.isInteger(value) && value >= least && value <= most;

const rules: readonly (FieldProblem & { isBroken: (values: FormValues) => boolean })[] = [
  { field: 'agentId', message: 'Choose the agent who speaks.', isBroken: ({ agentId }) => agentId === '' },
  {
    field: 'startAt',
    message: 'Say when it starts, or start now.',
    isBroken: ({ start, startAt }) => start === 'later' && startAt === '',
  },
  {
    field: 'lastCallTime',
    message: 'The last call must be at another time than the first. For 24 hours choose the whole day.',
    isBroken: ({ allDay, firstCallTime, lastCallTime }) => !allDay && firstCallTime === lastCallTime,
  },
  { field: 'days', message: 'Choose at least one day.', isBroken: ({ days }) => days.length === 0 },
  {
    field: 'gapSeconds',
    message: 'Must be 5–60 seconds.',
    isBroken: ({ paceMode, gapSeconds }) => paceMode === 'interval' && !isWithin(gapSeconds, [5, 60]),
  },
  {
    field: 'concurrentCallsLimit',
    message: 'Must be 1–50 calls at once.',
    isBroken: ({ concurrentCallsLimit }) => !isWithin(concurrentCallsLimit, [1, 50]),
  },
  {
    field: 'maxRetries',
    message: 'Must be 0–10 retries.',
    isBroken: ({ maxRetries }) => !isWithin(maxRetries, [0, 10]),
  },
];

/** What is wrong before the server is asked, in the order of the form. */
export function problemsIn(values: FormValues): FieldProblem[] {
  return rules.flatMap(({ isBroken, field, message }) => (isBroken(values) ? [{ field, message }] : []));
}

/** Whether it can be kept as a draft: an agent may be chosen later. */
export function isSound(values: FormValues): boolean {
  return problemsIn(values).every(({ field }) => field === 'agentId');
}

const fields: readonly [pointer: RegExp, field: keyof FormValues][] = [
  [/^\/pace\/gapSeconds/, 'gapSeconds'],
  [/^\/pace/, 'paceMode'],
  [/^\/retry\/on/, 'retryOn'],
  [/^\/retry\/delays/, 'delays'],
  [/^\/retry/, 'maxRetries'],
  [/^\/voicemail\/message/, 'voicemailMessage'],
  [/^\/voicemail/, 'voicemailRetry'],
  [/^\/(?:name|description)/, 'name'],
  [/^\/(?:agentId|fromNumberIds)/, 'agentId'],
  [/^\/nextAction/, 'nextAction'],
  [/^\/timeZone/, 'timeZone'],
  [/^\/(?:startAt|endDate)/, 'startAt'],
  [/^\/days/, 'days'],
  [/^\/firstCallTime/, 'firstCallTime'],
  [/^\/lastCallTime/, 'lastCallTime'],
  [/^\/clock/, 'clock'],
  [/^\/concurrentCallsLimit/, 'concurrentCallsLimit'],
];

/** Where in the form the server's complaint belongs; nowhere when the form has no such field. */
export function fieldOf(pointer: string): keyof FormValues | undefined {
  return fields.find(([pattern]) => pattern.test(pointer))?.[1];
}

type Asked = { [K in 'window' | 'firstCallTime' | 'lastCallTime' | 'days']?: string | undefined };

/**
 * The hours that an address asks for: `window=09:00-12:00`, with days `@1,2,3` where it names some, or each in a part of
 * its own.
 */
export function windowFrom({ window, firstCallTime, lastCallTime, days }: Asked): Partial<FormValues> {
  const text = window ?? `${firstCallTime}-${lastCallTime}${days === undefined ? '' : `@${days}`}`;
  const found = /^(\d\d:\d\d)-(\d\d:\d\d)(?:@([1-7](?:,[1-7])*))?$/.exec(text);
  if (!found) return {};
  const [, first = '', last = '', named] = found;
  const hours = { firstCallTime: first, lastCallTime: last, allDay: false };
  return named === undefined ? hours : { ...hours, days: named.split(',').map(Number) };
}
