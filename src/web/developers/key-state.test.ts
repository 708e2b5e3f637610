import { expect, it } from 'vitest';
import { endOf, keyState, scopesOf } from './key-state.ts';

const now = new Date('2026-03-02T10:00:00Z');

it('a key is good until it is revoked or its end has come', () => {
  expect(keyState({ revokedAt: null, expiresAt: null }, now)).toBe('good');
  expect(keyState({ revokedAt: null, expiresAt: new Date('2026-03-02T10:00:01Z') }, now)).toBe('good');
  expect(keyState({ revokedAt: null, expiresAt: now }, now)).toBe('expired');
  expect(keyState({ revokedAt: now, expiresAt: now }, now)).toBe('revoked');
});

it('a key lasts as many days as were chosen', () => {
  expect(endOf('90', now)).toEqual({ expiresAt: '2026-05-31T10:00:00.000Z' });
  expect(endOf('never', now)).toEqual({});
});

it('scopes name what was chosen, and nothing for what was not', () => {
  expect(scopesOf({ calls: 'read', contacts: 'write', audit: 'none' })).toEqual(['calls:read', 'contacts:write']);
});
