import { describe, expect, it } from 'vitest';
import { heatCells, isWithin, ratesOf, rectangleOf, windowOf } from './cells.ts';

const window = { days: [1, 2, 3, 4, 5], firstCallTime: '09:00', lastCallTime: '17:30', allDay: false };
const hour = (weekday: number, at: number, placed: number, answered: number) => ({
  ...{ weekday, hour: at, placed, answered, answerRate: 0 },
});

describe('the map', () => {
  it('is cropped to an hour around the window, and around what was called', () => {
    expect(heatCells([], window).hours).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    expect(heatCells([hour(1, 20, 30, 3)], window).hours.at(-1)).toBe(20);
    expect(heatCells([], { ...window, allDay: true }).hours).toHaveLength(24);
  });

  it('gives no colour to fewer than twenty calls, and the deepest to the best', () => {
    const { rows } = heatCells([hour(1, 9, 19, 19), hour(1, 10, 100, 60), hour(1, 11, 100, 10)], window);
    expect(rows[0]?.slice(1, 4).map(({ step }) => step)).toEqual([null, 6, 1]);
    expect(rows[0]?.[2]?.rate).toBe(60);
  });

  it('knows which hours the window holds, across midnight too', () => {
    const { rows } = heatCells([], window);
    expect(rows[0]?.filter(({ isInWindow }) => isInWindow).map((cell) => cell.hour)).toEqual([
      9, 10, 11, 12, 13, 14, 15, 16, 17,
    ]);
    expect(rows[5]?.some(({ isInWindow }) => isInWindow)).toBe(false);
    const night = heatCells([], { days: [1], firstCallTime: '22:00', lastCallTime: '02:00', allDay: false });
    expect(
      night.rows
        .flat()
        .filter(({ isInWindow }) => isInWindow)
        .map((cell) => [cell.weekday, cell.hour]),
    ).toEqual([
      [1, 22],
      [1, 23],
      [2, 0],
      [2, 1],
    ]);
  });
});

it('a rectangle becomes a window, whichever corner came first', () => {
  const rectangle = rectangleOf({ weekday: 3, hour: 12 }, { weekday: 1, hour: 10 });
  expect(rectangle).toEqual({ days: [1, 2, 3], first: 10, last: 12 });
  expect(windowOf(rectangle)).toEqual({ days: '1,2,3', firstCallTime: '10:00', lastCallTime: '13:00' });
  expect(windowOf({ days: [1], first: 20, last: 23 }).lastCallTime).toBe('23:59');
  expect(isWithin(rectangle, { weekday: 2, hour: 13 })).toBe(false);
  expect(ratesOf([hour(1, 10, 100, 50), hour(5, 16, 100, 10)], rectangle)).toEqual({
    ...{ placed: 100, answered: 50, rate: 50, overall: 30 },
  });
});
