import type { Look } from './browser.ts';

/** How people see the dashboard: at a desk and in a hand, by day and by night. */
export const looks: readonly Look[] = [
  { theme: 'light', width: 1440 },
  { theme: 'dark', width: 1440 },
  { theme: 'light', width: 375 },
  { theme: 'dark', width: 375 },
];

export function nameOf({ theme, width }: Look): string {
  return `${theme}-${width}`;
}
