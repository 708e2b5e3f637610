import type { ReactNode } from 'react';

type CardProps = { title?: ReactNode; aside?: ReactNode; className?: string; children: ReactNode };

/** A part of a page, with a name when it needs one. */
export function Card({ title, aside, className = '', children }: CardProps) {
  return (
    <section className={`rounded-lg border border-line bg-surface ${className}`}>
      {title === undefined ? null : (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-1">
          <h2 className="font-semibold">{title}</h2>
          {aside}
        </header>
      )}
      <div className="p-4">{children}</div>
    </section>
  );
}
