type SparklineProps = { values: readonly number[]; limit: number; label: string; className?: string };

/** What a number did lately, against its limit. */
export function Sparkline({ values, limit, label, className = 'h-8 w-full' }: SparklineProps) {
  if (values.length === 0) return <svg role="img" aria-label={label} className={className} />;
  const top = Math.max(limit, ...values, 1);
  const width = Math.max(values.length - 1, 1);
  const y = (value: number) => 28 - (26 * value) / top;
  const steps = values.map((value, x) => `${x === 0 ? 'M' : 'H'}${x === 0 ? `0 ${y(value)}` : `${x} V${y(value)}`}`);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} 30`} preserveAspectRatio="none" className={className}>
      <path d={`${steps.join(' ')} V30 H0 Z`} fill="var(--accent-soft)" />
      <path
        d={steps.join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
      <path
        d={`M0 ${y(limit)} H${width}`}
        stroke="var(--line-strong)"
        strokeDasharray="3 3"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
