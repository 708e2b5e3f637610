import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { createBus } from './bus.ts';
import type { Bus } from './bus.ts';
import { createLog } from './log.ts';

let database: TestDatabase;
let buses: Bus[] = [];
beforeAll(async () => {
  database = await createDatabase();
});
afterEach(async () => {
  await Promise.all(buses.map((bus) => bus.close()));
  buses = [];
});
afterAll(() => database.close());

async function open(): Promise<{ bus: Bus; heard: string[] }> {
  const bus = await createBus({ databaseUrl: database.url, log: createLog('silent') });
  buses.push(bus);
  const heard: string[] = [];
  bus.subscribe('dial', (message) => heard.push(message));
  return { bus, heard };
}

test('the own process hears at once and once, the others once', async () => {
  const [here, there] = [await open(), await open()];
  const sent = here.bus.publish('dial', 'two words');
  expect(here.heard).toEqual(['two words']);
  await sent;
  await vi.waitFor(() => expect(there.heard).toEqual(['two words']));
  await there.bus.publish('dial');
  await vi.waitFor(() => expect(here.heard).toEqual(['two words', '']));
  expect(there.heard).toEqual(['two words', '']);
});

test('topics are apart, and an ended subscription is silent', async () => {
  const { bus, heard } = await open();
  const inbox: string[] = [];
  const end = bus.subscribe('inbox', (message) => inbox.push(message));
  await bus.publish('inbox', 'one');
  end();
  await bus.publish('inbox', 'two');
  expect([inbox, heard]).toEqual([['one'], []]);
});

test('after a lost connection it listens again, and everybody is told to look', async () => {
  const [here, there] = [await open(), await open()];
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'carillon bus'
    and datname = current_database()`.execute(database.db);
  await vi.waitFor(() => expect([here.heard, there.heard]).toEqual([[''], ['']]), 10_000);
  await here.bus.publish('dial', 'again');
  await vi.waitFor(() => expect(there.heard).toEqual(['', 'again']), 10_000);
});

test('publishing while the database is away neither throws nor waits', async () => {
  const { bus, heard } = await open();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'carillon bus'
    and datname = current_database()`.execute(database.db);
  await bus.publish('dial', 'now');
  expect(heard).toContain('now');
});
