import { expect, it } from 'vitest';
import { actionWords, changeLines } from './audit-words.ts';

it('an action without words of its own is still readable', () => {
  expect(actionWords('limit.changed')).toBe('Changed a limit');
  expect(actionWords('webhook_endpoint.disabled')).toBe('Webhook endpoint disabled');
});

it('a change shows what differs, and that alone', () => {
  expect(changeLines({ limit: 2, same: 'x' }, { limit: 5, same: 'x' })).toEqual(['limit: 2 → 5']);
  expect(changeLines(null, { role: 'viewer', email: null })).toEqual(['role: viewer']);
  expect(changeLines({ role: 'viewer' }, null)).toEqual(['role: viewer → none']);
  expect(changeLines(null, null)).toEqual([]);
});
