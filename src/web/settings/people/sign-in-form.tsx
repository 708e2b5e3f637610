import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, InputHTMLAttributes, ReactNode } from 'react';
import { api, queryClient } from '#web/api.ts';
import { sessionQuery } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { toast } from '#web/ui/feedback/toast.ts';

export const keepSession = (session: Awaited<ReturnType<typeof api.auth.changeMe>>) =>
  queryClient.setQueryData(sessionQuery.queryKey, session);

type SignInFormProps = { email: string; hasPassword: boolean };
type Typed = { email: string; newPassword: string; currentPassword: string };
type Input = InputHTMLAttributes<HTMLInputElement> & { name: keyof Typed; label: string; hint?: ReactNode };

/** E-mail and password are saved together, as both ask for the password that one has. */
export function SignInForm({ email, hasPassword }: SignInFormProps) {
  const [typed, setTyped] = useState<Typed>({ email, newPassword: '', currentPassword: '' });
  const saving = useMutation({
    mutationFn: () => api.auth.changeMe(changeOf(typed, { email, hasPassword })),
    meta: { showsErrors: true },
    onSuccess: (session) => {
      keepSession(session);
      setTyped((now) => ({ ...now, newPassword: '', currentPassword: '' }));
      toast.say(hasPassword ? 'Saved.' : 'Saved. From now on you sign in with your e-mail and password.');
      void queryClient.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const errors = fieldErrors(saving.error);
  const beside = errorBeside(saving.error, Object.keys(typed));
  const isChanged = typed.email !== email || typed.newPassword !== '';
  const isGuarded = hasPassword && isChanged;
  const inputs = inputsOf(hasPassword).filter(({ name }) => name !== 'currentPassword' || isGuarded);
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={send}>
      {beside === null ? null : <p className="text-red">{beside}</p>}
      {inputs.map(({ label, hint, ...input }) => (
        <Field key={input.name} label={label} hint={hint} isOptional={!input.required} error={errors[input.name]}>
          {(control) => (
            <TextInput
              {...control}
              {...input}
              value={typed[input.name]}
              onChange={(event) => setTyped({ ...typed, [input.name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <div>
        <Button type="submit" look={hasPassword ? 'plain' : 'primary'} disabled={!isChanged} isBusy={saving.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

function changeOf({ email, newPassword, currentPassword }: Typed, own: SignInFormProps) {
  return {
    ...(email === own.email ? {} : { email }),
    ...(newPassword === '' ? {} : { newPassword }),
    ...(own.hasPassword ? { currentPassword } : {}),
  };
}

function inputsOf(hasPassword: boolean): Input[] {
  const password = { type: 'password', maxLength: 128 };
  return [
    { name: 'email', label: 'E-mail', type: 'email', autoComplete: 'username', required: true },
    {
      ...password,
      name: 'newPassword',
      label: hasPassword ? 'New password' : 'Password',
      hint: '12 characters or more.',
      autoComplete: 'new-password',
      minLength: 12,
      required: !hasPassword,
    },
    {
      ...password,
      name: 'currentPassword',
      label: 'Your password as it is now',
      autoComplete: 'current-password',
      required: true,
    },
  ];
}
