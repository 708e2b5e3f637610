import type { RefObject } from 'react';
import { useCallback, useLayoutEffect, useRef } from 'react';
import { rowAt } from './elements.ts';
import { placeOf } from './row-place.ts';

type Still<Row> = {
  box: RefObject<HTMLDivElement | null>;
  rows: readonly Row[];
  idOf: (row: Row) => string;
  height: number;
  active: number;
  setActive: (place: number) => void;
};

/** Is told whether the focus is among the rows. */
export type FocusTold = (isAmongRows: boolean) => void;

/**
 * When rows above leave or come, what is looked at stays where it is, and the active row stays active. Returns what is told
 * whether the focus is among the rows: it is given to the next one when its row has gone.
 */
export function useStillness<Row>(still: Still<Row>): FocusTold {
  const { rows } = still;
  const before = useRef(rows);
  const hasFocus = useRef(false);
  const latest = useRef(still);
  latest.current = still;
  useLayoutEffect(() => {
    const old = before.current;
    before.current = rows;
    if (old !== rows && old.length > 0) keepStill(old, latest.current, hasFocus.current);
  }, [rows]);
  return useCallback((isAmongRows: boolean) => {
    hasFocus.current = isAmongRows;
  }, []);
}

function keepStill<Row>(old: readonly Row[], still: Still<Row>, hasFocus: boolean): void {
  const { box, rows, idOf, height, active, setActive } = still;
  const element = box.current;
  if (element === null) return;
  const find = (was: number) => {
    const row = old[was];
    return row === undefined ? -1 : placeOf(rows, { id: idOf(row), was, idOf });
  };
  const found = find(active);
  const goal = found < 0 ? Math.min(active, Math.max(0, rows.length - 1)) : found;
  if (goal !== active) setActive(goal);
  if (found < 0 && hasFocus && document.activeElement === document.body)
    requestAnimationFrame(() => rowAt(element, goal)?.focus({ preventScroll: true }));
  const top = Math.floor(element.scrollTop / height);
  const moved = top === 0 ? -1 : find(top);
  if (moved >= 0 && moved !== top) element.scrollTop += (moved - top) * height;
}
