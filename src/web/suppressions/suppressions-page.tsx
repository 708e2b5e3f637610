import { Page } from '#web/shell/page.tsx';

export function SuppressionsPage() {
  return <Page title="Never-call list">{null}</Page>;
}
