import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';

/** Adds a tag to everybody who is selected. */
export function TagDialog({ ids, onClose }: { ids: readonly string[]; onClose: () => void }) {
  const [text, setText] = useState('');
  const tags = text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
  const change = (wish: { add?: string[]; remove?: string[] }) =>
    api.contacts.tag({ contactIds: [...ids], ...wish }, oneEffect());
  const save = useMutation({
    mutationFn: () => change({ add: tags }),
    onSuccess: async ({ changed }) => {
      await queryClient.invalidateQueries({ queryKey: ['contacts'] });
      onClose();
      toast.say(`${counted(changed, 'contact')} tagged ${tags.join(', ')}.`);
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Tag ${counted(ids.length, 'contact')}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={tags.length === 0} isBusy={save.isPending} onClick={() => save.mutate()}>
            Add tag
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (tags.length > 0) save.mutate();
        }}
      >
        <Field label="Tag" hint="Several with commas between them. Filter by tags to find these people again.">
          {(control) => (
            <TextInput {...control} value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
