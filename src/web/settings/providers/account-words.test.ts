import { expect, it } from 'vitest';
import { balanceText, standingOf } from './account-words.ts';

const check = { state: 'well', at: null, message: null, balance: null, callsAtOnce: null } as const;
const open = { provider: 'twilio', status: 'open', statusReason: null, check } as const;

it.each([
  [open, 'Well', 'takes the credentials'],
  [{ ...open, status: 'paused', statusReason: 'No money' } as const, 'Paused', 'No money. Mend it, then check'],
  [
    { ...open, status: 'not_answering', statusReason: 'It timed out.' } as const,
    'Not answering',
    'It timed out. Nothing',
  ],
  [{ ...open, check: { ...check, state: 'refused', message: 'wrong key' } } as const, 'Refused', 'wrong key. Enter'],
  [{ ...open, check: { ...check, state: 'unchecked' } } as const, 'Not checked', 'Nobody has asked'],
  [{ ...open, provider: 'simulator' }, 'Simulated', 'nobody real'],
])('an account that is %o is “%s”', (account, word, sentence) => {
  const standing = standingOf(account);
  expect(standing.word).toBe(word);
  expect(standing.sentence).toContain(sentence);
});

it('money is shown in its currency, also in one that is not known', () => {
  expect(balanceText({ cents: 1240, currency: 'USD' })).toContain('12.40');
  expect(balanceText({ cents: 1240, currency: 'credits' })).toBe('12.40 credits');
});
