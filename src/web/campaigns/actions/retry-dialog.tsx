import { useState } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Checkbox } from '#web/ui/controls/checkbox.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { counted } from '#web/format/number.ts';
import { stillToCall } from '#web/campaigns/outcomes.ts';
import { useRetry } from './verbs.ts';

const endings = [
  { value: 'no_answer', label: 'No answer' },
  { value: 'busy', label: 'Busy' },
  { value: 'failed', label: 'Failed' },
] as const;
type Ending = (typeof endings)[number]['value'];

type RetryDialogProps = { campaign: Campaign; onClose: () => void };

/** Who is called again: by how the last call ended. */
export function RetryDialog({ campaign, onClose }: RetryDialogProps) {
  const [on, setOn] = useState<ReadonlySet<Ending>>(new Set(['no_answer', 'busy', 'failed']));
  const [voicemail, setVoicemail] = useState(false);
  const { mutate, isPending } = useRetry();
  const toggle = (ending: Ending) =>
    setOn((now) => new Set(endings.map(({ value }) => value).filter((each) => (each === ending) !== now.has(each))));
  const retry = () =>
    mutate(
      { id: campaign.id, voicemail, ...(on.size === 0 ? {} : { on: [...on] }) },
      {
        onSuccess: ({ counts }) => {
          const added = stillToCall(counts) - stillToCall(campaign.counts);
          toast.say(
            added > 0 ? `${counted(added, 'person is', 'people are')} queued again.` : 'Nobody ended that way.',
          );
          onClose();
        },
      },
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Call again"
      description={`People of ${campaign.name} whose last call ended like this are queued again, with as many tries as its settings give.`}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button look="primary" isBusy={isPending} disabled={on.size === 0} onClick={retry}>
            Call again
          </Button>
        </>
      }
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-semibold">Whose last call ended with</legend>
        {endings.map(({ value, label }) => (
          <Checkbox key={value} isChecked={on.has(value)} onChange={() => toggle(value)}>
            {label}
          </Checkbox>
        ))}
        <Checkbox isChecked={voicemail} onChange={setVoicemail}>
          Voicemail
        </Checkbox>
      </fieldset>
    </Dialog>
  );
}
