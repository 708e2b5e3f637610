import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** The buttons at its foot: what does not change anything first, the act last. */
  actions?: ReactNode;
  width?: 'sm' | 'md' | 'lg' | 'xl';
  children?: ReactNode;
};

const widths = { sm: 'md:max-w-md', md: 'md:max-w-xl', lg: 'md:max-w-3xl', xl: 'md:max-w-6xl' };

/** Asks for something before anything else goes on; a full page on a phone. Focus returns to what opened it. */
export function Dialog({ isOpen, onClose, title, description, actions, width = 'sm', children }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          className={`fixed z-50 flex max-h-dvh flex-col bg-surface shadow-overlay max-md:inset-x-0 max-md:bottom-0 max-md:rounded-t-xl md:top-1/2 md:left-1/2 md:max-h-[min(90dvh,56rem)] md:w-[calc(100vw-4rem)] md:-translate-x-1/2 md:-translate-y-1/2 md:rounded-xl md:border md:border-line ${widths[width]}`}
        >
          <header className="flex items-start gap-4 px-5 pt-5 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description === undefined ? null : (
                <Base.Description className="mt-1 max-w-[72ch] text-text-2">{description}</Base.Description>
              )}
            </div>
            <Base.Close
              aria-label="Close"
              className="-m-1 grid size-8 shrink-0 place-items-center rounded-md text-text-2 hover:bg-hover hover:text-text"
            >
              <X size={18} aria-hidden />
            </Base.Close>
          </header>
          {children === undefined ? null : <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>}
          {actions === undefined ? null : (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-md:flex-col-reverse">
              {actions}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
