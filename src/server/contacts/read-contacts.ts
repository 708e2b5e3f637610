import { randomUUIDv7 } from 'node:crypto';
import type { NewContact } from '#contract/enrollments.ts';
import { readPhone } from '#domain/phone.ts';
import { zonesOf } from '#domain/zone.ts';
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
  const read = readPhone(contact.phone, country);
  if (!read.ok) return problem(n, read.code, read.reason);
  const zones = contact.timeZone === undefined ? zonesOf(read.phone) : [contact.timeZone];
  if (zones.length === 0) return problem(n, 'bad_timezone', `No time zone is known for ${read.phone}: give timeZone`);
  return {
    n,
    id: randomUUIDv7(),
    phone: read.phone,
    name: contact.name ?? null,
    email: contact.email ?? null,
    company: contact.company ?? null,
    notes: contact.notes ?? null,
    time_zone: contact.timeZone ?? null,
    zones,
    custom: contact.custom ?? {},
  };
}

function problem(n: number, code: string, reason: string): ContactProblem {
  return { pointer: `/contacts/${n}/phone`, code, reason };
}
