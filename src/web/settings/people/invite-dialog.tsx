import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { roles } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import { api, oneEffect } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { CopyLine } from '#web/ui/controls/copy-button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { roleWords } from './roles.ts';

/** Makes a link for somebody, shown this once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { may } = useSession();
  const [role, setRole] = useState<Role>('operator');
  const [email, setEmail] = useState('');
  const inviting = useMutation({
    mutationFn: () =>
      api.members.invite({ role, ...(email.trim() === '' ? {} : { email: email.trim() }) }, oneEffect()),
    meta: { showsErrors: true },
  });
  if (inviting.data) return <LinkShown url={inviting.data.url} email={inviting.data.email} onClose={onClose} />;
  const errors = fieldErrors(inviting.error);
  const beside = errorBeside(inviting.error, ['email', 'role']);
  const send = (event: FormEvent) => {
    event.preventDefault();
    inviting.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Invite somebody"
      description="You get a link to hand over yourself; Carillon sends no e-mail. It is good once, for 7 days."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="invite" isBusy={inviting.isPending}>
            Make the link
          </Button>
        </>
      }
    >
      <form id="invite" className="flex flex-col gap-5" onSubmit={send}>
        {beside === null ? null : <p className="text-red">{beside}</p>}
        <div className="flex flex-col gap-1.5">
          <p className="font-semibold">Role</p>
          <Choice
            label="Role"
            value={role}
            onChange={setRole}
            options={roles
              .filter((each) => each !== 'owner' || may('owner'))
              .map((each) => ({ value: each, label: roleWords[each].title, hint: roleWords[each].may }))}
          />
        </div>
        <Field
          label="E-mail"
          isOptional
          hint="Then only somebody with this e-mail can use the link."
          error={errors['email']}
        >
          {(control) => (
            <TextInput {...control} type="email" value={email} onChange={(event) => setEmail(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function LinkShown({ url, email, onClose }: { url: string; email: string | null; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="The invitation link"
      description={`Copy it now: it is not shown again. Hand it to ${email ?? 'one person'}, on a way you trust.`}
      actions={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <CopyLine text={url} label="Copy the link" />
    </Dialog>
  );
}
