export function ContactsTab() {
  return null;
}
