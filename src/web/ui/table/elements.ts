/** The row at a place, if it is in the page. */
export function rowAt(box: HTMLElement | null, place: number): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-place="${place}"]`) ?? null;
}

/** The place of the row that something is in. */
export function placeIn(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  return row === null ? null : Number(row.dataset['place']);
}

/** Something in a row that keys belong to while it has the focus. */
export function isField(target: EventTarget): boolean {
  return target instanceof Element && target.closest('input, textarea, [role=menu], [role=dialog]') !== null;
}

/** Something in a row that does something of its own when it is pressed. */
export function isControl(target: EventTarget): boolean {
  return (
    target instanceof Element &&
    target.closest('a, button, input, label, [role=menuitem], [role=checkbox], [role=dialog]') !== null
  );
}
