import type { Campaign } from '#contract/campaigns.ts';
import { counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { useDelete } from './verbs.ts';

type DeleteDialogProps = { campaign: Campaign; onClose: () => void; onDeleted?: (() => void) | undefined };

/** Asks before a campaign with a history leaves the lists. */
export function DeleteDialog({ campaign, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useDelete();
  const people = counted(campaign.counts.total, 'person', 'people');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete ${campaign.name}?`}
      description={`It leaves the lists, with its ${people} and its charts. Whoever still waits is not called. Its calls stay for the record.`}
      actions={
        <>
          <Button onClick={onClose}>Keep campaign</Button>
          <Button
            look="danger"
            onClick={() => {
              remove(campaign);
              onClose();
              onDeleted?.();
            }}
          >
            Delete campaign
          </Button>
        </>
      }
    />
  );
}
