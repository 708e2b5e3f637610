import { cloneElement } from 'react';
import type { ReactElement } from 'react';

type TooltipProps = { text: string; shortcut?: string | undefined; children: ReactElement<Record<string, unknown>> };

/**
 * A few words beside what is pointed at or focused; never the only place where something is said. The words are an
 * attribute, which one layer for the whole page shows.
 */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return cloneElement(children, { 'data-tooltip': text, 'data-tooltip-key': shortcut });
}
