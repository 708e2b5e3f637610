import { Page } from '#web/shell/page.tsx';

export function CallsPage() {
  return <Page title="Calls">{null}</Page>;
}
