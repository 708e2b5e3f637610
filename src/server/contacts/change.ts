import type { ContactChanges } from '#contract/contacts.ts';
import { readPhone } from '#domain/phone.ts';
import { zonesOf } from '#domain/zone.ts';
import { lockPerson } from '#server/dialer/arm.ts';
import { holdPlaces, replanPeople } from '#server/dialer/campaign/plan/replan.ts';
import { callAt, isOnThePhone } from '#server/dialer/person/contact.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { Conflict } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import { listSuppressed } from '#server/suppressions/sql.ts';
import type { System } from '#server/system.ts';
import { countryOf } from './handlers.ts';
import { invalidContact, suppressed, taken, zoneNeeded } from './read-contacts.ts';
import { findByPhone, getStored, isDuplicate, updateContact } from './write-sql.ts';
import type { StoredContact } from './write-sql.ts';

/** Changes what is named; wherever the person waits to be called, the new number and clocks count from now on. */
export async function changeContact(
  system: System,
  { workspaceId }: Actor,
  { id, changes }: { id: string; changes: ContactChanges },
): Promise<void> {
  const { country: given, ...named } = changes;
  const country = await countryOf(system.db, workspaceId, given);
  const now = system.clock.now();
  await system.db.transaction().execute(async (trx) => {
    const { phone } = await getStored(trx, workspaceId, id);
    const to = named.phone === undefined ? phone : phoneOf(named.phone, country);
    await lockNumbers(trx, workspaceId, [phone, to]);
    const before = await getStored(trx, workspaceId, id);
    const after = changed({ ...before, phone }, { ...named, phone: to });
    if (to !== phone) await requireFree(trx, workspaceId, { id, before, after });
    const isMoved = to !== phone || after.zones.join(' ') !== before.zones.join(' ');
    if (isMoved) await holdPlaces(trx, { workspaceId, contactIds: [id] });
    const isWritten = await updateContact(trx, { workspaceId, id, phone, now }, after).catch((error: unknown) => {
      throw isDuplicate(error) ? taken(to, null) : error;
    });
    if (!isWritten) throw changedMeanwhile();
    if (isMoved) await follow(trx, { workspaceId, id, now }, { from: phone, to });
  });
  await system.bus.publish('dial');
}

type Step = { before: StoredContact; after: StoredContact };

/** Wherever the person waits follows; a claim may have been quicker than the locks on those places. */
async function follow(
  trx: Trx,
  { workspaceId, id, now }: { workspaceId: string; id: string; now: Date },
  { from, to }: { from: string; to: string },
): Promise<void> {
  if (to !== from) await callAt(trx, { workspaceId, contactId: id, phone: to, now });
  await replanPeople(trx, { workspaceId, contactIds: [id] }, now);
  if (to !== from && (await isOnThePhone(trx, workspaceId, from))) throw busy();
}

type Named = Omit<ContactChanges, 'country' | 'phone'> & { phone: string };

function changed(before: StoredContact, { phone, ...changes }: Named): StoredContact {
  const timeZone = changes.timeZone === undefined ? before.timeZone : changes.timeZone;
  return {
    phone,
    timeZone,
    zones: zonesAfter(before, phone, timeZone),
    name: textAfter(before.name, changes.name),
    email: textAfter(before.email, changes.email),
    company: textAfter(before.company, changes.company),
    notes: textAfter(before.notes, changes.notes),
    custom: merged(before.custom, changes.custom ?? {}),
    tags: changes.tags === undefined ? before.tags : [...new Set(changes.tags)].toSorted(),
  };
}

function textAfter(before: string | null, given: string | null | undefined): string | null {
  return given === undefined ? before : given || null;
}

function merged(before: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== null));
}

function phoneOf(text: string, country: string): string {
  const read = readPhone(text, country);
  if (read.ok) return read.phone;
  throw invalidContact({ pointer: '/phone', code: read.code, reason: read.reason });
}

function zonesAfter(before: StoredContact, phone: string, timeZone: string | null): string[] {
  if (timeZone !== null) return [timeZone];
  if (phone === before.phone && before.timeZone === null) return before.zones;
  const zones = zonesOf(phone);
  if (zones.length === 0) throw invalidContact(zoneNeeded(phone));
  return zones;
}

/** In one order everywhere: two changes that swap numbers would wait for each other else. */
async function lockNumbers(trx: Trx, workspaceId: string, phones: string[]): Promise<void> {
  for (const phone of [...new Set(phones)].toSorted()) await lockPerson(trx, workspaceId, phone);
}

async function requireFree(trx: Trx, workspaceId: string, { id, before, after }: Step & { id: string }): Promise<void> {
  const owner = await findByPhone(trx, workspaceId, after.phone);
  if (owner !== null && owner !== id) throw taken(after.phone, owner);
  if ((await listSuppressed(trx, workspaceId, [after.phone])).size > 0) throw suppressed();
  if (await isOnThePhone(trx, workspaceId, before.phone)) throw busy();
}

function busy(): Conflict {
  const detail = 'The number can not be changed while a call to it is in progress. Try again when the call is over.';
  return new Conflict('call_in_progress', detail);
}

function changedMeanwhile(): Conflict {
  return new Conflict('version_conflict', 'Somebody else changed the number of this contact. Read it again.');
}
