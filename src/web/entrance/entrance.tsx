import type { ReactNode } from 'react';
import { useEffect } from 'react';

type EntranceProps = { title: string; lead?: ReactNode; foot?: ReactNode; children: ReactNode };

/** What is seen before one is in: whose door it is, one form, and the other ways in. */
export function Entrance({ title, lead, foot, children }: EntranceProps) {
  useEffect(() => {
    document.title = `${title} · Carillon`;
  }, [title]);
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 py-10 sm:py-[14vh]">
      <div className="mb-6 flex items-center gap-2.5 text-lg font-semibold">
        <Emblem />
        Carillon
      </div>
      <div className="flex w-full max-w-[25rem] flex-col gap-5 rounded-xl border border-line bg-surface p-6 sm:p-8">
        <header className="flex flex-col gap-1.5">
          <h1 className="text-xl font-semibold">{title}</h1>
          {lead === undefined ? null : <p className="text-text-2">{lead}</p>}
        </header>
        {children}
      </div>
      {foot === undefined ? null : <p className="mt-5 text-center text-text-2">{foot}</p>}
    </main>
  );
}

/** The bell of icon.svg, in the accent of the theme. */
function Emblem() {
  return (
    <svg viewBox="0 0 32 32" width={28} height={28} aria-hidden>
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <g fill="none" stroke="var(--on-accent)" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <path d="M16 6.5c-4 0-6.6 3-6.6 7.1 0 4.7-1.4 6.3-2.6 7.3-.7.6-.3 1.7.6 1.7h17.2c.9 0 1.3-1.1.6-1.7-1.2-1-2.6-2.6-2.6-7.3 0-4.1-2.6-7.1-6.6-7.1Z" />
        <path d="M13.3 25.2a2.8 2.8 0 0 0 5.4 0" />
      </g>
    </svg>
  );
}

/** Something that has to be known before the form is filled in, or why it was not taken. */
export function EntranceNotice({ tone = 'plain', children }: { tone?: 'plain' | 'error'; children: ReactNode }) {
  const look = tone === 'error' ? 'bg-red-fill text-red' : 'bg-accent-soft text-text';
  return (
    <div role={tone === 'error' ? 'alert' : 'note'} className={`rounded-md px-3.5 py-3 ${look}`}>
      {children}
    </div>
  );
}
