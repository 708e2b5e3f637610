import { NewPerson } from '#contract/contacts.ts';
import type { AddedPeople } from '#contract/contacts.ts';
import type { FieldError } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { read } from '#server/http/validate.ts';
import { countryOf, followZones } from './handlers.ts';
import { readPerson } from './read-contacts.ts';
import { upsertContacts } from './sql.ts';
import type { ContactRow } from './sql.ts';

type Result = AddedPeople['results'][number];

/** Adds people to the book in one statement: new ones are made, known ones enriched, wrong ones named. */
export const createMany: Handlers['contacts']['createMany'] = async (system, { workspaceId }, input) => {
  const country = await countryOf(system.db, workspaceId, input.country);
  const { rows, results } = sort(input.contacts, country);
  const given = { workspaceId, rows: JSON.stringify(rows), now: system.clock.now() };
  const written = rows.length === 0 ? [] : await upsertContacts(system.db, given);
  await followZones(system, { workspaceId, written });
  for (const { n, contactId, isNew } of written) {
    results[n] =
      contactId === null
        ? skipped(n, 'suppressed', 'The number is on the do-not-call list')
        : { index: n, status: isNew ? 'created' : 'updated', contactId, errors: [] };
  }
  const count = (status: Result['status']) => results.filter((result) => result.status === status).length;
  return {
    created: count('created'),
    updated: count('updated'),
    skipped: count('skipped'),
    failed: count('failed'),
    results,
  };
};

/** Rows that can be written, and what became of the others; a number counts the first time it comes. */
function sort(given: readonly unknown[], country: string): { rows: ContactRow[]; results: Result[] } {
  const rows: ContactRow[] = [];
  const seen = new Set<string>();
  const results = given.map((person, n): Result => {
    const row = readRow(person, n, country);
    if (Array.isArray(row)) return { index: n, status: 'failed', contactId: null, errors: row };
    if (seen.has(row.phone)) return skipped(n, 'duplicate', `${row.phone} comes twice in this request`);
    seen.add(row.phone);
    rows.push(row);
    return { index: n, status: 'created', contactId: null, errors: [] };
  });
  return { rows, results };
}

function readRow(person: unknown, n: number, country: string): ContactRow | FieldError[] {
  const { value, errors } = read(NewPerson, person, `/contacts/${n}`);
  if (errors.length > 0) return errors;
  const row = readPerson(NewPerson.parse(value), { n, country });
  if (!('code' in row)) return row;
  return [{ pointer: `/contacts/${n}${row.pointer}`, code: row.code, message: row.reason }];
}

function skipped(n: number, code: string, message: string): Result {
  return { index: n, status: 'skipped', contactId: null, errors: [{ pointer: `/contacts/${n}/phone`, code, message }] };
}
