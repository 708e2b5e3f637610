import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { ProblemError } from '#client/problem-error.ts';
import type { Contact } from '#contract/contacts.ts';
import { api, queryClient } from '#web/api.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextArea, TextInput } from '#web/ui/controls/field.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';

type Details = { name: string; phone: string; email: string; company: string; timeZone: string; notes: string };
type Name = keyof Details;

const fields: readonly [name: Name, label: string, hint?: string][] = [
  ['name', 'Name'],
  ['phone', 'Phone'],
  ['email', 'E-mail'],
  ['company', 'Company'],
  ['timeZone', 'Time zone', 'Such as America/Chicago; left empty, the number tells it.'],
];

/** What is known of a person, to be changed where it is wrong. */
export function ContactForm({ contact, isReadOnly }: { contact: Contact; isReadOnly: boolean }) {
  const before = detailsOf(contact);
  const { register, handleSubmit, setError, reset, formState } = useForm<Details>({ defaultValues: before });
  const save = useMutation({
    meta: { showsErrors: true },
    mutationFn: (details: Details) => api.contacts.change({ id: contact.id, ...changesOf(before, details) }),
    onSuccess: (changed) => {
      queryClient.setQueryData(['contacts', 'one', contact.id], changed);
      void queryClient.invalidateQueries({ queryKey: ['contacts', 'list'] });
      toast.say('Saved.');
    },
    onError: (error) => {
      const known = error instanceof ProblemError ? error.errors : [];
      for (const { pointer, message } of known) {
        const name = fields.map(([each]) => each).find((each) => pointer === `/${each}`);
        if (name) setError(name, { message });
      }
      if (known.length === 0) setError('phone', { message: wordsOf(error).text });
    },
  });
  return (
    <form onSubmit={(event) => void handleSubmit((details) => save.mutate(details))(event)} noValidate>
      <fieldset disabled={isReadOnly} className="grid gap-3 pb-4 sm:grid-cols-2">
        {fields.map(([name, label, hint]) => (
          <Field
            key={name}
            label={label}
            error={formState.errors[name]?.message}
            {...(hint === undefined ? {} : { hint })}
          >
            {(control) => (
              <TextInput
                {...control}
                {...register(name)}
                {...(name === 'timeZone' && contact.timeZoneSource === 'number' && contact.timeZone !== null
                  ? { placeholder: contact.timeZone }
                  : {})}
              />
            )}
          </Field>
        ))}
        <div className="sm:col-span-2">
          <Field label="Notes" error={formState.errors.notes?.message}>
            {(control) => <TextArea {...control} {...register('notes')} rows={2} />}
          </Field>
        </div>
      </fieldset>
      {formState.isDirty ? (
        <div className="flex justify-end gap-2 pb-4">
          <Button size="sm" onClick={() => reset()}>
            Discard
          </Button>
          <Button size="sm" look="primary" type="submit" isBusy={save.isPending}>
            Save
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function detailsOf({ name, phone, email, company, timeZone, timeZoneSource, notes }: Contact): Details {
  return {
    phone,
    name: name ?? '',
    email: email ?? '',
    company: company ?? '',
    timeZone: timeZoneSource === 'given' ? (timeZone ?? '') : '',
    notes: notes ?? '',
  };
}

/** Only what was changed; what was emptied is taken away. */
function changesOf(
  before: Details,
  after: Details,
): Partial<Record<Exclude<Name, 'phone'>, string | null>> & { phone?: string } {
  const { phone, ...others } = after;
  const changed = Object.entries(others).filter(([name, value]) => value.trim() !== before[name as Name]);
  return {
    ...Object.fromEntries(changed.map(([name, value]) => [name, value.trim() === '' ? null : value.trim()])),
    ...(phone.trim() === before.phone ? {} : { phone: phone.trim() }),
  };
}
