import type { ReactNode } from 'react';
import { useId } from 'react';
import { sections } from './sections.ts';

type SectionProps = { id: string; lead?: ReactNode; aside?: ReactNode; children: ReactNode };

/** One part of the settings, at its anchor. */
export function Section({ id, lead, aside, children }: SectionProps) {
  const title = sections.find((section) => section.id === id)?.title ?? id;
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-6 rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-3.5 md:px-5">
        <div className="min-w-0 flex-1 basis-72">
          <h2 id={`${id}-title`} className="text-lg font-semibold">
            {title}
          </h2>
          {lead === undefined ? null : <p className="max-w-[72ch] text-pretty text-text-2">{lead}</p>}
        </div>
        {aside}
      </header>
      <div className="px-4 py-1 md:px-5">{children}</div>
    </section>
  );
}

type SettingProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** Without `for`, the label names a group of controls, which carries its own name. */
  isGroup?: boolean;
  children: ReactNode | ((control: { id: string; 'aria-describedby': string | undefined }) => ReactNode);
};

/** One setting: what it is on the left, what it is set to on the right. */
export function Setting({ label, hint, isGroup = false, children }: SettingProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div className="grid gap-x-8 gap-y-2 border-t border-line py-4 first:border-t-0 md:grid-cols-[minmax(0,1fr)_22rem]">
      <div>
        {isGroup || typeof children !== 'function' ? (
          <p className="font-semibold">{label}</p>
        ) : (
          <label htmlFor={id} className="font-semibold">
            {label}
          </label>
        )}
        {hint === undefined ? null : (
          <p id={hintId} className="mt-0.5 max-w-[60ch] text-sm text-text-3">
            {hint}
          </p>
        )}
      </div>
      <div className="min-w-0">
        {typeof children === 'function' ? children({ id, 'aria-describedby': hintId }) : children}
      </div>
    </div>
  );
}

/** Why something here can be seen and not changed. */
export function ReadOnlyNote({ children }: { children: ReactNode }) {
  return <p className="border-t border-line py-3 text-sm text-text-3 first:border-t-0">{children}</p>;
}
