import { describe, expect, it } from 'vitest';
import { holdRows } from './held-rows.ts';

const rows = (ids: string, state = 'old') => [...ids].map((id) => ({ id, state }));
const idsOf = (list: { id: string }[]) => list.map(({ id }) => id).join('');

describe('rows that are pointed at', () => {
  it.each([
    ['stay when nothing came', 'abc', 'abc', 'abc', 0],
    ['stay in their order when the server has another', 'abc', 'cab', 'abc', 0],
    ['do not move for one that came above', 'abc', 'xabc', 'abc', 1],
    ['stay when one of them left', 'abc', 'ac', 'abc', 1],
    ['are followed by those of the next page', 'abc', 'abcde', 'abcde', 0],
    ['count every change', 'abc', 'xyac', 'abc', 3],
  ])('%s', (_name, shown, fresh, expected, changes) => {
    const held = holdRows(rows(shown), rows(fresh, 'new'));
    expect(idsOf(held.rows)).toBe(expected);
    expect(held.changes).toBe(changes);
  });

  it('show what is new of them in their places', () => {
    const { rows: held } = holdRows(rows('ab'), rows('ba', 'new'));
    expect(held.map(({ state }) => state)).toEqual(['new', 'new']);
  });
});
