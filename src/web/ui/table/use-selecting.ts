import { useRef } from 'react';
import type { Selection } from './column.ts';

type Selecting<Row> = { rows: readonly Row[]; idOf: (row: Row) => string; selection: Selection | undefined };

/** Selecting one by one, all in between, and all that is loaded. */
export function useSelecting<Row>({ rows, idOf, selection }: Selecting<Row>) {
  const anchor = useRef<number | null>(null);
  const between = (one: number, other: number) =>
    rows.slice(Math.min(one, other), Math.max(one, other) + 1).map((row) => idOf(row));
  const set = (ids: readonly string[], isAdded: boolean) => {
    const next = new Set(selection?.ids);
    for (const id of ids) {
      if (isAdded) next.add(id);
      else next.delete(id);
    }
    selection?.onChange(next);
  };
  const isAll = rows.length > 0 && selection !== undefined && rows.every((row) => selection.ids.has(idOf(row)));
  const isSome = selection !== undefined && selection.ids.size > 0;
  return {
    isAll: isAll ? true : isSome ? ('mixed' as const) : false,
    toggle(place: number, isRange: boolean) {
      const row = rows[place];
      if (row === undefined) return;
      const isAdded = selection?.ids.has(idOf(row)) !== true;
      set(isRange && anchor.current !== null ? between(anchor.current, place) : [idOf(row)], isRange || isAdded);
      anchor.current = place;
    },
    /** Shift and a key that moves: all from where it began. */
    extendTo(from: number, to: number) {
      if (selection) set(between(from, to), true);
    },
    toggleAll: () => selection?.onChange(isAll ? new Set() : new Set(rows.map(idOf))),
  };
}
