import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Contact, ContactEnrollment, ContactOrder } from '#contract/contacts.ts';
import type { CallingPrefixes } from '#domain/calling-prefix.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { lastCall } from '#server/calls/last-call.ts';
import { waitsFor } from '#server/dialer/person/law.ts';
import { NotFound } from '#server/errors.ts';
import type { System } from '#server/system.ts';

export type BookRow = Omit<Contact, 'timeZone' | 'timeZoneSource'> & { givenZone: string | null; order: string };

const bookColumns = sql`
  c.id, c.phone, c.name, c.email, c.company, c.notes, c.tags, c.custom, c.time_zone as "givenZone", c.zones,
  c.successful_calls as "successfulCalls", c.not_connected as "notConnectedCalls",
  c.last_conversation_at as "lastConversationAt", (
    select e.last_disposition from enrollments e
    where e.workspace_id = c.workspace_id and e.contact_id = c.id and e.last_disposition is not null
    order by e.updated_at desc
    limit 1
  ) as "lastDisposition", c.last_summary as "lastSummary", c.created_at as "createdAt",
  c.updated_at as "updatedAt",
  exists (select from suppressions s where s.workspace_id = c.workspace_id and s.phone = c.phone) as suppressed
`;

export async function getBookRow(db: Runner, workspaceId: string, id: string): Promise<BookRow> {
  const { rows } = await sql<BookRow>`
    select ${bookColumns}, '' as order from contacts c where c.workspace_id = ${workspaceId} and c.id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('contact', id);
  return rows[0];
}

/** What a contact must be to be in a list; what is null or missing asks for nothing. */
export type BookFilter = {
  workspaceId: string;
  /** What name, last word of the name, e-mail or company begin with, in small letters. */
  beginning: string | null;
  /** What the number begins with; one of these. */
  phones: string[] | null;
  tag: string | null;
  hasName: boolean | null;
  hasEmail: boolean | null;
  campaignId: string | null;
  isSuppressed: boolean | null;
  spokenFrom: Date | null;
  spokenBefore: Date | null;
  prefixes: CallingPrefixes | null;
  timeZone: string | null;
};

function conditions(filter: BookFilter): RawBuilder<unknown> {
  const wanted = [
    sql`c.workspace_id = ${filter.workspaceId}`,
    ...asked(filter.beginning, beginsWith),
    ...asked(filter.phones, (phones) => sql`(${sql.join(phones.map(isBelow), sql` or `)})`),
    ...asked(filter.tag, (tag) => sql`c.tags <> '{}' and c.tags @> array[${tag}]`),
    ...asked(filter.hasName, (hasName) => sql`(coalesce(c.name, '') <> '') = ${hasName}`),
    ...asked(filter.hasEmail, (hasEmail) => sql`(coalesce(c.email, '') <> '') = ${hasEmail}`),
    ...asked(filter.campaignId, isEnrolled),
    ...asked(filter.isSuppressed, (isSuppressed) => (isSuppressed ? onTheList : sql`not ${onTheList}`)),
    ...asked(filter.spokenFrom, (from) => sql`c.last_conversation_at >= ${from}`),
    ...asked(filter.spokenBefore, (before) => sql`c.last_conversation_at < ${before}`),
    ...asked(filter.prefixes, hasPrefix),
    ...asked(filter.timeZone, (zone) => sql`c.zones @> array[${zone}]`),
  ];
  return sql.join(wanted, sql` and `);
}

function asked<T>(value: T | null, condition: (value: T) => RawBuilder<unknown>): RawBuilder<unknown>[] {
  return value === null ? [] : [condition(value)];
}

/** By the indexes of these names; in one order of letters, whatever the database's own is. */
const begun = [
  (like: string) => sql`${byName} like ${like}`,
  (like: string) =>
    sql`c.name like '% %' and lower(substring(left(c.name, 100) from '\\S+$')) collate "C" like ${like}`,
  (like: string) => sql`c.email is not null and lower(left(c.email, 100)) collate "C" like ${like}`,
  (like: string) => sql`c.company is not null and lower(left(c.company, 100)) collate "C" like ${like}`,
];

function likeOf(text: string): string {
  return `${text.slice(0, 100).replaceAll(/[\\%_]/g, '\\$&')}%`;
}

function beginsWith(text: string): RawBuilder<unknown> {
  return sql`(${sql.join(
    begun.map((condition) => sql`(${condition(likeOf(text))})`),
    sql` or `,
  )})`;
}

const byName = sql`lower(left(coalesce(c.name, ''), 100)) collate "C"`;

/** Letters come after digits in every order, so this range holds what begins with the number. */
function isBelow(phone: string): RawBuilder<unknown> {
  return sql`(c.phone >= ${phone} and c.phone < ${`${phone}a`})`;
}

function hasPrefix({ length, prefixes }: CallingPrefixes): RawBuilder<unknown> {
  const [first, ...others] = prefixes;
  if (first !== undefined && others.length === 0) return isBelow(first);
  return sql`left(c.phone, ${length}) = any(${prefixes}::text[])`;
}

function isEnrolled(campaignId: string): RawBuilder<unknown> {
  return sql`exists (
    select from enrollments e where e.workspace_id = c.workspace_id and e.contact_id = c.id and e.campaign_id = ${campaignId}
  )`;
}

const onTheList = sql`
  exists (select from suppressions s where s.workspace_id = c.workspace_id and s.phone = c.phone)
`;

/** What each order goes by before the id; the type is its key's. Ids are given in time: they are the order of making. */
const orders: Record<string, { by: RawBuilder<unknown>; type: string }> = {
  createdAt: { by: sql`''::text`, type: 'text' },
  name: { by: byName, type: 'text' },
  lastConversation: { by: sql`c.last_conversation_at`, type: 'timestamptz' },
};

type BookPage = { sort: ContactOrder; after: PageKey | null; limit: number };

/** Where people are looked for, and where they are read. */
type Book = Pick<System, 'db' | 'everywhere'>;

/** One row more than `limit`, to know whether there are more. */
export async function listBook(system: Book, filter: BookFilter, page: BookPage): Promise<BookRow[]> {
  const found = await search(system, filter, (wanted, trx) => findPage(trx, wanted, page));
  const { rows } = await sql<BookRow>`
    select ${bookColumns}, found.order
    from unnest(${found.map(({ id }) => id)}::uuid[], ${found.map(({ order }) => order)}::text[])
      with ordinality found (id, "order", place)
    join contacts c on c.workspace_id = ${filter.workspaceId} and c.id = found.id
    order by found.place
  `.execute(system.db);
  // Somebody was deleted in between: a page that is not full would be taken for the last.
  return rows.length < found.length ? listBook(system, filter, page) : rows;
}

async function findPage(
  trx: Runner,
  wanted: RawBuilder<unknown>,
  page: BookPage,
): Promise<{ id: string; order: string }[]> {
  const { by, rest, direction } = orderOf(page);
  const { rows } = await sql<{ id: string; order: string }>`
    select c.id, ${by}::text as order
    from contacts c
    where ${wanted} and ${rest}
    order by ${direction}
    limit ${page.limit + 1}
  `.execute(trx);
  return rows;
}

/**
 * Looks for ids only, without the wall, which keeps what is not leakproof (lower, like) out of the indexes: nobody's name
 * cost 2.8 s among a million. So each condition is one of the filter's workspace, and rows are read through the wall.
 */
async function search<T>(
  { db, everywhere }: Book,
  filter: BookFilter,
  find: (wanted: RawBuilder<unknown>, trx: Runner) => Promise<T>,
): Promise<T> {
  return (everywhere ?? db).transaction().execute(async (trx) => {
    const rare = await findRare(trx, filter);
    return find(sql`${conditions(filter)} and ${rare ? sql`c.id = any(${rare}::uuid[])` : sql`true`}`, trx);
  });
}

/** More people than that who begin so are soon met by walking through the book. */
const rareMax = 5000;

/**
 * Who begins so, by the indexes, when few do; else null. The planner takes a beginning that it knows nothing of for
 * one of every two hundred people: nobody of that name cost 2.4 s among a million.
 */
async function findRare(
  trx: Runner,
  { workspaceId, beginning }: Pick<BookFilter, 'workspaceId' | 'beginning'>,
): Promise<string[] | null> {
  // One plan for all values would walk a million people for a rare name, or sort them for a common one.
  await sql`set local plan_cache_mode = force_custom_plan`.execute(trx);
  if (beginning === null) return null;
  const like = likeOf(beginning);
  const parts = begun.map(
    (condition) => sql`
      (select c.id from contacts c where c.workspace_id = ${workspaceId} and ${condition(like)} limit ${rareMax})
    `,
  );
  const { rows } = await sql<{ id: string }>`${sql.join(parts, sql` union all `)}`.execute(trx);
  return rows.length < rareMax ? rows.map(({ id }) => id) : null;
}

/** Somebody looked for: by number, by who he is, or by how he begins where too many begin so to name them. */
export type Sought = Pick<BookFilter, 'beginning' | 'phones'> & { contactIds: string[] | null };

export async function findSought(
  { db, everywhere }: Book,
  filter: Pick<BookFilter, 'workspaceId' | 'beginning' | 'phones'>,
): Promise<Sought> {
  const contactIds = await (everywhere ?? db).transaction().execute((trx) => findRare(trx, filter));
  return { beginning: filter.beginning, phones: filter.phones, contactIds };
}

/** Of a place in a campaign, `e`, and a number: whether they are of whom is looked for. */
export function isSought({ phones, contactIds, beginning }: Sought, phone: RawBuilder<unknown>): RawBuilder<unknown> {
  if (phones !== null)
    return sql`(${sql.join(
      phones.map((begin) => sql`(${phone} >= ${begin} and ${phone} < ${`${begin}a`})`),
      sql` or `,
    )})`;
  if (contactIds !== null) return sql`e.contact_id = any(${contactIds}::uuid[])`;
  return sql`exists (
    select from contacts c where c.workspace_id = e.workspace_id and c.id = e.contact_id and ${beginsWith(beginning ?? '')}
  )`;
}

function orderOf({ sort, after }: BookPage) {
  const [name, way, beyond] = sort.startsWith('-') ? [sort.slice(1), 'desc', '<'] : [sort, 'asc', '>'];
  const { by, type } = orders[name] ?? { by: sql`''::text`, type: 'text' };
  const [to, than] = [sql.raw(way), sql.raw(beyond)];
  if (name === 'createdAt') {
    return { by, rest: after ? sql`c.id ${than} ${after[1]}::uuid` : sql`true`, direction: sql`c.id ${to}` };
  }
  const key = sql`${after?.[0]}::${sql.raw(type)}, ${after?.[1]}::uuid`;
  const spoken = name === 'lastConversation' ? sql`c.last_conversation_at is not null` : sql`true`;
  const rest = after ? sql`${spoken} and (${by}, c.id) ${than} (${key})` : spoken;
  return { by, rest, direction: sql`${by} ${to}, c.id ${to}` };
}

/** How many there are of these; and the first made of them, `most` at most. */
export async function countBook(
  system: Book,
  filter: BookFilter,
  most: number,
): Promise<{ total: number; contacts: { id: string; phone: string }[] }> {
  const { total, ids } = await search(system, filter, async (wanted, trx) => {
    const counted = await sql<{ total: number }>`
      select count(*)::float8 as total from contacts c where ${wanted}
    `.execute(trx);
    const first =
      most === 0
        ? { rows: [] }
        : await sql<{ id: string }>`
            select c.id from contacts c where ${wanted} order by c.id limit ${most}
          `.execute(trx);
    return { total: counted.rows[0]?.total ?? 0, ids: first.rows.map(({ id }) => id) };
  });
  if (ids.length === 0) return { total, contacts: [] };
  const { rows } = await sql<{ id: string; phone: string }>`
    select c.id, c.phone from contacts c
    where c.workspace_id = ${filter.workspaceId} and c.id = any(${ids}::uuid[])
    order by c.id
  `.execute(system.db);
  return { total, contacts: rows };
}

export type ContactEnrollmentRow = ContactEnrollment & { order: number };

/** The newest first; one row more than `limit`. */
export async function listEnrollmentsOf(
  db: Runner,
  contact: { workspaceId: string; id: string },
  page: { after: PageKey | null; limit: number },
): Promise<ContactEnrollmentRow[]> {
  const { rows } = await sql<ContactEnrollmentRow>`
    select e.id, e.campaign_id as "campaignId", e.contact_id as "contactId", e.phone, c.name, c.email, c.company, e.status,
      e.priority, e.attempts, e.due_at as "dueAt", e.last_disposition as "lastDisposition",
      ${waitsFor} as "waitsFor", e.next_action as "nextAction", c.custom, ${lastCall} as "lastCall", e.created_at as "createdAt", e.updated_at as "updatedAt", e.position as order,
      k.name as "campaignName", k.status as "campaignStatus"
    from enrollments e
    join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id and k.deleted_at is null
    join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
    where e.workspace_id = ${contact.workspaceId} and e.contact_id = ${contact.id}
      and ${page.after ? sql`e.position < ${page.after[0]}::bigint` : sql`true`}
    order by e.position desc
    limit ${page.limit + 1}
  `.execute(db);
  return rows;
}
