import type { ReactNode } from 'react';
import { outcomeOf } from './outcome.ts';
import type { OutcomeKind } from './outcome.ts';

const colours: Record<OutcomeKind, string> = {
  success: 'text-success',
  connected: 'text-connected',
  voicemail: 'text-voicemail',
  no_answer: 'text-no-answer',
  busy: 'text-busy',
  failed: 'text-failed',
  unplaced: 'text-text-3',
  active: 'text-accent',
  none: 'text-text-3',
};

const shapes: Record<OutcomeKind, ReactNode> = {
  success: (
    <>
      <circle cx="7" cy="7" r="6.5" fill="currentColor" />
      <path d="m4 7.3 2 2 4-4.6" fill="none" stroke="var(--surface)" strokeWidth="1.75" strokeLinecap="round" />
    </>
  ),
  connected: <circle cx="7" cy="7" r="5.5" fill="currentColor" />,
  voicemail: <rect x="0.5" y="4.5" width="13" height="5" rx="1" fill="currentColor" />,
  no_answer: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" />,
  busy: (
    <>
      <circle cx="7" cy="7" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M7 1.75a5.25 5.25 0 0 0 0 10.5Z" fill="currentColor" />
    </>
  ),
  failed: <path d="m2.5 2.5 9 9m0-9-9 9" stroke="currentColor" strokeWidth="2.25" strokeLinecap="round" />,
  unplaced: <path d="M3 7h8" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
  active: (
    <>
      <circle cx="7" cy="7" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" opacity="0.45" />
      <circle cx="7" cy="7" r="3" fill="currentColor" />
    </>
  ),
  none: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="1.25" strokeDasharray="2 2.2" />,
};

/** The shape and colour of an outcome, as charts, ticks and tables draw it; a word stands beside it. */
export function OutcomeMark({ kind, size = 14 }: { kind: OutcomeKind; size?: number }) {
  return (
    <svg viewBox="0 0 14 14" width={size} height={size} className={`shrink-0 ${colours[kind]}`} aria-hidden>
      {shapes[kind]}
    </svg>
  );
}

type DispositionProps = Parameters<typeof outcomeOf>[0] & { className?: string };

/** How a call ended, or how far it has come: a mark and a word, never colour alone. */
export function Disposition({ className = '', ...call }: DispositionProps) {
  const { kind, words } = outcomeOf(call);
  return (
    <span className={`inline-flex max-w-full min-w-0 items-center gap-2 align-middle ${className}`}>
      <OutcomeMark kind={kind} />
      <span className={`truncate ${kind === 'none' ? 'text-text-3' : ''}`}>{words}</span>
    </span>
  );
}
