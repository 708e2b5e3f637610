import type { Contact } from '#contract/contacts.ts';
import type { BookRow } from './book-sql.ts';

/** A contact as the API shows it: with the one zone that is known of it, and where that came from. */
export function presentContact({ givenZone, ...contact }: BookRow): Contact {
  const only = contact.zones.length === 1 ? (contact.zones[0] ?? null) : null;
  return { ...contact, timeZone: givenZone ?? only, timeZoneSource: givenZone === null ? 'number' : 'given' };
}
