type Item = { index: number; key: string | number | bigint; start: number; end: number };
type Room = { gap: number; key: string };

/** The rows that exist, and the room of those between and around them that do not. */
export function withGaps(items: readonly Item[], total: number): (Item | Room)[] {
  const shown: (Item | Room)[] = [];
  let end = 0;
  for (const item of items) {
    if (item.start > end) shown.push({ gap: item.start - end, key: `gap before ${shown.length === 0 ? 'all' : 'it'}` });
    shown.push(item);
    end = item.end;
  }
  return total > end ? [...shown, { gap: total - end, key: 'gap after all' }] : shown;
}

/** The row with the focus stays in the page wherever it is scrolled to: else the focus would be lost with it. */
export function withPlace(places: number[], active: number, count: number): number[] {
  if (active >= count || places.includes(active)) return places;
  return [...places, active].toSorted((a, b) => a - b);
}
