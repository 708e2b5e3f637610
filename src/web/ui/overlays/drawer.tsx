import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useRef } from 'react';

type DrawerProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  /** Beside the closing cross: previous, next, copy. */
  tools?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
};

/** One thing in full beside the list it is from; a full page on a phone. */
export function Drawer({ isOpen, onClose, title, tools, actions, children }: DrawerProps) {
  // The first button would show its tooltip at once, and take the first Escape.
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())} modal="trap-focus">
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          className="fixed inset-y-0 end-0 z-50 flex w-full flex-col border-s border-line bg-surface shadow-overlay outline-none md:w-[34rem]"
        >
          <header className="flex items-start gap-2 border-b border-line px-5 py-4">
            <Base.Title className="min-w-0 flex-1 text-lg font-semibold">{title}</Base.Title>
            {tools}
            <Base.Close
              aria-label="Close"
              className="grid size-8 shrink-0 place-items-center rounded-md text-text-2 hover:bg-hover hover:text-text"
            >
              <X size={18} aria-hidden />
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-5">{children}</div>
          {actions === undefined ? null : (
            <footer className="flex flex-wrap gap-2 border-t border-line px-5 py-3">{actions}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
