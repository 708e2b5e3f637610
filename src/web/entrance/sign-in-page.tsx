import { Page } from '#web/shell/page.tsx';

export function SignInPage() {
  return <Page title="Sign in">{null}</Page>;
}
