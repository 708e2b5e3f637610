import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ProblemError } from '#client/problem-error.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';

type NewPerson = { phone: string; name: string; email: string; company: string };
const fields = [
  ['phone', 'Phone', false],
  ['name', 'Name', true],
  ['email', 'E-mail', true],
  ['company', 'Company', true],
] as const;

/** Adds one person by hand; only the number is needed. */
export function NewContactDialog({ onClose }: { onClose: () => void }) {
  const { register, handleSubmit, setError, formState } = useForm<NewPerson>({
    defaultValues: { phone: '', name: '', email: '', company: '' },
  });
  const [, change] = useFilters();
  const add = useMutation({
    meta: { showsErrors: true },
    mutationFn: (person: NewPerson) =>
      api.contacts.create(
        {
          phone: person.phone,
          ...Object.fromEntries(
            Object.entries(person).filter(([name, text]) => name !== 'phone' && text.trim() !== ''),
          ),
        },
        oneEffect(),
      ),
    onSuccess: async ({ id, name, phone }) => {
      await queryClient.invalidateQueries({ queryKey: ['contacts'] });
      onClose();
      toast.say(`${name ?? phone} is in the contact book.`, { label: 'Open', run: () => change({ contact: id }) });
    },
    onError: (error) => {
      const known = error instanceof ProblemError ? error.errors : [];
      const first = known.find(({ pointer }) => fields.some(([name]) => pointer === `/${name}`));
      const name = fields.map(([each]) => each).find((each) => first?.pointer === `/${each}`) ?? 'phone';
      setError(name, { message: first?.message ?? wordsOf(error).text }, { shouldFocus: true });
    },
  });
  const submit = handleSubmit((person) => add.mutate(person));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add one person"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" isBusy={add.isPending} onClick={() => void submit()}>
            Add contact
          </Button>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        {fields.map(([name, label, isOptional]) => (
          <Field key={name} label={label} isOptional={isOptional} error={formState.errors[name]?.message}>
            {(control) => <TextInput {...control} {...register(name)} type={name === 'phone' ? 'tel' : 'text'} />}
          </Field>
        ))}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
