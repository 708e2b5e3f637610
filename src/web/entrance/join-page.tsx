import { Page } from '#web/shell/page.tsx';

export function JoinPage() {
  return <Page title="Join">{null}</Page>;
}
