import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, queryClient } from '#web/api.ts';
import { count, counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';

type DeleteDialogProps = { ids: readonly string[]; onClose: () => void; onDone: () => void };

const atOnce = 6;

/** Asks before people are deleted: what waits for them is gone, and can't be brought back. */
export function DeleteDialog({ ids, onClose, onDone }: DeleteDialogProps) {
  const [done, setDone] = useState(0);
  const people = counted(ids.length, 'contact');
  const remove = useMutation({
    mutationFn: () => deleteAll(ids, setDone),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['contacts'] }),
    onSuccess: () => {
      onDone();
      onClose();
      toast.say(`${people} deleted.`);
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete ${people}?`}
      description="They leave every queue; calls in progress end by themselves, and the record of calls stays. This can’t be undone."
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button look="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
            {remove.isPending ? `Deleted ${count(done)} of ${count(ids.length)}` : `Delete ${people}`}
          </Button>
        </>
      }
    />
  );
}

/** A few at a time. */
async function deleteAll(ids: readonly string[], onDone: (done: number) => void): Promise<void> {
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    await Promise.all(some.map((id) => api.contacts.delete({ id })));
    onDone(from + some.length);
  }
}
