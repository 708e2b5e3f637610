import { describe, expect, it } from 'vitest';
import { outcomeOf } from './outcome.ts';

describe('the outcome of a call', () => {
  it.each([
    [{ disposition: 'answered', goalMet: true }, 'success', 'Goal met'],
    [{ disposition: 'answered', goalMet: false }, 'connected', 'Answered'],
    [{ disposition: 'answered', goalMet: null }, 'connected', 'Answered'],
    [{ disposition: 'voicemail', goalMet: true }, 'voicemail', 'Voicemail'],
    [{ disposition: 'no_answer' }, 'no_answer', 'No answer'],
    [{ disposition: 'not_placed' }, 'unplaced', 'Not dialled'],
    [{ disposition: null, status: 'ringing' }, 'active', 'Ringing'],
    [{ disposition: null, status: 'placing' }, 'active', 'Dialling'],
    [{ disposition: null }, 'none', 'Not called yet'],
  ] as const)('of %j is %s', (call, kind, words) => {
    expect(outcomeOf(call)).toEqual({ kind, words });
  });
});
