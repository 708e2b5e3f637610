export type Segment = { key: string; label: string; value: number; className: string };

type SegmentedBarProps = {
  segments: readonly Segment[];
  /** Of what the segments are parts; what is missing shows as track. */
  total: number;
  /** How much of the total is done, for those who can't see it. */
  done: number;
  label: string;
  className?: string;
};

/** Parts of a whole, side by side with gaps of two pixels. */
export function SegmentedBar({ segments, total, done, label, className = 'h-2' }: SegmentedBarProps) {
  const shown = segments.filter(({ value }) => value > 0);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(total, 1)}
      aria-valuenow={Math.min(done, Math.max(total, 1))}
      aria-valuetext={[`${done} of ${total}`, ...shown.map((each) => `${each.value} ${each.label}`)].join(', ')}
      className={`flex w-full gap-0.5 overflow-hidden rounded-full bg-remaining ${className}`}
    >
      {shown.map(({ key, label: name, value, className: colour }) => (
        <div
          key={key}
          title={`${value.toLocaleString()} ${name}`}
          className={`h-full min-w-0.5 ${colour}`}
          style={{ flexBasis: `${(100 * value) / Math.max(total, 1)}%` }}
        />
      ))}
    </div>
  );
}
