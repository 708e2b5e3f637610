import type { NewContact } from '#contract/enrollments.ts';
import { allowedActions, isOver } from '#domain/campaign.ts';
import { isCountry } from '#domain/country.ts';
import { priorityOf } from '#domain/priority.ts';
import { requireCampaign } from '#server/campaigns/sql.ts';
import type { Runner } from '#server/database/pool.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { enrolContacts } from '#server/dialer/campaign/enrol.ts';
import type { EnrolledPerson } from '#server/dialer/campaign/enrol.ts';
import { replanPeople } from '#server/dialer/campaign/plan/replan.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { getImportRow, listBatchPeople } from '#server/imports/sql.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import { listSuppressed } from '#server/suppressions/sql.ts';
import type { System } from '#server/system.ts';
import { readContacts } from './read-contacts.ts';
import type { ContactProblem } from './read-contacts.ts';
import { findContacts, upsertContacts, zonedOf } from './sql.ts';
import type { KnownContact, UnwrittenContact, WrittenContact } from './sql.ts';

export type Source = { workspaceId: string; country: string; now: Date };
type Written = (WrittenContact | UnwrittenContact)[];
export type Gathered = { people: EnrolledPerson[]; problems: ContactProblem[] };

export const addContacts: Handlers['campaigns']['addContacts'] = async (system, actor, input) => {
  const { workspaceId } = actor;
  const { status } = await requireCampaign(system.db, workspaceId, input.id);
  if (isOver(status)) {
    const detail = `The campaign is ${status}; nobody can be added. Make a new campaign for them.`;
    throw new Conflict('invalid_transition', detail, { allowedActions: allowedActions(status) });
  }
  const source = {
    workspaceId,
    country: await countryOf(system.db, workspaceId, input.country),
    now: system.clock.now(),
  };
  const target = { campaignId: input.id, source };
  const ofImport = input.importId === undefined ? nobodyYet : await addImported(system, target, input.importId);
  const { enrolled, already, problems } = await enrolGathered(system, target, { ...input, before: ofImport });
  if (enrolled + already === 0) throw nobody(problems);
  await system.bus.publish('dial');
  return { enrolled, already, failed: problems.length, errors: problems };
};

type Target = { campaignId: string; source: Source };
type Added = { enrolled: number; already: number; problems: ContactProblem[] };

const nobodyYet: Added = { enrolled: 0, already: 0, problems: [] };

/** Who came with an import, a batch a transaction; who has left the book since is passed over. */
async function addImported(system: System, target: Target, importId: string): Promise<Added> {
  const { id, workspaceId } = await getImportRow(system.db, target.source.workspaceId, importId);
  let before = nobodyYet;
  for (const contactIds of await listBatchPeople(system.db, { workspaceId, id }))
    before = { ...(await enrolGathered(system, target, { contactIds, contacts: [], before })), problems: [] };
  return before;
}

type Wanted = { contactIds: string[]; contacts: NewContact[]; before: Added };

async function enrolGathered(
  system: System,
  { campaignId, source }: Target,
  { before, ...input }: Wanted,
): Promise<Added> {
  const { workspaceId, now } = source;
  const done = await system.db.transaction().execute(async (trx) => {
    const { people, problems, written } = await gather(trx, source, input);
    const counted = await enrolContacts(trx, { workspaceId, campaignId, people, now });
    return { ...counted, problems, written };
  });
  await followZones(system, { workspaceId, written: done.written });
  return {
    enrolled: before.enrolled + done.enrolled,
    already: before.already + done.already,
    problems: [...before.problems, ...done.problems],
  };
}

/**
 * Wherever people wait whose time zones were written they are planned again: in a transaction of its own, since their
 * rows may not be locked before their places. Who repeats the request repeats it.
 */
export async function followZones(
  system: System,
  { workspaceId, written }: { workspaceId: string; written: Written },
): Promise<void> {
  const contactIds = zonedOf(written);
  if (contactIds.length === 0) return;
  const now = system.clock.now();
  await system.db.transaction().execute((trx) => replanPeople(trx, { workspaceId, contactIds }, now));
  await system.bus.publish('dial');
}

