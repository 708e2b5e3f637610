import { describe, expect, it } from 'vitest';
import { continued } from './paged-rows.ts';
import { placeAfter, placeOf } from './row-place.ts';

const idOf = (row: string) => row;

describe('a row', () => {
  it('is found again when rows before it have left or come', () => {
    expect(placeOf(['c', 'd', 'e'], { id: 'd', was: 3, idOf })).toBe(1);
    expect(placeOf(['x', 'y', 'a', 'b'], { id: 'a', was: 0, idOf })).toBe(2);
    expect(placeOf(['a', 'b'], { id: 'z', was: 1, idOf })).toBe(-1);
    expect(placeOf([], { id: 'z', was: 0, idOf })).toBe(-1);
  });

  it.each([
    ['ArrowDown', 3, 4],
    ['j', 9, 9],
    ['k', 0, 0],
    ['PageDown', 3, 8],
    ['PageUp', 3, 0],
    ['Home', 3, 0],
    ['End', 3, 9],
    ['q', 3, null],
  ])('gives the focus on by %s from %i', (key, from, to) => {
    expect(placeAfter(key, from, { count: 10, page: 5 })).toBe(to);
  });
});

describe('a list whose next page is being read again', () => {
  it('goes on with what was shown, without showing anybody twice', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(continued(['b', 'c', 'd'], before, idOf)).toEqual(['b', 'c', 'd', 'e', 'f']);
    expect(continued(['x', 'y', 'e'], before, idOf)).toEqual(['x', 'y', 'e', 'f']);
    expect(continued(['x', 'y', 'z'], before, idOf)).toEqual(['x', 'y', 'z', 'd', 'e', 'f']);
    expect(continued([], before, idOf)).toEqual([]);
    expect(continued(['a', 'b'], ['a'], idOf)).toEqual(['a', 'b']);
  });
});
