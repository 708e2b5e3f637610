import type { SettingsChange } from '#simulator/settings.ts';

const still = { setupSeconds: [1, 1], announceQueued: false } satisfies SettingsChange;
const nobody = { answerRate: 0, voicemailRate: 0, busyRate: 0, failedRate: 0 };

/** A second to connect, 4 s of ringing, 55 s of talk: every call takes a minute to the millisecond. */
export const everybodyAnswers: SettingsChange = {
  ...still,
  ...nobody,
  answerRate: 1,
  ringSeconds: [4, 4],
  talkSeconds: { mean: 55, sigma: 0 },
};

/** A second to connect, then 45 s of ringing: what the engine asks for at most. */
export const nobodyAnswers: SettingsChange = { ...still, ...nobody };

/** A second to connect, then the busy tone. */
export const everybodyIsBusy: SettingsChange = { ...still, ...nobody, busyRate: 1 };

/** A second to connect, 4 s of ringing, then a machine that takes a message. */
export const machinesAnswer: SettingsChange = { ...everybodyAnswers, answerRate: 0, voicemailRate: 1 };
