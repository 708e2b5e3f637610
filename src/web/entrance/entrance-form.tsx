import { useMutation } from '@tanstack/react-query';
import type { FormEvent, InputHTMLAttributes, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { Button } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { EntranceNotice } from './entrance.tsx';

export type EntranceField = InputHTMLAttributes<HTMLInputElement> & {
  name: string;
  label: string;
  hint?: ReactNode;
  isOptional?: boolean;
};

type EntranceFormProps = {
  fields: readonly EntranceField[];
  submit: string;
  /** Sends what was typed, by the fields' names, empty ones left out; what it rejects with is shown where it belongs. */
  onSubmit: (typed: Record<string, string>) => Promise<unknown>;
};

/** A form as password managers know it: plain inputs with names, read when it is sent. */
export function EntranceForm({ fields, submit, onSubmit }: EntranceFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const sending = useMutation({ mutationFn: onSubmit, meta: { showsErrors: true } });
  const errors = fieldErrors(sending.error);
  const beside = errorBeside(
    sending.error,
    fields.map(({ name }) => name),
  );
  useEffect(() => {
    if (sending.error) form.current?.querySelector<HTMLInputElement>('[aria-invalid=true]')?.focus();
  }, [sending.error]);
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    sending.mutate(typedIn(event.currentTarget));
  };
  return (
    <form ref={form} method="post" className="flex flex-col gap-4" onSubmit={send}>
      {beside === null ? null : <EntranceNotice tone="error">{beside}</EntranceNotice>}
      {fields.map(({ label, hint, isOptional = false, ...input }) => (
        <Field key={input.name} label={label} hint={hint} error={errors[input.name]} isOptional={isOptional}>
          {(control) => <TextInput required={!isOptional} {...input} {...control} className="h-10" />}
        </Field>
      ))}
      <Button type="submit" look="primary" isWide isBusy={sending.isPending} className="mt-1 h-10">
        {submit}
      </Button>
    </form>
  );
}

function typedIn(form: HTMLFormElement): Record<string, string> {
  const typed = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(typed);
}

export const emailField: EntranceField = {
  name: 'email',
  label: 'E-mail',
  type: 'email',
  autoComplete: 'username',
  inputMode: 'email',
  autoCapitalize: 'none',
  spellCheck: false,
};

export const newPasswordField: EntranceField = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autoComplete: 'new-password',
  minLength: 12,
  maxLength: 128,
  hint: '12 characters or more. Any sentence will do.',
};
