import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { inputClass } from '#web/ui/controls/field.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Section, Setting } from '../section.tsx';
import { OpenSessions } from './open-sessions.tsx';
import { SignInForm, keepSession } from './sign-in-form.tsx';

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
