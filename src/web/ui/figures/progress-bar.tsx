type ProgressBarProps = { label: string; value: number; max: number };

/** How far something is; what it says in words stands beside it. */
export function ProgressBar({ label, value, max }: ProgressBarProps) {
  const share = max <= 0 ? 0 : Math.min(100, (100 * value) / max);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share)}
      className="h-2 w-full overflow-hidden rounded-full bg-remaining"
    >
      <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${share}%` }} />
    </div>
  );
}
