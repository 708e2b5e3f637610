import type { CampaignChanges, CampaignSettings } from '#domain/campaign-settings.ts';
import { hasRoomToRing } from '#domain/ringing.ts';
import { hasLength } from '#domain/window.ts';
import { Invalid } from '#server/errors.ts';
import type { FieldError } from '#server/errors.ts';
import { instantOf } from './moments.ts';

/** What is set of a campaign, as its row keeps it. */
export type StoredSettings = {
  name: string;
  description: string | null;
  agentId: string | null;
  /** Caller ids; none means all of the provider account's. */
  fromNumberIds: string[];
  nextAction: string | null;
  timeZone: string;
  startAt: Date | null;
  endAt: Date | null;
  days: number[];
  firstCallTime: string;
  lastCallTime: string;
  allDay: boolean;
  clock: 'campaign' | 'contact';
  paceMode: 'asap' | 'spread' | 'interval';
  gapSeconds: number | null;
  concurrentCallsLimit: number;
  retryOn: CampaignSettings['retry']['on'];
  maxRetries: number;
  delays: string[];
  priorityMode: 'priority' | 'fifo';
  voicemailRetry: boolean;
  voicemailMessage: string | null;
  /** Seconds; null is the agent's. */
  ringSecondsMax: number | null;
  talkSecondsMax: number | null;
};

/** A new campaign's settings; name and zone are given for when none is named. */
export function storedFrom(settings: CampaignSettings, defaults: { name: string; timeZone: string }): StoredSettings {
  const timeZone = settings.timeZone ?? defaults.timeZone;
  return {
    name: settings.name ?? defaults.name,
    description: settings.description ?? null,
    agentId: settings.agentId ?? null,
    fromNumberIds: settings.fromNumberIds,
    nextAction: settings.nextAction ?? null,
    timeZone,
    startAt: settings.startAt === undefined ? null : instantOf(settings.startAt, timeZone, 'first'),
    endAt: settings.endDate === undefined ? null : instantOf(settings.endDate, timeZone, 'last'),
    days: settings.days.toSorted(),
    firstCallTime: settings.firstCallTime,
    lastCallTime: settings.lastCallTime,
    allDay: settings.allDay,
    clock: settings.clock,
    ...paceOf(settings.pace),
    concurrentCallsLimit: settings.concurrentCallsLimit,
    ...retryOf(settings.retry),
    priorityMode: settings.priorityMode,
    ...voicemailOf(settings.voicemail),
    ringSecondsMax: settings.ringSecondsMax ?? null,
    talkSecondsMax: settings.talkSecondsMax ?? null,
  };
}

/** The settings after a change; what is not named stays, null takes away. */
export function changed(stored: StoredSettings, changes: CampaignChanges): StoredSettings {
  const { pace, retry, voicemail, startAt, endDate, ...plain } = changes;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const next: StoredSettings = { ...stored, ...given };
  return {
    ...next,
    days: next.days.toSorted(),
    ...(startAt === undefined ? {} : { startAt: momentOf(startAt, next.timeZone, 'first') }),
    ...(endDate === undefined ? {} : { endAt: momentOf(endDate, next.timeZone, 'last') }),
    ...(pace ? paceOf(pace) : {}),
    ...(retry ? retryOf(retry) : {}),
    ...(voicemail ? voicemailOf(voicemail) : {}),
  };
}

function momentOf(moment: string | null, zone: string, edge: 'first' | 'last'): Date | null {
  return moment === null ? null : instantOf(moment, zone, edge);
}

function paceOf(pace: CampaignSettings['pace']) {
  return { paceMode: pace.mode, gapSeconds: pace.mode === 'interval' ? pace.gapSeconds : null };
}

function retryOf(retry: CampaignSettings['retry']) {
  return { retryOn: retry.on, maxRetries: retry.maxRetries, delays: retry.delays };
}

function voicemailOf(voicemail: CampaignSettings['voicemail']) {
  return { voicemailRetry: voicemail.retry, voicemailMessage: voicemail.message ?? null };
}

/** Refuses settings that contradict each other, which no field shows by itself. */
export function requireConsistent(settings: StoredSettings): void {
  const errors: FieldError[] = [];
  if (!hasLength(settings)) {
    const message = 'Must differ from firstCallTime, or nobody can ever be called; for the whole day set allDay';
    errors.push({ pointer: '/lastCallTime', code: 'not_allowed', message });
  }
  if (hasLength(settings) && !hasRoomToRing(settings)) {
    const message =
      'Must leave two minutes at least: dialling stops a minute before the window closes, or phones ring late';
    errors.push({ pointer: '/lastCallTime', code: 'window_too_short', message });
  }
  if (settings.startAt && settings.endAt && settings.endAt <= settings.startAt) {
    errors.push({ pointer: '/endDate', code: 'not_allowed', message: 'Must be later than startAt' });
  }
  const [first] = errors;
  if (first) throw new Invalid('validation_failed', `${first.pointer}: ${first.message}`, { errors });
}

/** The settings as the API shows them. */
export function presentSettings(stored: StoredSettings) {
  const { paceMode, gapSeconds, endAt, retryOn, maxRetries, delays, voicemailRetry, voicemailMessage, ...plain } =
    stored;
  return {
    ...plain,
    endDate: endAt,
    pace: paceMode === 'interval' ? { mode: paceMode, gapSeconds: gapSeconds ?? 10 } : { mode: paceMode },
    retry: { on: retryOn, maxRetries, delays },
    voicemail: { retry: voicemailRetry, message: voicemailMessage },
  };
}

export type SettingChange = { before: unknown; after: unknown };

/** Which parts of two objects with the same names differ, before and after; empty when none does. */
export function differences<T extends object>(before: T, after: T): Record<string, SettingChange> {
  const old = new Map<string, unknown>(Object.entries(before));
  const changes = Object.entries(after).flatMap(([name, value]: [string, unknown]) =>
    JSON.stringify(old.get(name)) === JSON.stringify(value)
      ? []
      : [[name, { before: old.get(name), after: value }] as const],
  );
  return Object.fromEntries(changes);
}

const pointers: Partial<Record<string, string>> = {
  endAt: '/endDate',
  paceMode: '/pace/mode',
  gapSeconds: '/pace/gapSeconds',
  retryOn: '/retry/on',
  maxRetries: '/retry/maxRetries',
  delays: '/retry/delays',
  voicemailRetry: '/voicemail/retry',
  voicemailMessage: '/voicemail/message',
} satisfies Partial<Record<keyof StoredSettings, string>>;

/** Where a stored setting stands in a request. */
export function pointerOf(setting: string): string {
  return pointers[setting] ?? `/${setting}`;
}
