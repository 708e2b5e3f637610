import { describe, expect, it } from 'vitest';
import { pausedWords, startedWords } from './foreseen.ts';

describe('what a pause says', () => {
  it.each([
    [0, 'Paused. No new calls will start.'],
    [1, 'Paused. 1 call is finishing; no new ones will start.'],
    [2, 'Paused. 2 calls are finishing; no new ones will start.'],
  ])('of %d calls in progress', (calling, words) => {
    expect(pausedWords(calling)).toBe(words);
  });
});

describe('what a start says', () => {
  const waiting = {
    state: 'waiting' as const,
    binding: 'window' as const,
    until: null,
    reason: 'Outside calling hours.',
  };
  it('names what it waits for', () => {
    expect(startedWords({ status: 'running', dispatch: waiting })).toBe('Started. Outside calling hours.');
  });
  it('says that it begins at once otherwise', () => {
    expect(startedWords({ status: 'running', dispatch: { ...waiting, state: 'dialling' } })).toContain('in a moment');
  });
});
