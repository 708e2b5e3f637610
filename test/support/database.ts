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
export async function createDatabase(): Promise<TestDatabase> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(template, `create database ${name} template ${template.pathname.slice(1)}`);
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
