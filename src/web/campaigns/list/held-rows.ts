import { useRef } from 'react';

type Row = { id: string };

/**
 * Rows as they were shown, with what is new of each; those that came above are left out and counted, those that left
 * stay as they were last seen. Rows that come after the last one are added: they move nobody.
 */
export function holdRows<R extends Row>(shown: readonly R[], fresh: readonly R[]): { rows: R[]; changes: number } {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map(({ id }) => id));
  const end = fresh.findLastIndex(({ id }) => known.has(id));
  const below = fresh.slice(end + 1).filter(({ id }) => end >= 0 && !known.has(id));
  const arrived = fresh.filter(({ id }) => !known.has(id)).length - below.length;
  const gone = shown.filter(({ id }) => !byId.has(id)).length;
  return { rows: [...shown.map((row) => byId.get(row.id) ?? row), ...below], changes: arrived + gone };
}

/** Keeps rows where they are while somebody points at them or has the focus among them. `list` names what is listed. */
export function useHeldRows<R extends Row>(fresh: readonly R[], { isHeld, list }: { isHeld: boolean; list: string }) {
  const shown = useRef<{ list: string; rows: readonly R[] }>({ list, rows: [] });
  const isKept = isHeld && shown.current.list === list && shown.current.rows.length > 0;
  const held = isKept ? holdRows(shown.current.rows, fresh) : { rows: [...fresh], changes: 0 };
  shown.current = { list, rows: held.rows };
  return held;
}
