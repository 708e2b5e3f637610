import * as z from 'zod';

const Probability = z.number().min(0).max(1);
const Seconds = z.number().min(0).max(86_400);
const Span = z.tuple([Seconds, Seconds]).refine(([least, most]) => least <= most, 'give [least, most]');

/** What goes wrong, and how often: probabilities, but for `hangMs` (real milliseconds) and `webhookLateSeconds`. */
const Faults = z.strictObject({
  /** Answers 429 and accepts nothing. */
  refuse429: Probability,
  /** Answers 500 and accepts nothing. */
  serverErrorBefore: Probability,
  /** Accepts the call, then answers 500. */
  serverErrorAfter: Probability,
  /** Accepts the call, then cuts the connection without an answer. */
  loseResponse: Probability,
  /** Accepts the call, then answers only after `hangMs`. */
  hang: Probability,
  hangMs: z.int().min(0).max(600_000),
  webhookLost: Probability,
  /** Sends both copies at once. */
  webhookTwice: Probability,
  webhookLate: Probability,
  webhookLateSeconds: Seconds,
  /** Sends it after the one that follows. */
  webhookOutOfOrder: Probability,
  /** A stranger's webhook with a lie and a wrong signature goes ahead of the true one. */
  webhookForged: Probability,
});
export type Faults = z.infer<typeof Faults>;

const TalkSeconds = z.strictObject({ mean: Seconds, sigma: z.number().min(0).max(3) });

const shape = {
  /** `realistic` also moves the answer rate with the hour of the day. */
  preset: z.enum(['realistic', 'friendly', 'hostile']),
  answerRate: Probability,
  voicemailRate: Probability,
  busyRate: Probability,
  failedRate: Probability,
  /** From accepting a call to its first ring, or its busy tone. */
  setupSeconds: Span,
  /** Until somebody answers; nobody answers after `ringSecondsMax`. */
  ringSeconds: Span,
  /** Lognormal. */
  talkSeconds: TalkSeconds,
  /** Of answered calls. */
  goalRate: Probability,
  maxCallsAtOnce: z.int().min(0).nullable(),
  /** Takes more than it dials, silently: what is beyond waits for its turn. */
  dialsPerSecond: z.number().positive().max(1000).nullable(),
  /** Sends `dialling` as well, when a call's turn has come. */
  announceDialling: z.boolean(),
  /** Sends `queued` as well, as soon as a call is accepted. */
  announceQueued: z.boolean(),
  /** A call that was picked up sends `disconnected` when it is over, and `ended` so much later. */
  disconnectBeforeEnd: z.boolean(),
  endingLagSeconds: Seconds,
  /** Whose hour of the day `realistic` reads. */
  timeZone: z.string().refine(isTimeZone, 'give an IANA time zone such as Europe/Berlin'),
};

const oneOrLess = (given: { answerRate: number; voicemailRate: number; busyRate: number; failedRate: number }) =>
  given.answerRate + given.voicemailRate + given.busyRate + given.failedRate <= 1.000_001;

export const Settings = z
  .strictObject({ ...shape, faults: Faults })
  .refine(oneOrLess, 'answerRate, voicemailRate, busyRate and failedRate must not add up to more than 1');
export type Settings = z.infer<typeof Settings>;

/** Any part of the settings; a preset replaces everything that is not given with it. */
export const SettingsChange = z
  .strictObject({ ...shape, talkSeconds: TalkSeconds.partial(), faults: Faults.partial() })
  .partial();
export type SettingsChange = z.input<typeof SettingsChange>;

const noFaults: Faults = {
  refuse429: 0,
  serverErrorBefore: 0,
  serverErrorAfter: 0,
  loseResponse: 0,
  hang: 0,
  hangMs: 15_000,
  webhookLost: 0,
  webhookTwice: 0,
  webhookLate: 0,
  webhookLateSeconds: 90,
  webhookOutOfOrder: 0,
  webhookForged: 0,
};

const friendly: Settings = {
  preset: 'friendly',
  answerRate: 0.6,
  voicemailRate: 0.12,
  busyRate: 0.08,
  failedRate: 0.04,
  setupSeconds: [0.4, 1.8],
  ringSeconds: [3, 18],
  talkSeconds: { mean: 55, sigma: 0.6 },
  goalRate: 0.45,
  maxCallsAtOnce: null,
  dialsPerSecond: null,
  announceDialling: false,
  announceQueued: true,
  disconnectBeforeEnd: false,
  endingLagSeconds: 4,
  timeZone: 'UTC',
  faults: noFaults,
};

export const presets: Readonly<Record<Settings['preset'], Settings>> = {
  friendly,
  realistic: {
    ...friendly,
    preset: 'realistic',
    answerRate: 0.14,
    voicemailRate: 0.44,
    busyRate: 0.08,
    failedRate: 0.08,
  },
  hostile: {
    ...friendly,
    preset: 'hostile',
    faults: {
      ...noFaults,
      refuse429: 0.05,
      serverErrorBefore: 0.03,
      serverErrorAfter: 0.03,
      loseResponse: 0.05,
      hang: 0.01,
      webhookLost: 0.1,
      webhookTwice: 0.15,
      webhookLate: 0.1,
      webhookOutOfOrder: 0.1,
      webhookForged: 0.05,
    },
  },
};

/** The settings after a change; throws a zod error that names what does not fit. */
export function changeSettings(current: Settings, change: unknown): Settings {
  const given = SettingsChange.parse(change);
  const base = given.preset === undefined ? current : presets[given.preset];
  return Settings.parse({
    ...base,
    ...given,
    talkSeconds: { ...base.talkSeconds, ...given.talkSeconds },
    faults: { ...base.faults, ...given.faults },
  });
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
