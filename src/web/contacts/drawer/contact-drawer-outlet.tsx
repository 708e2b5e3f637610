import { lazy } from 'react';
import { useFilters } from '#web/shell/use-filters.ts';

const ContactDrawer = lazy(async () => ({ default: (await import('./contact-drawer.tsx')).ContactDrawer }));

/** The drawer of the person that the address names, on pages that have people. */
export function ContactDrawerOutlet() {
  const [{ contact }, change] = useFilters();
  if (contact === undefined) return null;
  return <ContactDrawer key={contact} contactId={contact} onClose={() => change({ contact: undefined })} />;
}
