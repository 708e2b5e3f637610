import { Page } from '#web/shell/page.tsx';

export function ContactsPage() {
  return <Page title="Contacts">{null}</Page>;
}
