import { useEffect, useRef, useState } from 'react';
import type { Import } from '#contract/imports.ts';
import { count } from '#web/format/number.ts';
import { longDuration } from '#web/format/time.ts';
import { ProgressBar } from '#web/ui/figures/progress-bar.tsx';
import { secondsLeft } from './reading.ts';

/** How far a file is read, and how long that goes on. The page may be left: the server reads on. */
export function ReadingCard({ made }: { made: Pick<Import, 'status' | 'rowsRead' | 'layout'> }) {
  const total = made.layout?.rows ?? 0;
  const left = useSecondsLeft(made.rowsRead, total);
  const verb = made.status === 'committing' ? 'Importing' : 'Checking';
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-5">
      <p role="status" className="figures font-semibold">
        {verb} {count(made.rowsRead)} of {count(total)} rows
        {left === null ? '' : ` · ${longDuration(left)} left`}
      </p>
      <ProgressBar label={`${verb} rows`} value={made.rowsRead} max={total} />
      <p className="text-text-2">You can leave this page; it goes on by itself, and this address shows where it is.</p>
    </div>
  );
}

/** Told by how fast rows were read since this was opened; null while that says nothing yet. */
function useSecondsLeft(rows: number, total: number): number | null {
  const first = useRef<{ at: number; rows: number } | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const latest = { at: performance.now(), rows };
    if (first.current === null || first.current.rows > rows) first.current = latest;
    setLeft(secondsLeft(first.current, latest, total));
  }, [rows, total]);
  return left;
}
