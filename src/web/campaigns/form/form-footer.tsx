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
  const [isAsking, setAsking] = useState(false);
  const { getValues } = useFormContext<FormValues>();
  const { data: clock } = useQuery(clockQuery);
  const all = preview?.willBeCalled ?? 0;
  const pilot = isPilot && all > pilotSize ? pilotSize : undefined;
  const isLive = clock === null;
  const press = () => {
    if (!onCheck()) return;
    if (isLive) setAsking(true);
    else onStart(pilot);
  };
  return (
    <div className="sticky bottom-0 z-20 -mx-4 mt-4 flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3 md:-mx-8 md:px-8">
      <Button onClick={onSave} disabled={isBusy} className="max-md:order-3">
        Save draft
      </Button>
      <TestCall />
      <span className="md:ms-auto max-md:order-1 max-md:flex-1">
        <Checkbox isChecked={isPilot} onChange={setPilot}>
          Pilot with {pilotSize} first
        </Checkbox>
      </span>
      <Button look="primary" className="max-md:order-4 max-md:flex-1" isBusy={isBusy} onClick={press}>
        {getValues('start') === 'later' ? 'Schedule campaign' : 'Start campaign'}
      </Button>
      {isAsking && preview ? (
        <StartSheet
          people={pilot ?? all}
          preview={preview}
          onClose={() => setAsking(false)}
          onStart={() => {
            setAsking(false);
            onStart(pilot);
          }}
        />
      ) : null}
    </div>
  );
}

function TestCall() {
  const [isOpen, setOpen] = useState(false);
  const { getValues } = useFormContext<FormValues>();
  const { data: agents } = useQuery(agentChoicesQuery);
  const agent = agents?.find(({ id }) => id === getValues('agentId'));
  return (
    <>
      <Button className="max-md:order-2" disabled={!agent} onClick={() => setOpen(true)}>
        Test call…
      </Button>
      <Suspense>
        {isOpen && agent ? (
          <TestCallDialog
            agentId={agent.id}
            agentName={agent.name}
            nextAction={getValues('nextAction')}
            onClose={() => setOpen(false)}
          />
        ) : null}
      </Suspense>
    </>
  );
}

type StartSheetProps = { people: number; preview: CampaignPreview; onClose: () => void; onStart: () => void };

function StartSheet({ people, preview, onClose, onStart }: StartSheetProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Start calling ${counted(people, 'person', 'people')}?`}
      description="These are real calls to real people."
      actions={
        <>
          <Button onClick={onClose}>Not yet</Button>
          <Button look="primary" onClick={onStart}>
            Start calling
          </Button>
        </>
      }
    >
      {preview.firstCallAt ? (
        <p>
          First call <Time at={preview.firstCallAt} timeZone={preview.timeZone} isRelative />. {preview.text}
        </p>
      ) : null}
    </Dialog>
  );
}
