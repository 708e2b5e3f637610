import { useState } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import { stillToCall } from '#web/campaigns/outcomes.ts';
import { count } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Checkbox } from '#web/ui/controls/checkbox.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { useCancel } from './verbs.ts';

type CancelDialogProps = { campaign: Campaign; onClose: () => void };

/** The one verb that can't be taken back: what it does, in numbers, before it is done. */
export function CancelDialog({ campaign, onClose }: CancelDialogProps) {
  const [hangUp, setHangUp] = useState(false);
  const { mutate, isPending } = useCancel();
  const { calling } = campaign.counts;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Cancel ${campaign.name}?`}
      description={cancelWords(campaign.counts, hangUp)}
      actions={
        <>
          <Button onClick={onClose}>Keep campaign</Button>
          <Button
            look="danger"
            isBusy={isPending}
            onClick={() => mutate({ id: campaign.id, hangUp }, { onSuccess: onClose })}
          >
            Cancel campaign
          </Button>
        </>
      }
    >
      {calling === 0 ? null : (
        <Checkbox isChecked={hangUp} onChange={setHangUp}>
          Hang up the {calling === 1 ? 'call' : `${count(calling)} calls`} in progress too
        </Checkbox>
      )}
    </Dialog>
  );
}

/** Such as "2 calls in progress will finish. 3,606 people won’t be called. This can’t be undone." */
export function cancelWords(counts: Campaign['counts'], hangUp: boolean): string {
  const { calling } = counts;
  const left = stillToCall(counts);
  const calls = `${count(calling)} ${calling === 1 ? 'call' : 'calls'} in progress will ${hangUp ? 'be hung up' : 'finish'}. `;
  const people = `${count(left)} ${left === 1 ? 'person' : 'people'} won’t be called. `;
  return `${calling === 0 ? '' : calls}${people}This can’t be undone.`;
}
