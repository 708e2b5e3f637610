import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { rectangleOf } from './cells.ts';
import type { Corner } from './cells.ts';

/** Which cell has the focus and which rectangle is chosen, by dragging or by Shift and arrows. */
export function useRectangle(columns: readonly number[], focus: (corner: Corner) => void) {
  const [corners, setCorners] = useState<[Corner, Corner] | null>(null);
  const [active, setActive] = useState<Corner>({ weekday: 1, hour: columns[0] ?? 9 });
  const isDragging = useRef(false);
  const extend = (to: Corner) => setCorners([corners?.[0] ?? active, to]);
  const onKeyDown = (event: KeyboardEvent) => {
    const to = nextCell(event.key, active, columns);
    if (to !== null) {
      setActive(to);
      if (event.shiftKey) extend(to);
      focus(to);
    } else if (event.key === ' ' || event.key === 'Enter') setCorners([active, active]);
    else if (event.key === 'Escape') setCorners(null);
    else return;
    event.preventDefault();
  };
  return {
    active,
    rectangle: corners === null ? null : rectangleOf(...corners),
    onKeyDown,
    press(cell: Corner, isExtended: boolean) {
      isDragging.current = true;
      setActive(cell);
      if (isExtended) extend(cell);
      else setCorners([cell, cell]);
    },
    reach(cell: Corner) {
      if (isDragging.current) extend(cell);
    },
    release() {
      isDragging.current = false;
    },
    clear: () => setCorners(null),
  };
}

function nextCell(key: string, { weekday, hour }: Corner, columns: readonly number[]): Corner | null {
  const [first, last] = [columns[0] ?? 0, columns.at(-1) ?? 23];
  const moves: Record<string, Corner> = {
    ArrowUp: { weekday: Math.max(1, weekday - 1), hour },
    ArrowDown: { weekday: Math.min(7, weekday + 1), hour },
    ArrowLeft: { weekday, hour: Math.max(first, hour - 1) },
    ArrowRight: { weekday, hour: Math.min(last, hour + 1) },
    Home: { weekday, hour: first },
    End: { weekday, hour: last },
  };
  return moves[key] ?? null;
}
