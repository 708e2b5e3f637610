import type { KeyboardEvent, ReactNode } from 'react';
import type { Pulse } from '#contract/pulse.ts';
import { now } from '#web/clock.ts';
import { placeAt } from './pulse-model.ts';
import type { Columns } from './pulse-model.ts';
import { readingAt } from './pulse-words.ts';

type TimeCursorProps = {
  pulse: Pulse;
  columns: Columns;
  span: readonly [number, number];
  cursor: number | null;
  onMove: (seconds: number | null) => void;
  children: ReactNode;
};

/** One stop for the keyboard: arrows go through time, a hundredth of what is in sight at a time. */
export function TimeCursor({ pulse, columns, span, cursor, onMove, children }: TimeCursorProps) {
  const [from, to] = [span[0], Math.min(span[1], columns.times.at(-1) ?? span[1])];
  const at = cursor ?? to;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = Math.max(1, (to - from) / 100) * (event.shiftKey ? 10 : 1);
    const moves: Record<string, number | null> = {
      ...{ ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step },
      ...{ PageDown: at - 10 * step, PageUp: at + 10 * step, Home: from, End: to, Escape: null },
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onMove(next === null ? null : Math.min(to, Math.max(from, next)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(to)}
      aria-valuenow={Math.round(Math.min(to, Math.max(from, at)))}
      aria-valuetext={readingAt({ pulse, columns, now: now() }, placeAt(columns.times, at))}
      onKeyDown={onKeyDown}
      onBlur={() => onMove(null)}
      className="relative h-[260px] max-md:h-[180px]"
    >
      {children}
    </div>
  );
}
