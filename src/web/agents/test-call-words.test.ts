import { expect, it } from 'vitest';
import { testCallWords } from './test-call-words.ts';

const call = { status: 'placed', disposition: null, talkSeconds: null, reason: null } as const;

it.each([
  [null, 'Waiting for a free place…'],
  [call, 'Dialling…'],
  [{ ...call, status: 'ringing' } as const, 'Ringing…'],
  [{ ...call, status: 'ended', disposition: 'answered', talkSeconds: 65 } as const, 'Answered, and talked for 1:05.'],
  [{ ...call, status: 'ended', disposition: 'busy' } as const, 'The line was busy.'],
  [{ ...call, status: 'ended', disposition: 'failed', reason: 'invalid number' } as const, 'It failed. invalid number'],
])('a test call that is %o reads “%s”', (seen, text) => {
  expect(testCallWords(seen)).toBe(text);
});
