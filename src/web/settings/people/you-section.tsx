import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { api, queryClient } from '#web/api.ts';
import { sessionQuery, useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput, inputClass } from '#web/ui/controls/field.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Section, Setting } from '../section.tsx';
import { OpenSessions } from './open-sessions.tsx';

/** Who one is, and how one comes in. */
export function YouSection() {
  const { user } = useSession();
  if (user === null) return null;
  return (
    <Section id="you" lead={user.hasPassword ? undefined : 'You came in by a link that is good once.'}>
      {user.hasPassword ? null : (
        <p className="mt-4 rounded-md bg-accent-soft px-3.5 py-3">
          <strong className="font-semibold">Set an e-mail and a password</strong> so that you can come back from
          anywhere. Until then, each start of Carillon prints a new link for you.
        </p>
      )}
      <NameSetting key={user.name} name={user.name} />
      <Setting
        label={user.hasPassword ? 'E-mail and password' : 'E-mail and a first password'}
        hint="A new password closes your other sessions."
        isGroup
      >
        <SignInForm key={user.email} email={user.hasPassword ? user.email : ''} hasPassword={user.hasPassword} />
      </Setting>
      <OpenSessions />
    </Section>
  );
}

const keepSession = (session: Awaited<ReturnType<typeof api.auth.changeMe>>) =>
  queryClient.setQueryData(sessionQuery.queryKey, session);

function NameSetting({ name }: { name: string }) {
  const [text, setText] = useState(name);
  const saving = useMutation({
    mutationFn: (next: string) => api.auth.changeMe({ name: next }),
    onSuccess: keepSession,
    onError: () => setText(name),
  });
  const save = () => {
    const next = text.trim();
    if (next === '') return setText(name);
    if (next === name) return undefined;
    return saving.mutate(next, {
      onSuccess: () => void toast.say('Saved.', { label: 'Undo', run: () => saving.mutate(name) }),
    });
  };
  return (
    <Setting label="Name" hint="As others in the workspace see you.">
      {(control) => (
        <input
          {...control}
          type="text"
          autoComplete="name"
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={save}
          onKeyDown={(event) => (event.key === 'Enter' ? event.currentTarget.blur() : undefined)}
          className={inputClass}
        />
      )}
    </Setting>
  );
}

/** E-mail and password are saved together, as both ask for the password that one has. */
function SignInForm({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const [typed, setTyped] = useState({ email, newPassword: '', currentPassword: '' });
  const saving = useMutation({
    mutationFn: () =>
      api.auth.changeMe({
        ...(typed.email === email ? {} : { email: typed.email }),
        ...(typed.newPassword === '' ? {} : { newPassword: typed.newPassword }),
        ...(hasPassword ? { currentPassword: typed.currentPassword } : {}),
      }),
    meta: { showsErrors: true },
    onSuccess: (session) => {
      keepSession(session);
      setTyped((now) => ({ ...now, newPassword: '', currentPassword: '' }));
      toast.say(hasPassword ? 'Saved.' : 'Saved. From now on you sign in with your e-mail and password.');
      void queryClient.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  const errors = fieldErrors(saving.error);
  const beside = errorBeside(saving.error, ['email', 'newPassword', 'currentPassword']);
  const isChanged = typed.email !== email || typed.newPassword !== '';
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const input = (name: keyof typeof typed) => ({
    name,
    value: typed[name],
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
  });
  return (
    <form className="flex flex-col gap-4" onSubmit={send}>
      {beside === null ? null : <p className="text-red">{beside}</p>}
      <Field label="E-mail" error={errors['email']}>
        {(control) => <TextInput {...control} {...input('email')} type="email" autoComplete="username" required />}
      </Field>
      <Field
        label={hasPassword ? 'New password' : 'Password'}
        isOptional={hasPassword}
        hint="12 characters or more."
        error={errors['newPassword']}
      >
        {(control) => (
          <TextInput
            {...control}
            {...input('newPassword')}
            type="password"
            autoComplete="new-password"
            minLength={12}
            maxLength={128}
            required={!hasPassword}
          />
        )}
      </Field>
      {hasPassword && isChanged ? (
        <Field label="Your password as it is now" error={errors['currentPassword']}>
          {(control) => (
            <TextInput
              {...control}
              {...input('currentPassword')}
              type="password"
              autoComplete="current-password"
              required
            />
          )}
        </Field>
      ) : null}
      <div>
        <Button type="submit" look={hasPassword ? 'plain' : 'primary'} disabled={!isChanged} isBusy={saving.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
