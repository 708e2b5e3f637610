import { describe, expect, it } from 'vitest';
import { bookQueryOf, orderAfter } from './book-query.ts';

const today = new Date('2026-11-20T00:00:00Z');

describe('the contact book', () => {
  it('is asked for what the address names', () => {
    expect(bookQueryOf({ q: 'ann', hasEmail: 'true', spoken: 'week', sort: 'name', call: 'x' }, today)).toEqual({
      q: 'ann',
      hasEmail: 'true',
      conversationAfter: '2026-11-13T00:00:00.000Z',
      sort: 'name',
    });
  });

  it('is asked for nothing that it does not know', () => {
    expect(bookQueryOf({ hasEmail: 'perhaps', spoken: 'never', sort: 'shoe' }, today)).toEqual({ sort: '-createdAt' });
  });

  it.each([
    ['-createdAt', 'name', 'name'],
    ['name', 'name', '-name'],
    ['-name', 'name', 'name'],
    ['name', 'lastConversation', '-lastConversation'],
    ['-lastConversation', 'lastConversation', 'lastConversation'],
  ])('in the order %s is, after %s was pressed, in the order %s', (sort, by, after) => {
    expect(orderAfter(sort, by)).toBe(after);
  });
});
