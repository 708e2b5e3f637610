import { useNavigate } from '@tanstack/react-router';
import { CircleCheck, FileSpreadsheet, Play } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { discardBrought, useBringFile, useStartBrought } from './bring-file.ts';
import type { Brought } from './bring-file.ts';
import { columnWords, isDoubtful, readyWords } from './review-words.ts';

type ReviewDialogProps = { file: File; isSandbox: boolean; onClose: () => void };

/** A file that was dropped, as it was understood: one look, one press, and it is being called. */
export function ReviewDialog({ file, isSandbox, onClose }: ReviewDialogProps) {
  const navigate = useNavigate();
  const bring = useBringFile();
  const start = useStartBrought();
  const { mutate } = bring;
  useEffect(() => {
    // Once for each file, however often the page is drawn: the second request would make a second draft.
    const timer = setTimeout(() => mutate(file), 0);
    return () => clearTimeout(timer);
  }, [file, mutate]);
  const brought = bring.data;
  const close = () => {
    if (brought && !start.isPending) discardBrought(brought);
    onClose();
  };
  const goTo = (id: string) => {
    onClose();
    void navigate({ to: '/imports/$importId', params: { importId: id } });
  };
  const begin = (given: Brought) =>
    start.mutate(given, {
      onSuccess: ({ id }) => {
        onClose();
        void navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } });
      },
    });
  return (
    <Dialog
      isOpen
      onClose={close}
      width="md"
      title={file.name}
      description={brought ? 'Nobody has been written or called yet.' : 'Reading the file.'}
      actions={
        brought ? (
          <>
            <Button onClick={() => goTo(brought.import.id)} disabled={start.isPending}>
              Check details
            </Button>
            {isDoubtful(brought.import) ? null : (
              <Button
                look="primary"
                icon={<Play size={15} aria-hidden />}
                isBusy={start.isPending}
                onClick={() => begin(brought)}
              >
                {isSandbox ? 'Start simulated campaign' : 'Start calling'}
              </Button>
            )}
          </>
        ) : undefined
      }
    >
      {bring.isError ? <ErrorCard what={file.name} error={bring.error} onRetry={() => mutate(file)} /> : null}
      {brought ? <Review brought={brought} /> : bring.isError ? null : <Skeleton className="h-32 w-full" />}
    </Dialog>
  );
}

function Review({ brought: { campaign, import: read } }: { brought: Brought }) {
  const doubtful = isDoubtful(read);
  const Icon = doubtful ? FileSpreadsheet : CircleCheck;
  return (
    <div className="flex flex-col gap-4">
      <p className="flex items-start gap-2.5 text-lg font-semibold">
        <Icon size={20} className={`mt-0.5 shrink-0 ${doubtful ? 'text-yellow' : 'text-green'}`} aria-hidden />
        {readyWords(read)}
      </p>
      <p className="text-text-2">{columnWords(read)}.</p>
      {doubtful ? (
        <p className="text-text-2">Look at its columns first: not everything in it is sure enough to call people.</p>
      ) : (
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 border-t border-line pt-4">
          {factsOf(campaign).map(([term, fact]) => (
            <div key={term} className="contents">
              <dt className="text-text-3">{term}</dt>
              <dd>{fact}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function factsOf({ name, agentName, timeZone, concurrentCallsLimit }: Brought['campaign']): [string, string][] {
  return [
    ['Campaign', name],
    ['Agent', agentName ?? 'None yet'],
    ['Hours', `9:00 AM to 6:00 PM, every day, ${timeZone.replaceAll('_', ' ')}`],
    ['At once', `${concurrentCallsLimit} calls`],
  ];
}
