import { Dialog } from '#web/ui/overlays/dialog.tsx';

type BulkCallDialogProps = { contactIds: readonly string[]; onClose: () => void };

/** Calls the selected people: a campaign of its own, made and started in one act. */
export function BulkCallDialog({ contactIds, onClose }: BulkCallDialogProps) {
  return <Dialog isOpen onClose={onClose} title={`Call ${contactIds.length} people`} />;
}
