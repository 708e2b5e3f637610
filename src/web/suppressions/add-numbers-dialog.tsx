import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextArea, TextInput } from '#web/ui/controls/field.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { addedWords, numbersIn } from './words.ts';

const numbersMost = 10_000;

/** Adds numbers by hand, as many as are pasted; those that can't be read stay, with why. */
export function AddNumbersDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const numbers = numbersIn(text);
  const adding = useMutation({
    mutationFn: () =>
      api.suppressions.add(
        {
          suppressions: numbers.map((phone) => ({ phone })),
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        },
        oneEffect(),
      ),
    meta: { showsErrors: true },
    onSuccess: async (result) => {
      toast.say(addedWords(result));
      await queryClient.invalidateQueries({ queryKey: ['suppressions'] });
      if (result.errors.length === 0) return onClose();
      const failed = result.errors.map(({ pointer, reason: why }) => ({ number: numberAt(pointer, numbers), why }));
      setText(failed.map(({ number }) => number).join('\n'));
      return setWrong(failed.map(({ number, why }) => `${number}: ${why}`));
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setWrong([]);
    adding.mutate();
  };
  const error = adding.error ? wordsOf(adding.error).text : wrong.length > 0 ? wrong.slice(0, 5).join('\n') : undefined;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="md"
      title="Never call these numbers"
      description="It holds as soon as it is saved, for every campaign."
      actions={
        <>
          <Button onClick={onClose}>{wrong.length > 0 ? 'Leave the rest' : 'Cancel'}</Button>
          <Button
            look="primary"
            type="submit"
            form="never-call"
            disabled={numbers.length === 0 || numbers.length > numbersMost}
            isBusy={adding.isPending}
          >
            {numbers.length === 0 ? 'Add numbers' : `Add ${counted(numbers.length, 'number')}`}
          </Button>
        </>
      }
    >
      <form id="never-call" className="flex flex-col gap-4" onSubmit={send}>
        <Field
          label="Numbers"
          hint={
            numbers.length > numbersMost
              ? 'At most 10,000 at once: upload a file for more.'
              : 'One a line, or with commas between. Those without a country code are read as of your default country.'
          }
          error={error}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={6}
              required
              className="font-mono"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field label="Reason" isOptional hint="For whoever asks later why they are not called.">
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              placeholder="Asked by e-mail on 3 March"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function numberAt(pointer: string, numbers: readonly string[]): string {
  const place = Number(/^\/suppressions\/(\d+)\//.exec(pointer)?.[1] ?? -1);
  return numbers[place] ?? pointer;
}
