import { useEffect, useRef } from 'react';

export type Shortcut = { keys: string; does: string; run: () => void };

const active = new Set<{ current: readonly Shortcut[] }>();
let pending = '';
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

/** Whether single letters do something; the person may switch them off. */
export function areShortcutsOn(): boolean {
  return localStorage.getItem('shortcuts') !== 'off';
}

export function switchShortcuts(isOn: boolean): void {
  if (isOn) localStorage.removeItem('shortcuts');
  else localStorage.setItem('shortcuts', 'off');
}

/** Everything that can be pressed on this page, for the sheet that lists it. */
export function listShortcuts(): Shortcut[] {
  return [...active].flatMap(({ current }) => current);
}

/** Keys that do something while this part of the page is there: `n`, `g c`, `?`. Never while somebody types. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const ref = useRef(shortcuts);
  ref.current = shortcuts;
  useEffect(() => {
    active.add(ref);
    return () => void active.delete(ref);
  }, []);
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || !areShortcutsOn()) return;
  if (isTyping(event.target)) return;
  const pressed = pending === '' ? event.key : `${pending} ${event.key}`;
  const known = listShortcuts();
  const hit = known.findLast(({ keys }) => keys === pressed);
  clearTimeout(pendingTimer);
  pending = '';
  if (hit) {
    event.preventDefault();
    hit.run();
  } else if (known.some(({ keys }) => keys.startsWith(`${event.key} `))) {
    pending = event.key;
    pendingTimer = setTimeout(() => (pending = ''), 1200);
  }
});

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('input, textarea, select, [role=dialog], [role=menu], [role=listbox]') !== null)
  );
}
