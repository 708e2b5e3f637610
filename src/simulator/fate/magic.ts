import type { Fate } from './fate.ts';
import type { Faults } from '../settings.ts';

/** What is always so with one number, on every attempt. */
export type Magic = {
  fate: Partial<Fate>;
  faults?: Partial<Faults>;
  /** The final webhook is never sent. */
  isSilentAtTheEnd?: boolean;
  /** Never accepted: 429. */
  isRefused?: boolean;
  /** Answers, and asks not to be called again. */
  asksNotToBeCalled?: boolean;
};

const success: Partial<Fate> = { ending: 'answered', goalMet: true };

/** Numbers of the range kept for fiction, each showing one edge of telephony. */
export const magicNumbers: ReadonlyMap<string, Magic> = new Map([
  ['+12025550150', { fate: success }],
  ['+12025550151', { fate: { ending: 'no_answer' } }],
  ['+12025550152', { fate: { ending: 'busy' } }],
  ['+12025550153', { fate: { ending: 'voicemail' } }],
  ['+12025550154', { fate: { ending: 'failed' } }],
  ['+12025550155', { fate: success, isSilentAtTheEnd: true }],
  ['+12025550156', { fate: success, faults: { webhookTwice: 1 } }],
  ['+12025550157', { fate: success, faults: { webhookOutOfOrder: 1 } }],
  ['+12025550158', { fate: { ending: 'answered', talkSeconds: 6, goalMet: false } }],
  ['+12025550159', { fate: {}, isRefused: true }],
  ['+12025550160', { fate: { ending: 'answered', talkSeconds: 20, goalMet: false }, asksNotToBeCalled: true }],
]);
