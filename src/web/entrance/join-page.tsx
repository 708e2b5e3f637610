import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, isRefusal } from '#web/api.ts';
import { sessionQuery } from '#web/session.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { errorBeside } from '#web/ui/controls/field-errors.ts';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { EntranceForm, emailField, newPasswordField } from './entrance-form.tsx';
import type { EntranceField } from './entrance-form.tsx';
import { Entrance, EntranceNotice } from './entrance.tsx';
import { enter, findInvitation, forgetInvitation, keepInvitation } from './ways-in.ts';

/** Comes in by an invitation: as who one is here already, or as somebody new. */
export function JoinPage() {
  const [token] = useState(() => findInvitation());
  const [isSpent, setSpent] = useState(false);
  const session = useQuery({ ...sessionQuery, retry: false });
  if (token === null || isSpent) return <LinkSpent />;
  const joining = { token, onSpent: () => setSpent(true) };
  if (session.isPending)
    return (
      <Entrance title="Join the workspace">
        <SkeletonRows rows={3} />
      </Entrance>
    );
  return session.data ? <JoinAs name={session.data.user.name} {...joining} /> : <JoinNew {...joining} />;
}

type Joining = { token: string; onSpent: () => void };

/** Goes in, or says that the link is of no more use. */
async function come(how: () => Promise<unknown>, onSpent: () => void): Promise<void> {
  try {
    await how();
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'link_not_valid') throw error;
    forgetInvitation();
    return onSpent();
  }
  forgetInvitation();
  enter('/campaigns');
}

function JoinAs({ name, token, onSpent }: Joining & { name: string }) {
  const joining = useMutation({
    mutationFn: () => come(() => api.auth.acceptInvitation({ token }), onSpent),
    meta: { showsErrors: true },
  });
  const wrong = errorBeside(joining.error, []);
  return (
    <Entrance title="Join the workspace" lead={`You are signed in as ${name}. Your other workspaces stay as they are.`}>
      {wrong === null ? null : <EntranceNotice tone="error">{wrong}</EntranceNotice>}
      <Button look="primary" isWide isBusy={joining.isPending} onClick={() => joining.mutate()}>
        Join as {name}
      </Button>
    </Entrance>
  );
}

const fields: EntranceField[] = [
  { name: 'name', label: 'Your name', autoComplete: 'name', maxLength: 200, autoFocus: true },
  { ...emailField, hint: 'If the invitation was made for your e-mail, use that one.' },
  newPasswordField,
];

function JoinNew({ token, onSpent }: Joining) {
  const join = ({ name = '', email = '', password = '' }: Record<string, string>) =>
    come(() => api.auth.signUp({ name, email, password, invitation: token }), onSpent);
  return (
    <Entrance
      title="Join the workspace"
      lead="You were invited. Say who you are, and you are in."
      foot={
        <>
          Have an account?{' '}
          <Link
            to="/sign-in"
            search={{ to: '/join' }}
            onClick={() => keepInvitation(token)}
            className="font-semibold text-accent hover:underline"
          >
            Sign in, then join
          </Link>
        </>
      }
    >
      <EntranceForm fields={fields} submit="Join" onSubmit={join} />
    </Entrance>
  );
}

function LinkSpent() {
  return (
    <Entrance title="This invitation no longer works">
      <p className="text-text-2">
        An invitation is good once, for seven days, and some are for one e-mail only. It may also have been withdrawn.
        Ask whoever invited you for a new link.
      </p>
      <ButtonLink to="/sign-in" isWide>
        Sign in
      </ButtonLink>
    </Entrance>
  );
}
