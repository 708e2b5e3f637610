import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '#web/api.ts';
import { ButtonLink } from '#web/ui/controls/button.tsx';
import { EntranceForm, emailField, newPasswordField } from './entrance-form.tsx';
import type { EntranceField } from './entrance-form.tsx';
import { Entrance } from './entrance.tsx';
import { enter, entranceQuery } from './ways-in.ts';

const fields: EntranceField[] = [
  { name: 'name', label: 'Your name', autoComplete: 'name', maxLength: 200, autoFocus: true },
  emailField,
  newPasswordField,
  {
    name: 'workspaceName',
    label: 'Workspace',
    autoComplete: 'organization',
    maxLength: 200,
    isOptional: true,
    hint: 'Usually the name of your company.',
  },
];

export function SignUpPage() {
  const { data: entrance } = useQuery(entranceQuery);
  if (entrance?.isSignUpOpen === false) return <SignUpClosed />;
  const signUp = async ({ name = '', email = '', password = '', workspaceName }: Record<string, string>) => {
    await api.auth.signUp({ name, email, password, ...(workspaceName === undefined ? {} : { workspaceName }) });
    enter('/campaigns');
  };
  return (
    <Entrance
      title="Make a workspace"
      lead="You start with a pretend phone network: nothing is called for real until you connect a provider."
      foot={
        <>
          Have an account?{' '}
          <Link to="/sign-in" className="font-semibold text-accent hover:underline">
            Sign in
          </Link>
        </>
      }
    >
      <EntranceForm fields={fields} submit="Make workspace" onSubmit={signUp} />
    </Entrance>
  );
}

function SignUpClosed() {
  return (
    <Entrance title="Sign-up is closed">
      <p className="text-text-2">
        New people come in by invitation here. Ask an admin of your workspace for a link: they make one in Settings →
        Members.
      </p>
      <ButtonLink to="/sign-in" look="primary" isWide>
        Sign in
      </ButtonLink>
    </Entrance>
  );
}
