import { record } from '#server/audit/sql.ts';
import type { ContactFilters } from '#contract/contacts.ts';
import { requireCampaign } from '#server/campaigns/sql.ts';
import { withLastCall } from '#server/calls/last-call.ts';
import { listCalls } from '#server/calls/sql.ts';
import { pageFrom, readCursor } from '#server/database/page.ts';
import { isOnThePhone, leaveQueues } from '#server/dialer/person/contact.ts';
import { lockPerson } from '#server/dialer/arm.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { System } from '#server/system.ts';
import { countBook, getBookRow, listBook, listEnrollmentsOf } from './book-sql.ts';
import type { BookFilter } from './book-sql.ts';
import { changeContact } from './change.ts';
import { createMany } from './create-many.ts';
import { exportContacts } from './export.ts';
import { countryOf } from './handlers.ts';
import { presentContact } from './present.ts';
import { invalidContact, readPerson, suppressed, taken } from './read-contacts.ts';
import { filterOf } from './search.ts';
import { listSuppressed } from '#server/suppressions/sql.ts';
import { changeTags, deleteContact, findByPhone, getStored, insertContact } from './write-sql.ts';

/** The contact book; people are put into campaigns by handlers.ts. */
/** What was searched for may be a number; that there was a search is enough. */
function namesOf(query: object): string[] {
  return Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

export const bookHandlers: Handlers['contacts'] = {
  async list(system, { workspaceId }, { limit, cursor, sort, ...query }) {
    const filter = await readFilter(system, workspaceId, query);
    const list = ['contacts', sort, query];
    const rows = await listBook(system, filter, {
      sort,
      after: readCursor(cursor, list),
      limit,
    });
    const { data, page } = pageFrom(rows, { limit, list, keyOf: (row) => [row.order, row.id] });
    return { data: data.map(presentContact), page };
  },

  async matching(system, { workspaceId }, { most, ...query }) {
    return countBook(system, await readFilter(system, workspaceId, query), most);
  },

  async create(system, { workspaceId }, { country, ...person }) {
    const read = readPerson(person, { n: 0, country: await countryOf(system.db, workspaceId, country) });
    if ('code' in read) throw invalidContact(read);
    if ((await listSuppressed(system.db, workspaceId, [read.phone])).size > 0) throw suppressed();
    const id = await insertContact(system.db, { workspaceId, row: read, now: system.clock.now() });
    if (id === null) throw taken(read.phone, await findByPhone(system.db, workspaceId, read.phone));
    return presentContact(await getBookRow(system.db, workspaceId, id));
  },

  createMany,

  async tag(system, { workspaceId }, { contactIds, add, remove }) {
    const change = { workspaceId, ids: contactIds, add, remove, now: system.clock.now() };
    return { changed: await changeTags(system.db, change) };
  },

  async export(system, actor, query) {
    const filter = await readFilter(system, actor.workspaceId, query);
    await record(system.db, actor, { action: 'exported', target: 'contacts', after: { filters: namesOf(query) } });
    return exportContacts(system, filter);
  },

  async get(system, { workspaceId }, { id }) {
    return presentContact(await getBookRow(system.db, workspaceId, id));
  },

  async change(system, actor, { id, ...changes }) {
    await changeContact(system, actor, { id, changes });
    return presentContact(await getBookRow(system.db, actor.workspaceId, id));
  },

  async delete(system, actor, { id }) {
    const isCalled = await removeContact(system, actor, id);
    await system.bus.publish('dial');
    return isCalled ? { status: 'deleting' } : undefined;
  },

  async calls(system, { workspaceId }, { id, limit, cursor }) {
    await getStored(system.db, workspaceId, id);
    const list = ['contact-calls', id];
    const filter = { workspaceId, campaignId: null, contactId: id, status: null, disposition: null, sought: null };
    const rows = await listCalls(system.db, filter, { after: readCursor(cursor, list), limit });
    return pageFrom(rows, { limit, list, keyOf: (row) => [row.claimedKey, row.id] });
  },

  async enrollments(system, { workspaceId }, { id, limit, cursor }) {
    await getStored(system.db, workspaceId, id);
    const list = ['contact-enrollments', id];
    const page = { after: readCursor(cursor, list), limit };
    const rows = await listEnrollmentsOf(system.db, { workspaceId, id }, page);
    const { data, page: next } = pageFrom(rows, { limit, list, keyOf: (row) => [row.order] });
    return { data: data.map(withLastCall), page: next };
  },
};

async function readFilter(system: System, workspaceId: string, query: ContactFilters): Promise<BookFilter> {
  if (query.campaignId !== undefined) await requireCampaign(system.db, workspaceId, query.campaignId);
  return filterOf({ workspaceId, country: await countryOf(system.db, workspaceId, undefined) }, query);
}

/** Returns whether the contact is being called: that call ends by itself, and there is no next. */
async function removeContact(system: System, { workspaceId }: Actor, id: string): Promise<boolean> {
  return system.db.transaction().execute(async (trx) => {
    const { phone } = await getStored(trx, workspaceId, id);
    await lockPerson(trx, workspaceId, phone);
    const isCalled = await isOnThePhone(trx, workspaceId, phone);
    await leaveQueues(trx, { workspaceId, contactId: id, now: system.clock.now() });
    await deleteContact(trx, workspaceId, id);
    return isCalled;
  });
}
