import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const listeners = new Set<() => void>();
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
prefersDark.addEventListener('change', apply);

/** What the person chose; the page's first script reads the same. */
export function readTheme(): Theme {
  const stored = localStorage.getItem('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') localStorage.removeItem('theme');
  else localStorage.setItem('theme', theme);
  apply();
}

function apply(): void {
  const chosen = readTheme();
  document.documentElement.dataset['theme'] = chosen === 'system' ? (prefersDark.matches ? 'dark' : 'light') : chosen;
  for (const listener of listeners) listener();
}

/** The theme that was chosen, and the one that is shown: plots read their colours again when it changes. */
export function useTheme(): { chosen: Theme; shown: 'light' | 'dark' } {
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const chosen = useSyncExternalStore(subscribe, readTheme);
  const shown = useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme']);
  return { chosen, shown: shown === 'dark' ? 'dark' : 'light' };
}
