import { OctagonAlert } from 'lucide-react';
import { Button } from '../controls/button.tsx';
import { toast, wordsOf } from './toast.ts';

type ErrorCardProps = { what: string; error: unknown; onRetry?: () => void };

/** A part of the page that could not be read: the rest stays usable. `what` ends "Couldn’t load …". */
export function ErrorCard({ what, error, onRetry }: ErrorCardProps) {
  const { text, detail } = wordsOf(error);
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-red bg-red-fill p-4 text-red"
    >
      <OctagonAlert size={18} className="mt-0.5 shrink-0" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">Couldn’t load {what}.</p>
        <p>{text}</p>
      </div>
      <div className="flex gap-2">
        {detail === undefined ? null : (
          <Button size="sm" onClick={() => void copy(detail)}>
            Copy request id
          </Button>
        )}
        {onRetry === undefined ? null : (
          <Button size="sm" onClick={onRetry}>
            Retry
          </Button>
        )}
      </div>
    </div>
  );
}

async function copy(detail: string): Promise<void> {
  await navigator.clipboard.writeText(detail.replace('Request ', ''));
  toast.say('Copied.');
}
