import { Page } from '#web/shell/page.tsx';

export function DevelopersPage() {
  return <Page title="Developers">{null}</Page>;
}
