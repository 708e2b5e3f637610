import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, queryClient } from '#web/api.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Confirm } from '#web/ui/overlays/confirm.tsx';
import type { Suppression } from './suppression-table.tsx';

/** Lets a number be called again, with why: it goes into the record. */
export function RemoveDialog({ row, onClose }: { row: Suppression; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const removing = useMutation({
    mutationFn: () => api.suppressions.remove({ id: row.id, reason: reason.trim() }),
    meta: { showsErrors: true },
    onSuccess: async () => {
      onClose();
      toast.say(`${row.phone} may be called again.`);
      await queryClient.invalidateQueries({ queryKey: ['suppressions'] });
    },
  });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Let ${row.phone} be called again?`}
      description="New campaigns may call this number from now on. Campaigns that left it out go on leaving it out."
      act="Remove from the list"
      keep="Keep on the list"
      isBusy={removing.isPending}
      isDisabled={reason.trim() === ''}
      onConfirm={() => removing.mutate()}
    >
      <Field
        label="Why"
        hint="It goes into the audit log."
        error={removing.error ? wordsOf(removing.error).text : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={500}
            placeholder="They asked to be called again"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Confirm>
  );
}
