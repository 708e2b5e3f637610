import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { openDatabase } from '#server/database/pool.ts';
import type { Database } from '#server/database/pool.ts';
import { createLog } from '#server/log.ts';

export type TestDatabase = {
  url: string;
  db: Database;
  /** Closes the connections and drops the database. */
  close(): Promise<void>;
};

/** A database of its own for a test file: a clone of the migrated template. */
export function createDatabase(): Promise<TestDatabase> {
  return clone(new URL(inject('templateUrl')).pathname.slice(1));
}

/** A database without tables, for what makes them. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return clone('template0');
}

async function clone(original: string): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(template, `create database ${name} template ${original}`);
  const url = Object.assign(new URL(template), { pathname: `/${name}` }).href;
  const db = openDatabase({ url, log: createLog('error'), size: 10, name });
  const close = async () => {
    await db.destroy();
    await run(template, `drop database ${name} with (force)`);
  };
  return { url, db, close };
}

async function run(template: URL, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(template), { pathname: '/postgres' }).href });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
