import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextArea } from '#web/ui/controls/field.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { ReasonField } from './reason-field.tsx';
import { addedWords, numbersIn } from './words.ts';

const numbersMost = 10_000;

/** Adds what was typed; numbers that can't be read stay in the field, with why. */
function useAdding(onDone: () => void) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const numbers = numbersIn(text);
  const why = reason.trim() === '' ? {} : { reason: reason.trim() };
  const adding = useMutation({
    mutationFn: () => api.suppressions.add({ suppressions: numbers.map((phone) => ({ phone })), ...why }, oneEffect()),
    meta: { showsErrors: true },
    onMutate: () => setWrong([]),
    onSuccess: async (result) => {
      toast.say(addedWords(result));
      await queryClient.invalidateQueries({ queryKey: ['suppressions'] });
      if (result.errors.length === 0) return onDone();
      const failed = result.errors.map(({ pointer, reason: said }) => ({ number: numberAt(pointer, numbers), said }));
      setText(failed.map(({ number }) => number).join('\n'));
      return setWrong(failed.map(({ number, said }) => `${number}: ${said}`));
    },
  });
  return { text, setText, reason, setReason, wrong, numbers, adding };
}

/** Adds numbers by hand, as many as are pasted. */
export function AddNumbersDialog({ onClose }: { onClose: () => void }) {
  const { text, setText, reason, setReason, wrong, numbers, adding } = useAdding(onClose);
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  const isTooMany = numbers.length > numbersMost;
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
            disabled={numbers.length === 0 || isTooMany}
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
          hint={isTooMany ? 'At most 10,000 at once: upload a file for more.' : numbersHint}
          error={adding.error ? wordsOf(adding.error).text : wrong.slice(0, 5).join(' ') || undefined}
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
        <ReasonField reason={reason} onChange={setReason} placeholder="Asked by e-mail on 3 March" />
      </form>
    </Dialog>
  );
}

const numbersHint =
  'One a line, or with commas between. Those without a country code are read as of your default country.';

function numberAt(pointer: string, numbers: readonly string[]): string {
  const place = Number(/^\/suppressions\/(\d+)\//.exec(pointer)?.[1] ?? -1);
  return numbers[place] ?? pointer;
}
