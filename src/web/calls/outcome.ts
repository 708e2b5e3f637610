import type { Call } from '#contract/calls.ts';

/** What a call came to, as charts and tables tell it apart. */
export type OutcomeKind =
  | 'success'
  | 'connected'
  | 'voicemail'
  | 'no_answer'
  | 'busy'
  | 'failed'
  | 'unplaced'
  | 'active'
  | 'none';

export type Outcome = { kind: OutcomeKind; words: string };

type Told = Pick<Call, 'disposition'> & Partial<Pick<Call, 'goalMet' | 'status'>>;

const ended: Record<NonNullable<Call['disposition']>, Outcome> = {
  answered: { kind: 'connected', words: 'Answered' },
  voicemail: { kind: 'voicemail', words: 'Voicemail' },
  no_answer: { kind: 'no_answer', words: 'No answer' },
  busy: { kind: 'busy', words: 'Busy' },
  failed: { kind: 'failed', words: 'Failed' },
  cancelled: { kind: 'unplaced', words: 'Cancelled' },
  unknown: { kind: 'unplaced', words: 'Not known' },
  not_placed: { kind: 'unplaced', words: 'Not dialled' },
};

const going: Record<Exclude<Call['status'], 'ended'>, string> = {
  claimed: 'About to dial',
  placing: 'Dialling',
  unknown: 'Asking the provider',
  placed: 'Dialling',
  ringing: 'Ringing',
  in_progress: 'Talking',
  disconnected: 'Hung up',
};

/** The outcome of a call, or how far it has come; of somebody never called it says so. */
export function outcomeOf({ disposition, goalMet = null, status = 'ended' }: Told): Outcome {
  if (disposition === 'answered' && goalMet === true) return { kind: 'success', words: 'Goal met' };
  if (disposition !== null) return ended[disposition];
  return status === 'ended' ? { kind: 'none', words: 'Not called yet' } : { kind: 'active', words: going[status] };
}
