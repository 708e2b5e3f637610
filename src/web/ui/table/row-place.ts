/** How far away a row is looked for that has moved: lists change by a page at most between two looks. */
const reach = 400;

/** Where the row with this id is now, that was at a place before: near it, or nowhere (-1). */
export function placeOf<Row>(
  rows: readonly Row[],
  { id, was, idOf }: { id: string; was: number; idOf: (row: Row) => string },
): number {
  for (let step = 0; step <= reach; step++) {
    for (const place of step === 0 ? [was] : [was - step, was + step]) {
      const row = rows[place];
      if (row !== undefined && idOf(row) === id) return place;
    }
  }
  return -1;
}

/** Where a key takes the focus from a row; null for keys that don't move it. */
export function placeAfter(key: string, from: number, { count, page }: { count: number; page: number }): number | null {
  const places: Record<string, number> = {
    ArrowDown: from + 1,
    j: from + 1,
    J: from + 1,
    ArrowUp: from - 1,
    k: from - 1,
    K: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: count - 1,
  };
  const to = places[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}
