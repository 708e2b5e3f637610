import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import type { CampaignPreview } from '#contract/previews.ts';
import { clockQuery } from '#web/first-run/queries.ts';
import { counted } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Checkbox } from '#web/ui/controls/checkbox.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { agentChoicesQuery } from './agent-choices.ts';
import type { FormValues } from './values/form-values.ts';

const TestCallDialog = lazy(async () => ({ default: (await import('./test-call-dialog.tsx')).TestCallDialog }));

type FormFooterProps = {
  preview: CampaignPreview | undefined;
  isBusy: boolean;
  onSave: () => void;
  /** What is wrong is shown by whoever checks; true when it may go on. */
  onCheck: () => boolean;
  onStart: (pilot: number | undefined) => void;
};

const pilotSize = 50;

/** What can be done with the form; in a live workspace a start asks once, with the facts. */
export function FormFooter({ preview, isBusy, onSave, onCheck, onStart }: FormFooterProps) {
  const [isPilot, setPilot] = useState(false);
  const [open, setOpen] = useState<'test' | 'start' | null>(null);
  const { getValues } = useFormContext<FormValues>();
  const { data: clock } = useQuery(clockQuery);
  const { data: agents } = useQuery(agentChoicesQuery);
  const agent = agents?.find(({ id }) => id === getValues('agentId'));
  const people = preview?.willBeCalled ?? 0;
  const start = () => {
    setOpen(null);
    onStart(isPilot && people > pilotSize ? pilotSize : undefined);
  };
  return (
    <div className="sticky bottom-0 z-20 -mx-4 mt-4 flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3 max-md:pb-16 md:-mx-8 md:px-8">
      <Button onClick={onSave} disabled={isBusy}>
        Save draft
      </Button>
      <Button disabled={!agent} onClick={() => setOpen('test')}>
        Test call…
      </Button>
      <span className="ms-auto max-md:w-full">
        <Checkbox isChecked={isPilot} onChange={setPilot}>
          Pilot with {pilotSize} first
        </Checkbox>
      </span>
      <Button
        look="primary"
        className="max-md:flex-1"
        isBusy={isBusy}
        onClick={() => {
          if (!onCheck()) return;
          if (clock === null) setOpen('start');
          else start();
        }}
      >
        {getValues('start') === 'later' ? 'Schedule campaign' : 'Start campaign'}
      </Button>
      <Suspense>
        {open === 'test' && agent ? (
          <TestCallDialog
            agentId={agent.id}
            agentName={agent.name}
            nextAction={getValues('nextAction')}
            onClose={() => setOpen(null)}
          />
        ) : null}
      </Suspense>
      {open === 'start' ? (
        <Dialog
          isOpen
          onClose={() => setOpen(null)}
          title={`Start calling ${counted(isPilot ? Math.min(people, pilotSize) : people, 'person', 'people')}?`}
          description="These are real calls to real people."
          actions={
            <>
              <Button onClick={() => setOpen(null)}>Not yet</Button>
              <Button look="primary" onClick={start}>
                Start calling
              </Button>
            </>
          }
        >
          {preview?.firstCallAt ? (
            <p>
              First call <Time at={preview.firstCallAt} timeZone={preview.timeZone} isRelative />. {preview.text}
            </p>
          ) : null}
        </Dialog>
      ) : null}
    </div>
  );
}
