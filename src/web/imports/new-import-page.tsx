import { Page } from '#web/shell/page.tsx';

export function NewImportPage() {
  return <Page title="Import contacts">{null}</Page>;
}
