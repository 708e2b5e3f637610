import { sql } from 'kysely';
import type { Runner } from '#server/database/pool.ts';

/** What is known of a person from a file or a request; null leaves what is known already. */
export type ContactRow = {
  /** The caller's own number for it, given back with the result. */
  n: number;
  /** Of the contact, if the number turns out to be new; the same when the same row is written again. */
  id: string;
  /** E.164 */
  phone: string;
  name: string | null;
  email: string | null;
  company: string | null;
  notes: string | null;
  time_zone: string | null;
  /** The given time zone alone, else all that the number may be in; never empty. */
  zones: string[];
  custom: Record<string, unknown>;
  tags?: string[];
};

/** A person as the queue needs him. */
export type KnownContact = {
  contactId: string;
  phone: string;
  zones: string[];
  name: string | null;
  email: string | null;
  company: string | null;
  successfulCalls: number;
  notConnected: number;
};

/** What became of one row, and the person as he is known now. */
export type WrittenContact = KnownContact & {
  n: number;
  isNew: boolean;
  /** Whether the row named the time zone of one who was known: wherever he waits must follow (`replanPeople`). */
  isZoned: boolean;
};

/** One whose number is on the do-not-call list: nothing was written. */
export type UnwrittenContact = { n: number; contactId: null; isNew: false; isZoned: false };

/** Contacts whose zones were written: their places are to be planned again. */
export function zonedOf(written: readonly (WrittenContact | UnwrittenContact)[]): string[] {
  return written.flatMap(({ contactId, isZoned }) => (isZoned ? [contactId] : []));
}

const known = sql`
  c.id as "contactId", c.phone, c.zones, c.name, c.email, c.company, c.successful_calls as "successfulCalls",
  c.not_connected as "notConnected"
`;

const tagsTogether = sql`array(select distinct unnest(c.tags || excluded.tags) order by 1)`;

/**
 * Writes people into the contact book, one for each number: new ones are inserted, known ones enriched. `rows` is a
 * ContactRow[] as JSON, so that thousands go into one parameter; numbers in it are distinct. Rows come back in their order.
 */
export async function upsertContacts(
  db: Runner,
  { workspaceId, rows, now }: { workspaceId: string; rows: string; now: Date },
): Promise<(WrittenContact | UnwrittenContact)[]> {
  const { rows: written } = await sql<WrittenContact | UnwrittenContact>`
    with given as materialized (
      select * from json_to_recordset(${rows}::json) as given (
        n int, id uuid, phone text, name text, email text, company text, notes text, time_zone text, zones text[],
        custom jsonb, tags text[]
      )
    ),
    written as (
      insert into contacts as c (workspace_id, id, phone, name, email, company, notes, time_zone, zones, custom,
        tags, created_at, updated_at)
      select ${workspaceId}, id, phone, name, email, company, notes, time_zone, zones, custom, coalesce(tags, '{}'), ${now},
        ${now}
      from given
      where not exists (
        select from suppressions s where s.workspace_id = ${workspaceId} and s.phone = given.phone
      )
      -- In one order everywhere: two imports of the same people would wait for each other's rows else.
      order by phone
      on conflict (workspace_id, phone) do update set
        name = coalesce(excluded.name, c.name),
        email = coalesce(excluded.email, c.email),
        company = coalesce(excluded.company, c.company),
        notes = coalesce(excluded.notes, c.notes),
        time_zone = coalesce(excluded.time_zone, c.time_zone),
        zones = case when excluded.time_zone is null then c.zones else excluded.zones end,
        custom = c.custom || excluded.custom,
        tags = case when excluded.tags <@ c.tags then c.tags else ${tagsTogether} end,
        updated_at = excluded.updated_at
      returning ${known}
    )
    select written.*, given.n, coalesce(written."contactId" = given.id, false) as "isNew",
      coalesce(written."contactId" <> given.id and given.time_zone is not null, false) as "isZoned"
    from given left join written on written.phone = given.phone
    order by given.n
  `.execute(db);
  return written;
}

/** These contacts of a workspace, in no order; ids it does not have are left out. */
export async function findContacts(db: Runner, workspaceId: string, ids: string[]): Promise<KnownContact[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<KnownContact>`
    select ${known}
    from unnest(${ids}::uuid[]) as asked (id)
    join contacts c on c.workspace_id = ${workspaceId} and c.id = asked.id
  `.execute(db);
  return rows;
}

type UntouchedRange = { workspaceId: string; first: string; last: string; since: Date };

/** Deletes contacts with ids in a range that nobody changed since an instant, called, or has in a campaign. */
export async function deleteUntouched(
  db: Runner,
  { workspaceId, first, last, since }: UntouchedRange,
): Promise<{ removed: number; kept: number }> {
  const { rows } = await sql<{ removed: number; kept: number }>`
    with there as (
      select id from contacts where workspace_id = ${workspaceId} and id between ${first}::uuid and ${last}::uuid
    ),
    gone as (
      delete from contacts c
      where c.workspace_id = ${workspaceId}
        and c.id between ${first}::uuid and ${last}::uuid
        and (c.updated_at <= ${since} or c.updated_at = c.created_at)
        and c.last_conversation_at is null
        and c.successful_calls = 0
        and c.not_connected = 0
        and not exists (select from enrollments e where e.workspace_id = c.workspace_id and e.contact_id = c.id)
      returning c.id
    )
    select (select count(*) from gone) as removed, (select count(*) from there) - (select count(*) from gone) as kept
  `.execute(db);
  return rows[0] ?? { removed: 0, kept: 0 };
}
