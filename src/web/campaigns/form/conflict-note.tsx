import { useState } from 'react';
import type { UseFormReturn } from 'react-hook-form';
import type { Campaign } from '#contract/campaigns.ts';
import { ProblemError } from '#client/problem-error.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { wordsOf } from '#web/ui/feedback/toast.ts';
import { valuesOf } from './values/form-values.ts';
import type { FormValues } from './values/form-values.ts';
import { isConflict } from './values/use-draft.ts';

type ConflictNoteProps = {
  error: unknown;
  /** Reads the campaign as it is now, and binds the next save to that. */
  onSeeAgain: () => Promise<Campaign | null>;
  onKeep: () => Promise<unknown>;
  form: UseFormReturn<FormValues>;
};

/** What could not be saved is still in the form: somebody else's change is shown, and one of the two is chosen. */
export function ConflictNote({ error, onSeeAgain, onKeep, form }: ConflictNoteProps) {
  const [isBusy, setBusy] = useState(false);
  const choose = async (isMine: boolean) => {
    setBusy(true);
    try {
      const theirs = await onSeeAgain();
      if (!isMine && theirs) form.reset(valuesOf(theirs));
      await onKeep();
    } catch {
      // What went wrong is shown by the note that stays.
    } finally {
      setBusy(false);
    }
  };
  return (
    <div role="alert" className="rounded-lg bg-yellow-fill p-4 text-yellow">
      <p className="font-semibold">
        {isConflict(error) ? 'Somebody else changed this campaign while you did.' : wordsOf(error).text}
      </p>
      {error instanceof ProblemError && error.errors.length > 0 ? (
        <ul className="mt-1 list-disc ps-5">
          {error.errors.map(({ pointer, message }) => (
            <li key={pointer}>
              {pointer.slice(1).replaceAll('/', ' ')}: {message}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="mt-3 flex gap-2">
        {isConflict(error) ? (
          <>
            <Button size="sm" disabled={isBusy} onClick={() => void choose(true)}>
              Keep mine
            </Button>
            <Button size="sm" disabled={isBusy} onClick={() => void choose(false)}>
              Take theirs
            </Button>
          </>
        ) : (
          <Button size="sm" disabled={isBusy} onClick={() => void onKeep().catch(() => undefined)}>
            Save again
          </Button>
        )}
      </div>
    </div>
  );
}
