import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { toast } from './toast.ts';

/** Where messages appear: above everything, out of the way of what is worked on. */
export function Toaster() {
  const messages = useSyncExternalStore(toast.subscribe, toast.read);
  return (
    <div
      role="region"
      aria-label="Messages"
      className="pointer-events-none fixed inset-x-3 bottom-20 z-50 flex flex-col items-center gap-2 md:inset-x-auto md:end-6 md:bottom-20 md:items-end"
    >
      <div role="status" aria-live="polite" className="flex w-full flex-col gap-2 md:w-96">
        {messages.map(({ id, tone, text, detail, action }) => (
          <div
            key={id}
            className={`pointer-events-auto flex items-start gap-3 rounded-lg border bg-surface p-3 shadow-overlay ${
              tone === 'error' ? 'border-red' : 'border-line'
            }`}
          >
            <div className="min-w-0 flex-1 pt-0.5">
              <p className={tone === 'error' ? 'text-red' : 'text-text'}>{text}</p>
              {detail === undefined ? null : <p className="mt-1 font-mono text-xs break-all text-text-3">{detail}</p>}
            </div>
            {action === undefined ? null : (
              <button
                type="button"
                className="min-h-6 shrink-0 rounded px-1.5 font-semibold text-accent hover:underline"
                onClick={() => {
                  action.run();
                  toast.dismiss(id);
                }}
              >
                {action.label}
              </button>
            )}
            <button
              type="button"
              aria-label="Dismiss"
              className="grid size-6 shrink-0 place-items-center rounded text-text-3 hover:bg-hover hover:text-text"
              onClick={() => toast.dismiss(id)}
            >
              <X size={14} aria-hidden />
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
