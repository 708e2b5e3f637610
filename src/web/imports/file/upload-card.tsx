import { OctagonAlert, X } from 'lucide-react';
import { ProblemError } from '#client/problem-error.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { wordsOf } from '#web/ui/feedback/toast.ts';
import { ProgressBar } from '#web/ui/figures/progress-bar.tsx';
import { sentOf } from './local-check.ts';
import type { UploadProgress } from './upload-fetch.ts';

/** How much of a file is sent. */
export function UploadingCard({ name, progress, onCancel }: UploadingProps) {
  const isSent = progress.total > 0 && progress.sent >= progress.total;
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-5" aria-busy>
      <div className="flex items-center gap-3">
        <p className="min-w-0 flex-1 truncate font-semibold">{name}</p>
        <Button size="sm" icon={<X size={14} aria-hidden />} onClick={onCancel}>
          Stop
        </Button>
      </div>
      <ProgressBar label={`Upload of ${name}`} value={progress.sent} max={progress.total} />
      <p role="status" className="figures text-text-2">
        {isSent ? 'Looking at its columns…' : `Uploading ${sentOf(progress)}`}
      </p>
    </div>
  );
}

type UploadingProps = { name: string; progress: UploadProgress; onCancel: () => void };

type RefusedProps = { error: unknown; onForce?: (() => void) | undefined };

/** Why a file was not taken, in the server's words; one that came before can be opened, or taken again. */
export function RefusedCard({ error, onForce }: RefusedProps) {
  const earlier = importOf(error);
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-red bg-red-fill p-4 text-red"
    >
      <OctagonAlert size={18} className="mt-0.5 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 break-words">{typeof error === 'string' ? error : wordsOf(error).text}</p>
      {earlier === null ? null : (
        <div className="flex flex-wrap gap-2">
          <ButtonLink size="sm" to="/imports/$importId" params={{ importId: earlier }}>
            Open the first import
          </ButtonLink>
          <Button size="sm" onClick={onForce}>
            Import it again
          </Button>
        </div>
      )}
    </div>
  );
}

/** The earlier import of the same file, which the refusal names. */
function importOf(error: unknown): string | null {
  if (!(error instanceof ProblemError) || error.code !== 'already_imported') return null;
  return /imports\/([\da-f-]{36})/.exec(error.errors[0]?.message ?? '')?.[1] ?? null;
}
