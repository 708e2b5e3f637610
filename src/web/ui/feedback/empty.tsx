import type { ReactNode } from 'react';

type EmptyProps = { icon?: ReactNode; title: ReactNode; children?: ReactNode; actions?: ReactNode };

/** Nothing is here: why, and what to do about it. */
export function Empty({ icon, title, children, actions }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      {icon === undefined ? null : <div className="mb-1 text-text-3">{icon}</div>}
      <p className="text-lg font-semibold">{title}</p>
      {children === undefined ? null : <div className="max-w-[56ch] text-text-2">{children}</div>}
      {actions === undefined ? null : <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
