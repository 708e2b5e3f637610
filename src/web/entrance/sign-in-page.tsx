import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { api } from '#web/api.ts';
import { EntranceForm, emailField } from './entrance-form.tsx';
import type { EntranceField } from './entrance-form.tsx';
import { Entrance, EntranceNotice } from './entrance.tsx';
import { destination, enter, entranceQuery } from './ways-in.ts';

const fields: EntranceField[] = [
  { ...emailField, autoFocus: true },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password', maxLength: 128 },
];

export function SignInPage() {
  const { to, link } = useSearch({ strict: false });
  const { data: entrance } = useQuery(entranceQuery);
  const signIn = async ({ email = '', password = '' }: Record<string, string>) => {
    await api.auth.signIn({ email, password });
    enter(destination(to));
  };
  return (
    <Entrance
      title="Sign in"
      foot={
        entrance === undefined ? (
          ' '
        ) : entrance.isSignUpOpen ? (
          <>
            New here?{' '}
            <Link to="/sign-up" className="font-semibold text-accent hover:underline">
              Make a workspace
            </Link>
          </>
        ) : (
          'No account yet? Ask an admin of your workspace for an invitation link.'
        )
      }
    >
      {link === 'spent' ? (
        <EntranceNotice>
          <p className="font-semibold">This sign-in link no longer works</p>
          <p className="mt-1 text-text-2">
            Each link is good once. Restart Carillon and use the new link that it prints, or sign in with your e-mail
            and password.
          </p>
        </EntranceNotice>
      ) : null}
      <EntranceForm fields={fields} submit="Sign in" onSubmit={signIn} />
    </Entrance>
  );
}
