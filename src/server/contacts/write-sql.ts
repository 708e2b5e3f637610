import { sql } from 'kysely';
import pg from 'pg';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';
import type { ContactRow } from './sql.ts';

/** A new contact; null when its number is in the book already. */
export async function insertContact(
  db: Runner,
  { workspaceId, row, now }: { workspaceId: string; row: ContactRow; now: Date },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    insert into contacts (workspace_id, id, phone, name, email, company, notes, time_zone, zones, custom, tags, created_at,
      updated_at)
    values (${workspaceId}, ${row.id}, ${row.phone}, ${row.name}, ${row.email}, ${row.company}, ${row.notes},
      ${row.time_zone}, ${row.zones}, ${JSON.stringify(row.custom)}, ${row.tags ?? []}, ${now}, ${now})
    on conflict (workspace_id, phone) do nothing
    returning id
  `.execute(db);
  return rows[0]?.id ?? null;
}

export async function findByPhone(db: Runner, workspaceId: string, phone: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts where workspace_id = ${workspaceId} and phone = ${phone}
  `.execute(db);
  return rows[0]?.id ?? null;
}

/** What can be written of a contact by hand. */
export type StoredContact = {
  phone: string;
  name: string | null;
  email: string | null;
  company: string | null;
  notes: string | null;
  timeZone: string | null;
  zones: string[];
  custom: Record<string, unknown>;
  tags: string[];
};

export async function getStored(db: Runner, workspaceId: string, id: string): Promise<StoredContact> {
  const { rows } = await sql<StoredContact>`
    select phone, name, email, company, notes, time_zone as "timeZone", zones, custom, tags
    from contacts where workspace_id = ${workspaceId} and id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('contact', id);
  return rows[0];
}

/** Writes a contact that is as it was when read; false when somebody else changed its number or deleted it meanwhile. */
export async function updateContact(
  db: Runner,
  key: { workspaceId: string; id: string; phone: string; now: Date },
  contact: StoredContact,
): Promise<boolean> {
  const { rows } = await sql`
    update contacts
    set phone = ${contact.phone}, name = ${contact.name}, email = ${contact.email}, company = ${contact.company},
      notes = ${contact.notes}, time_zone = ${contact.timeZone}, zones = ${contact.zones},
      custom = ${JSON.stringify(contact.custom)}, tags = ${contact.tags}, updated_at = ${key.now}
    where workspace_id = ${key.workspaceId} and id = ${key.id} and phone = ${key.phone}
    returning id
  `.execute(db);
  return rows.length > 0;
}

/** Somebody added the number meanwhile. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505';
}

export async function deleteContact(db: Runner, workspaceId: string, id: string): Promise<void> {
  await sql`delete from contacts where workspace_id = ${workspaceId} and id = ${id}`.execute(db);
}

/** Adds tags to contacts and takes others away; returns how many are not as they were. */
export async function changeTags(
  db: Runner,
  change: { workspaceId: string; ids: string[]; add: string[]; remove: string[]; now: Date },
): Promise<number> {
  const { rows } = await sql`
    with chosen as (
      select c.workspace_id, c.id, array(
        select distinct tag from unnest(c.tags || ${change.add}::text[]) tag
        where tag <> all(${change.remove}::text[]) order by tag
      ) as tags
      from contacts c
      where c.workspace_id = ${change.workspaceId} and c.id = any(${change.ids}::uuid[])
      order by c.id
      for update
    )
    update contacts c set tags = n.tags, updated_at = ${change.now}
    from chosen n
    where c.workspace_id = n.workspace_id and c.id = n.id and c.tags <> n.tags
    returning c.id
  `.execute(db);
  return rows.length;
}
