import { Page } from '#web/shell/page.tsx';

export function AdminPage() {
  return <Page title="Admin">{null}</Page>;
}
