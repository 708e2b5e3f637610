import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { jurisdictionDigits } from '#domain/legal-hours/jurisdictions.ts';
import type { Runner } from '#server/database/pool.ts';

/** People alike in what their hours depend on: their zones, and as much of the number as its law needs. */
export type KindRow = {
  zones: string[];
  prefix: string;
  isSuppressed: boolean;
  people: number;
  /** Of them those who wait in another campaign that calls, or will. */
  elsewhere: number;
  /** By variable asked for: of them those who have nothing there. */
  missing: number[];
};

type Asked = { workspaceId: string; campaignId: string; variables: string[] };

/** Contacts of the book by their ids; those that are not there are left out. */
export function listKindsOfContacts(db: Runner, asked: Asked, contactIds: string[]): Promise<KindRow[]> {
  return listKinds(
    db,
    asked,
    sql`
      select c.id, c.phone, c.zones, c.name, c.email, c.company, c.custom
      from (select distinct id from unnest(${contactIds}::uuid[]) as given (id)) given
      join contacts c on c.workspace_id = ${asked.workspaceId} and c.id = given.id
    `,
  );
}

/** People who wait in a campaign; of many, so many looked up evenly along its line. */
export function listKindsOfCampaign(db: Runner, asked: Asked, probes: number | null): Promise<KindRow[]> {
  const some =
    probes === null
      ? sql`
          select * from enrollments
          where workspace_id = ${asked.workspaceId} and campaign_id = ${asked.campaignId}
            and status in ('pending', 'waiting', 'queued')
        `
      : sql`
          select e.* from (
            select min(position) as first, max(position) as last from enrollments where campaign_id = ${asked.campaignId}
          ) span, generate_series(0, ${probes - 1}::int) as probe
          cross join lateral (
            select * from enrollments
            where workspace_id = ${asked.workspaceId} and campaign_id = ${asked.campaignId}
              and position >= span.first + (span.last - span.first) * probe / ${probes}::bigint
            order by position
            limit 1
          ) e
          where e.status in ('pending', 'waiting', 'queued')
        `;
  return listKinds(
    db,
    asked,
    sql`
      select c.id, e.phone, coalesce(c.zones, case when l.legal_zones = '{}' then l.zones else l.legal_zones end) as zones,
        c.name, c.email, c.company, c.custom
      from (${some}) e
      join lanes l on l.workspace_id = e.workspace_id and l.id = e.lane_id
      left join contacts c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    `,
  );
}

async function listKinds(db: Runner, asked: Asked, people: RawBuilder<unknown>): Promise<KindRow[]> {
  const { workspaceId, campaignId, variables } = asked;
  const counts = variables.map((name) => sql`count(*) filter (where coalesce(${valueOf(name)}, '') = '')::int`);
  const { rows } = await sql<KindRow>`
    select p.zones, left(p.phone, ${jurisdictionDigits}::int) as prefix, s.phone is not null as "isSuppressed",
      count(*)::int as people,
      count(*) filter (where exists (
        select from enrollments o
        join campaigns k on k.workspace_id = o.workspace_id and k.id = o.campaign_id
        where o.workspace_id = ${workspaceId} and o.contact_id = p.id and o.campaign_id <> ${campaignId}
          and o.status in ('pending', 'waiting', 'queued', 'calling')
          and k.status in ('scheduled', 'running', 'paused') and k.deleted_at is null
      ))::int as elsewhere,
      ${counts.length === 0 ? sql`'{}'::int[]` : sql`array[${sql.join(counts)}]`} as missing
    from (${people}) p
    left join suppressions s on s.workspace_id = ${workspaceId} and s.phone = p.phone
    group by 1, 2, 3
  `.execute(db);
  return rows;
}

/** What the agent would be told under this name. */
function valueOf(name: string): RawBuilder<unknown> {
  if (name === 'name' || name === 'email' || name === 'company' || name === 'phone') return sql.ref(`p.${name}`);
  return sql`p.custom ->> ${name}`;
}

/** Contacts that came with an import, at most about so many of them, evenly; and how many there were. */
export async function listImported(
  db: Runner,
  { workspaceId, importId, most }: { workspaceId: string; importId: string; most: number },
): Promise<{ ids: string[]; all: number }> {
  const { rows } = await sql<{ ids: string[]; all: number }>`
    with came as (
      select id, row_number() over () as nth, count(*) over () as n
      from import_batches b, unnest(b.contact_ids) as id
      where b.workspace_id = ${workspaceId} and b.import_id = ${importId}
    )
    select coalesce(array_agg(id) filter (where nth % greatest(1, n / ${most}) = 0), '{}') as ids,
      coalesce(max(n), 0)::int as "all"
    from came
  `.execute(db);
  return rows[0] ?? { ids: [], all: 0 };
}
