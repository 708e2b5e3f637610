import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from '../kbd.tsx';

type TooltipProps = { text: ReactNode; shortcut?: string | undefined; children: ReactElement };

/** A few words beside what is pointed at or focused; never the only place where something is said. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={400} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className="z-50">
          <Base.Popup className="max-w-72 rounded-md border border-line bg-surface px-2.5 py-1.5 text-sm text-text shadow-overlay">
            {text}
            {shortcut === undefined ? null : (
              <span className="ms-2">
                <Kbd>{shortcut}</Kbd>
              </span>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
