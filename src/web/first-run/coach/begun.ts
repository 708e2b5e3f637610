import { useSyncExternalStore } from 'react';

const watchers = new Set<() => void>();
const place = 'first-campaign';

/** Somebody started a campaign of his own here: he is shown what to try next. */
export function noteBegun(): void {
  localStorage.setItem(place, 'begun');
  for (const watcher of watchers) watcher();
}

export function useBegun(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    () => localStorage.getItem(place) === 'begun',
  );
}
