import { Page } from '#web/shell/page.tsx';

export function SignUpPage() {
  return <Page title="Sign up">{null}</Page>;
}
