import { sql } from 'kysely';
import type { PhoneNumber } from '#contract/phone-numbers.ts';
import type { PageKey } from '#server/database/page.ts';
import type { Runner } from '#server/database/pool.ts';
import { NotFound } from '#server/errors.ts';

const columns = sql`id, provider_account_id as "providerAccountId", phone, label`;

type Key = { workspaceId: string; id: string };

export async function getNumber(db: Runner, { workspaceId, id }: Key): Promise<PhoneNumber> {
  const { rows } = await sql<PhoneNumber>`
    select ${columns} from phone_numbers where workspace_id = ${workspaceId} and id = ${id}
  `.execute(db);
  if (!rows[0]) throw new NotFound('phone number', id);
  return rows[0];
}

/** The oldest first; one row more than `limit`. */
export async function listNumbers(
  db: Runner,
  filter: { workspaceId: string; providerAccountId: string | null },
  { after, limit }: { after: PageKey | null; limit: number },
): Promise<PhoneNumber[]> {
  const { rows } = await sql<PhoneNumber>`
    select ${columns} from phone_numbers
    where workspace_id = ${filter.workspaceId}
      and (${filter.providerAccountId}::uuid is null or provider_account_id = ${filter.providerAccountId}::uuid)
      and (${after?.[0] ?? null}::uuid is null or id > ${after?.[0] ?? null}::uuid)
    order by id
    limit ${limit + 1}
  `.execute(db);
  return rows;
}

/** Returns whether the account did not have it yet. */
export async function insertNumber(trx: Runner, number: PhoneNumber & { workspaceId: string }): Promise<boolean> {
  const { rows } = await sql`
    insert into phone_numbers (workspace_id, id, provider_account_id, phone, label)
    values (${number.workspaceId}, ${number.id}, ${number.providerAccountId}, ${number.phone}, ${number.label})
    on conflict (workspace_id, provider_account_id, phone) do nothing
    returning id
  `.execute(trx);
  return rows.length > 0;
}

export async function updateLabel(trx: Runner, { workspaceId, id }: Key, label: string): Promise<void> {
  await sql`
    update phone_numbers set label = ${label} where workspace_id = ${workspaceId} and id = ${id}
  `.execute(trx);
}

/** Campaigns that are not over and call from this number. */
export async function listCampaignsFrom(
  db: Runner,
  { workspaceId, id }: Key,
): Promise<{ id: string; name: string; status: string }[]> {
  const { rows } = await sql<{ id: string; name: string; status: string }>`
    select id, name, status from campaigns
    where workspace_id = ${workspaceId} and from_number_ids @> array[${id}::uuid] and deleted_at is null
      and status not in ('completed', 'cancelled')
    order by created_at, id
    limit 50
  `.execute(db);
  return rows;
}

export async function deleteNumber(trx: Runner, { workspaceId, id }: Key): Promise<void> {
  await sql`delete from phone_numbers where workspace_id = ${workspaceId} and id = ${id}`.execute(trx);
}
