import { Kysely, PostgresDialect, sql } from 'kysely';
import type { QueryResult, RawBuilder, Transaction } from 'kysely';
import pg from 'pg';
import type { Log } from '#server/log.ts';
import { prepareStatements } from './prepare.ts';
import type { DB } from './tables.ts';

export type Database = Kysely<DB>;

/** What a statement may run on: the pool, or one transaction. */
export type Runner = Kysely<DB> | Transaction<DB>;

type Results<Rows extends unknown[]> = { [Index in keyof Rows]: QueryResult<Rows[Index]> };

/**
 * Statements of which none needs to know what the one before gave, sent together: each is done by itself and in this
 * order, with a snapshot of its own, as if awaited one by one; only the way to the database and back is gone once.
 */
export async function inOneGo<Rows extends unknown[]>(
  trx: Transaction<DB>,
  statements: { [Index in keyof Rows]: RawBuilder<Rows[Index]> },
): Promise<Results<Rows>> {
  const executor = trx.getExecutor();
  if (executor.plugins.length > 0) return (await oneByOne(trx, statements)) as Results<Rows>;
  const compiled = statements.map((statement) => statement.compile(trx));
  const results = executor.provideConnection((connection) =>
    Promise.all(compiled.map((each) => connection.executeQuery(each))),
  );
  return (await results) as Results<Rows>;
}

/** A plugin stands between a statement and the next: tests stop there, to let others in. */
async function oneByOne(trx: Transaction<DB>, statements: RawBuilder<unknown>[]): Promise<QueryResult<unknown>[]> {
  const results: QueryResult<unknown>[] = [];
  for (const statement of statements) results.push(await statement.execute(trx));
  return results;
}

export type PoolOptions = {
  url: string;
  log: Log;
  /** Connections at most. */
  size?: number;
  /** Shown in pg_stat_activity. */
  name?: string;
  /** Settings of every connection. */
  settings?: Record<string, string>;
};

const int8 = 20;
const numeric = 1700;
const int8Array = 1016;
const numericArray = 1231;

/** Counts and sums fit into a number: int8 and numeric arrive as numbers, not as strings. */
const numbersAsNumbers: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number;
    if (oid === int8Array || oid === numericArray) return readNumbers;
    return pg.types.getTypeParser(oid, format);
  },
};

/** `{1,NULL,2.5}`: our arrays of numbers have one dimension. */
function readNumbers(text: string): (number | null)[] {
  if (text === '{}') return [];
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? null : Number(item)));
}

/** A pool whose lost connections are logged: unheard, they would end the process. */
export function openPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size ?? 20,
    types: numbersAsNumbers,
    application_name: options.name ?? 'carillon',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    pipeline: true,
    ...(options.settings ? { options: asOptions(options.settings) } : {}),
  });
  pool.on('error', (err) => options.log.warn({ err }, 'a database connection was lost'));
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

function asOptions(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** The database of an installation; `destroy()` closes its connections. */
export function openDatabase(options: PoolOptions): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool: prepareStatements(openPool(options)) }) });
}

const oldestVersion = 150_000;

/** Refuses a database that can't be reached or is too old, with a sentence for whoever set DATABASE_URL. */
export async function checkDatabase(db: Database): Promise<void> {
  const { rows } = await sql<{ version: string }>`select current_setting('server_version_num') as version`
    .execute(db)
    .catch((cause: unknown) => {
      throw new Error(`DATABASE_URL can't be used: ${reasonOf(cause)} Correct it, or leave it out.`, { cause });
    });
  if (Number(rows[0]?.version) >= oldestVersion) return;
  throw new Error('DATABASE_URL names a PostgreSQL older than 15. Use 15 or newer, or leave it out.');
}

function reasonOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(first instanceof Error)) return `${String(first)}.`;
  const code = 'code' in first ? String(first.code) : '';
  const known: Record<string, string> = {
    ECONNREFUSED: `nothing answers there (${first.message}).`,
    ENOTFOUND: `its host is not known (${first.message}).`,
    '28P01': 'its user or password is refused.',
    '3D000': `its database does not exist (${first.message}).`,
  };
  return known[code] ?? `${first.message}.`;
}
