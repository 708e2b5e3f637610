import { randomUUIDv7 } from 'node:crypto';
import type { NewPerson } from '#contract/contacts.ts';
import type { NewContact } from '#contract/enrollments.ts';
import { readPhone } from '#domain/phone.ts';
import { zonesOf } from '#domain/zone.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { ContactRow } from './sql.ts';

/** A contact of a request that can't be called, and where it stands in the request. */
export type ContactProblem = { pointer: string; code: string; reason: string };

/** Turns contacts of a request into rows of the contact book; a number counts the first time it comes. */
export function readContacts(
  contacts: readonly NewContact[],
  country: string,
): { rows: ContactRow[]; problems: ContactProblem[] } {
  const rows: ContactRow[] = [];
  const problems: ContactProblem[] = [];
  const seen = new Set<string>();
  contacts.forEach((contact, n) => {
    const row = readContact(contact, n, country);
    if ('code' in row) problems.push(row);
    else if (seen.has(row.phone)) problems.push(problem(n, 'duplicate', `${row.phone} comes twice in this request`));
    else rows.push(row);
    if ('phone' in row) seen.add(row.phone);
  });
  return { rows, problems };
}

function readContact(contact: NewContact, n: number, country: string): ContactRow | ContactProblem {
  const read = readPerson(contact, { n, country });
  return 'code' in read ? { ...read, pointer: `/contacts/${n}/phone` } : read;
}

/** A person of a request as a row of the contact book; `n` is the caller's own number for it. */
export function readPerson(
  person: Omit<NewPerson, 'country'>,
  { n, country }: { n: number; country: string },
): ContactRow | ContactProblem {
  const read = readPhone(person.phone, country);
  if (!read.ok) return { pointer: '/phone', code: read.code, reason: read.reason };
  const zones = person.timeZone === undefined ? zonesOf(read.phone) : [person.timeZone];
  if (zones.length === 0) return zoneNeeded(read.phone);
  return {
    n,
    id: randomUUIDv7(),
    phone: read.phone,
    ...textsOf(person),
    time_zone: person.timeZone ?? null,
    zones,
    custom: person.custom ?? {},
    tags: person.tags ?? [],
  };
}

function textsOf({ name, email, company, notes }: Omit<NewPerson, 'country'>) {
  return { name: name || null, email: email || null, company: company || null, notes: notes || null };
}

/** No call without a zone: nobody would know when it is night there. */
export function zoneNeeded(phone: string): ContactProblem {
  return { pointer: '/phone', code: 'bad_timezone', reason: `No time zone is known for ${phone}: give timeZone` };
}

export function invalidContact({ pointer, code, reason }: ContactProblem): Invalid {
  return new Invalid('validation_failed', `${pointer}: ${reason}`, { errors: [{ pointer, code, message: reason }] });
}

/** The number is somebody's already. */
export function taken(phone: string, id: string | null): Conflict {
  const whose = id === null ? 'another contact' : `the contact ${id}`;
  return new Conflict('contact_exists', `${phone} belongs to ${whose}. Change that one, or delete it first.`, {
    errors: [{ pointer: '/phone', code: 'duplicate', message: `${phone} is in the contact book already` }],
  });
}

export function suppressed(): Invalid {
  return invalidContact({ pointer: '/phone', code: 'suppressed', reason: 'The number is on the do-not-call list' });
}

function problem(n: number, code: string, reason: string): ContactProblem {
  return { pointer: `/contacts/${n}/phone`, code, reason };
}
