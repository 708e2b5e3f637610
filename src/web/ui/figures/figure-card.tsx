import type { ReactNode } from 'react';

type FigureCardProps = { label: ReactNode; value: ReactNode; detail?: ReactNode; title?: string; children?: ReactNode };

/** One number that matters, the counts behind it, and by its title the formula. */
export function FigureCard({ label, value, detail, title, children }: FigureCardProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-surface p-4" title={title}>
      <p className="text-sm text-text-2">{label}</p>
      <p className="figures truncate text-2xl font-semibold">{value}</p>
      {detail === undefined ? null : <p className="figures text-sm text-text-3">{detail}</p>}
      {children}
    </div>
  );
}
