type MeterProps = { value: number; max: number; label: string; text: string; className?: string };

/** How much of a limit is used. */
export function Meter({ value, max, label, text, className = 'h-1.5' }: MeterProps) {
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      aria-valuetext={text}
      className={`w-full overflow-hidden rounded-full bg-remaining ${className}`}
    >
      <div
        className="h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${max === 0 ? 0 : Math.min(100, (100 * value) / max)}%` }}
      />
    </div>
  );
}
