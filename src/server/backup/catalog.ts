import type pg from 'pg';

export type Table = { table: string; columns: string[] };

/** The tables of the installation, each after those that it refers to; a table that refers to itself is one statement. */
export async function readTables(client: pg.Client): Promise<Table[]> {
  const { rows: tables } = await client.query<Table>(`
    select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and not c.relispartition
    group by c.relname
    order by c.relname
  `);
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    select f.relname as from, t.relname as to
    from pg_constraint k
    join pg_class f on f.oid = k.conrelid
    join pg_class t on t.oid = k.confrelid
    where k.contype = 'f' and f.oid <> t.oid and k.connamespace = 'public'::regnamespace
  `);
  return inOrder(tables, references);
}

function inOrder(tables: Table[], references: { from: string; to: string }[]): Table[] {
  const done = new Set<string>();
  const ordered: Table[] = [];
  while (ordered.length < tables.length) {
    const free = tables.filter(
      ({ table }) => !done.has(table) && references.every(({ from, to }) => from !== table || done.has(to)),
    );
    if (free.length === 0)
      throw new Error('Tables refer to each other in a circle: they can not be restored in order.');
    for (const each of free) done.add(each.table);
    ordered.push(...free);
  }
  return ordered;
}

/** Where each sequence stands. Read after the tables: it is then past every number in them. */
export async function readSequences(client: pg.Client): Promise<{ name: string; value: string }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(`
    select sequencename as name, last_value::text as value from pg_sequences
    where schemaname = 'public' and last_value is not null
    order by sequencename
  `);
  return rows;
}

export async function readMigrations(client: pg.Client): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from migrations.checksums order by name',
  );
  return rows;
}

/** A name of the catalogue as a statement writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The instant of the installation: in a sandbox, whatever its clock shows. */
export async function readClock(client: pg.Client, realAt: Date): Promise<Date> {
  const { rows } = await client.query<{ virtual_at: Date; real_at: Date; speed: string }>(
    'select virtual_at, real_at, speed from sandbox_clock where ended_at is null',
  );
  const [set] = rows;
  if (!set) return realAt;
  return new Date(set.virtual_at.getTime() + (realAt.getTime() - set.real_at.getTime()) * Number(set.speed));
}
