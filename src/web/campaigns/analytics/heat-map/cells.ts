import type { Analytics } from '#contract/reports.ts';
import { enough, percent } from '../findings.ts';

export type HeatCell = {
  weekday: number;
  hour: number;
  placed: number;
  answered: number;
  /** 1 to 6, the higher the more answer; null where too few were called. */
  step: number | null;
  rate: number;
  isInWindow: boolean;
  /** On which sides the window ends at this cell. */
  edges: { top: boolean; right: boolean; bottom: boolean; left: boolean };
};

export type Window = { days: readonly number[]; firstCallTime: string; lastCallTime: string; allDay: boolean };

/** Seven rows of hours, cropped to an hour around the window and around what was called. */
export function heatCells(hours: Analytics['hours'], window: Window): { hours: number[]; rows: HeatCell[][] } {
  const known = new Map(hours.map((each) => [`${each.weekday} ${each.hour}`, each]));
  const rates = hours.filter(({ placed }) => placed >= enough).map(({ placed, answered }) => answered / placed);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const shown = hoursShown(hours, window);
  const rows = [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
    shown.map((hour) => {
      const { placed = 0, answered = 0 } = known.get(`${weekday} ${hour}`) ?? {};
      const part = high > low ? (answered / placed - low) / (high - low) : 0.5;
      const step = placed < enough ? null : Math.min(6, 1 + Math.floor(part * 6));
      const isInWindow = holds(window, weekday, hour);
      const edges = edgesOf(window, weekday, hour);
      return { weekday, hour, placed, answered, step, rate: percent(answered, placed), isInWindow, edges };
    }),
  );
  return { hours: shown, rows };
}

function hoursShown(hours: Analytics['hours'], window: Window): number[] {
  const all = Array.from({ length: 24 }, (_, hour) => hour);
  if (window.allDay || window.lastCallTime < window.firstCallTime) return all;
  const called = hours.map(({ hour }) => hour);
  const first = Math.min(startOf(window) - 1, ...called);
  const last = Math.max(endOf(window), ...called);
  return all.filter((hour) => hour >= first && hour <= last);
}

function startOf({ firstCallTime }: Window): number {
  return Number(firstCallTime.slice(0, 2));
}

/** The first hour that is not in the window at all. */
function endOf({ lastCallTime }: Window): number {
  return Number(lastCallTime.slice(0, 2)) + (lastCallTime.endsWith(':00') ? 0 : 1);
}

function holds(window: Window, weekday: number, hour: number): boolean {
  const isDay = window.days.includes(weekday);
  if (window.allDay) return isDay;
  const [first, end] = [startOf(window), endOf(window)];
  if (window.firstCallTime < window.lastCallTime) return isDay && hour >= first && hour < end;
  const before = weekday === 1 ? 7 : weekday - 1;
  return (isDay && hour >= first) || (window.days.includes(before) && hour < end);
}

function edgesOf(window: Window, weekday: number, hour: number): HeatCell['edges'] {
  const isIn = holds(window, weekday, hour);
  const ends = (day: number, at: number) =>
    isIn && (day < 1 || day > 7 || at < 0 || at > 23 || !holds(window, day, at));
  return {
    ...{ top: ends(weekday - 1, hour), bottom: ends(weekday + 1, hour) },
    ...{ left: ends(weekday, hour - 1), right: ends(weekday, hour + 1) },
  };
}

export type Corner = { weekday: number; hour: number };
export type Rectangle = { days: number[]; first: number; last: number };

/** All days and hours between two corners. */
export function rectangleOf(a: Corner, b: Corner): Rectangle {
  const [top, bottom] = [Math.min(a.weekday, b.weekday), Math.max(a.weekday, b.weekday)];
  const days = Array.from({ length: bottom - top + 1 }, (_, place) => top + place);
  return { days, first: Math.min(a.hour, b.hour), last: Math.max(a.hour, b.hour) };
}

export function isWithin({ days, first, last }: Rectangle, { weekday, hour }: Corner): boolean {
  return days.includes(weekday) && hour >= first && hour <= last;
}

/** The rectangle as a window of a campaign; one that ends at midnight ends a minute before. */
export function windowOf({ days, first, last }: Rectangle): {
  days: string;
  firstCallTime: string;
  lastCallTime: string;
} {
  const time = (hour: number) => (hour === 24 ? '23:59' : `${String(hour).padStart(2, '0')}:00`);
  return { days: days.join(','), firstCallTime: time(first), lastCallTime: time(last + 1) };
}

/** What is inside a rectangle, against everything. */
export function ratesOf(hours: Analytics['hours'], rectangle: Rectangle) {
  const sum = (rows: Analytics['hours']) => ({
    placed: rows.reduce((total, { placed }) => total + placed, 0),
    answered: rows.reduce((total, { answered }) => total + answered, 0),
  });
  const [inside, all] = [sum(hours.filter((each) => isWithin(rectangle, each))), sum(hours)];
  return { ...inside, rate: percent(inside.answered, inside.placed), overall: percent(all.answered, all.placed) };
}