/** The country that national numbers are read with: the given one, else the workspace's. */
export async function countryOf(db: Runner, workspaceId: string, given: string | undefined): Promise<string> {
  if (given === undefined) return (await getWorkspace(db, workspaceId)).defaultCountry;
  const country = given.trim().toUpperCase();
  if (isCountry(country)) return country;
  const message = 'Must be a two-letter ISO 3166 code such as US, GB or IN';
  throw new Invalid('validation_failed', `/country: ${message}`, {
    errors: [{ pointer: '/country', code: 'unknown_country', message }],
  });
}

async function gather(
  trx: Trx,
  source: Source,
  input: { contactIds: string[]; contacts: NewContact[] },
): Promise<Gathered & { written: Written }> {
  const byId = await gatherKnown(trx, source, input.contactIds);
  const byData = await gatherNew(trx, source, input.contacts);
  const people = new Map([...byId.people, ...byData.people].map((person) => [person.phone, person]));
  const { written } = byData;
  return { people: [...people.values()], problems: [...byId.problems, ...byData.problems], written };
}

/** These contacts as people to be enrolled; unknown ids and numbers that must not be called are problems. */
export async function gatherKnown(trx: Trx, { workspaceId }: Source, ids: string[]): Promise<Gathered> {
  const known = new Map((await findContacts(trx, workspaceId, ids)).map((contact) => [contact.contactId, contact]));
  const suppressed = await listSuppressed(
    trx,
    workspaceId,
    [...known.values()].map(({ phone }) => phone),
  );
  const gathered: Gathered = { people: [], problems: [] };
  ids.forEach((id, n) => {
    const contact = known.get(id.toLowerCase());
    const pointer = `/contactIds/${n}`;
    if (!contact)
      gathered.problems.push({ pointer, code: 'contact_not_found', reason: 'There is no contact with this id' });
    else if (suppressed.has(contact.phone)) gathered.problems.push({ pointer, code: 'suppressed', reason: neverCall });
    else gathered.people.push(personOf(contact, {}));
  });
  return gathered;
}

const neverCall = 'The number is on the do-not-call list';

async function gatherNew(trx: Trx, source: Source, contacts: NewContact[]): Promise<Gathered & { written: Written }> {
  const { workspaceId, country, now } = source;
  const { rows, problems } = readContacts(contacts, country);
  const written = await upsertContacts(trx, { workspaceId, rows: JSON.stringify(rows), now });
  const ids = written.flatMap(({ contactId }) => (contactId === null ? [] : [contactId]));
  const known = new Map((await findContacts(trx, workspaceId, ids)).map((contact) => [contact.contactId, contact]));
  const people = written.flatMap(({ n, contactId }) => {
    const contact = known.get(contactId ?? '');
    return contact ? [personOf(contact, contacts[n] ?? {})] : [];
  });
  const suppressed = written.filter(({ contactId }) => contactId === null);
  return {
    people,
    written,
    problems: [
      ...problems,
      ...suppressed.map(({ n }) => ({ pointer: `/contacts/${n}/phone`, code: 'suppressed', reason: neverCall })),
    ],
  };
}

function personOf(contact: KnownContact, given: Pick<Partial<NewContact>, 'priority' | 'nextAction'>): EnrolledPerson {
  const { contactId, phone, zones } = contact;
  const priority = priorityOf({ ...contact, explicit: given.priority ?? 0 });
  return { contactId, phone, zones, priority, nextAction: given.nextAction ?? null };
}

/** Nobody of the request can be called: all that is wrong with it. */
export function nobody(problems: ContactProblem[]): Invalid {
  if (problems.length === 0) {
    const message = 'Must name at least one person, in contacts or in contactIds';
    return new Invalid('validation_failed', `/contacts: ${message}`, {
      errors: [{ pointer: '/contacts', code: 'required', message }],
    });
  }
  const errors = problems.map(({ pointer, code, reason }) => ({ pointer, code, message: reason }));
  return new Invalid('validation_failed', `Nobody could be added. ${errors[0]?.pointer}: ${errors[0]?.message}`, {
    errors,
  });
}
