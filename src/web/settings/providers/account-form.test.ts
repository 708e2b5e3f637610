import { expect, it } from 'vitest';
import { changesOf, creationOf, emptyForm, formOfAccount } from './account-form.ts';

const account = {
  id: '1',
  version: 3,
  name: 'Main',
  baseUrl: null,
  callsAtOnce: 10,
  callsPerSecond: null,
} as Parameters<typeof formOfAccount>[0];

it('what nothing was typed for is left to what is usual at the provider', () => {
  const typed = { ...emptyForm(), credentials: { apiKey: 'k', other: ' ' } };
  expect(creationOf('bolna', typed, false)).toEqual({ provider: 'bolna', credentials: { apiKey: 'k' }, force: false });
});

it('an account changes by what differs alone, and keeps credentials that were not typed', () => {
  expect(changesOf(account, formOfAccount(account), false)).toEqual({ id: '1', force: false, ifMatch: '"3"' });
  const typed = { ...formOfAccount(account), callsAtOnce: '5', callsPerSecond: '2', credentials: { authToken: 't' } };
  expect(changesOf(account, typed, true)).toEqual({
    id: '1',
    force: true,
    ifMatch: '"3"',
    callsAtOnce: 5,
    callsPerSecond: 2,
    credentials: { authToken: 't' },
  });
});
