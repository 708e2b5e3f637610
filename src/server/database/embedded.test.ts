import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbedded } from './embedded.ts';
import type { EmbeddedPostgres } from './embedded.ts';

const isRoot = process.getuid?.() === 0;
// A new cluster takes a second, and ten on a machine with much else to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let started: EmbeddedPostgres[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embedded-'));
});
afterEach(async () => {
  await Promise.all(started.map((postgres) => postgres.stop().catch(() => {})));
  started = [];
  await rm(folder, { recursive: true, force: true });
});

/** Not asking for the disk is quicker, and enough where no data is at stake. */
async function start(settings: Record<string, string> = { fsync: 'off' }): Promise<EmbeddedPostgres> {
  const postgres = await startEmbedded({ folder, settings });
  started.push(postgres);
  return postgres;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = () => join(folder, 'postgres', 'cluster', 'data', 'postmaster.pid');

test('what was written is there after a stop and another start', async () => {
  const first = await start({});
  await query(first.url, 'create table kept as select 1 as n');
  await first.stop();
  await expect(stat(pidFile())).rejects.toThrow('ENOENT');
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('every acknowledged row is back after a kill -9 of the server', async () => {
  const first = await start({});
  await query(first.url, 'create table kept (n int)');
  for (let n = 0; n < 20; n += 1) await query(first.url, `insert into kept values (${n})`);
  process.kill(first.pid, 'SIGKILL');
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 20 }]);
});

test('a server that runs in the folder already is adopted, not started twice', async () => {
  const first = await start();
  const second = await start();
  expect([second.adopted, second.pid, second.url]).toEqual([true, first.pid, first.url]);
});

test.each([
  ['a process that is no more', () => 4_194_000],
  ['a stranger that was given its number', () => process.pid],
])('the pid file of %s does not keep it from starting', async (_whose, pid) => {
  const first = await start();
  const text = await readFile(pidFile(), 'utf8');
  await first.stop();
  await writeFile(pidFile(), text.replace(/^\d+/, String(pid())));
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('two first starts at once make one server', async () => {
  const program = fileURLToPath(new URL('../../../test/support/embedded-process.ts', import.meta.url));
  const children = [1, 2].map(() =>
    spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'inherit'] }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0]);
  const found = await start();
  expect(found.adopted).toBe(true);
  expect((await readdir(join(folder, 'postgres'))).toSorted()).toEqual(['cluster', 'postgres.log']);
});

test('it listens on loopback alone, asks for a password, and keeps that to its owner', async () => {
  const { url } = await start();
  expect(new URL(url).hostname).toBe('127.0.0.1');
  const wrong = Object.assign(new URL(url), { password: 'guess' });
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
  expect((await stat(join(folder, 'postgres', 'cluster', 'password'))).mode & 0o777).toBe(0o600);
  const [locale] = await query(
    url,
    `select datlocprovider, datlocale, pg_encoding_to_char(encoding) as encoding
    from pg_database where datname = current_database()`,
  );
  expect(locale).toEqual({ datlocprovider: 'b', datlocale: 'C.UTF-8', encoding: 'UTF8' });
});

test.runIf(isRoot)('as root it runs as an ordinary account, in a folder that was closed to it', async () => {
  await chmod(folder, 0o700);
  const { pid } = await start();
  expect((await stat(`/proc/${pid}`)).uid).not.toBe(0);
});

test.runIf(isRoot)(
  'as root, a folder that the account can not get to is refused with a place that would do',
  async () => {
    await chmod(folder, 0o700);
    await mkdir(join(folder, 'inner'));
    const starting = startEmbedded({ folder: join(folder, 'inner') });
    await expect(starting).rejects.toThrow(
      /may not enter .*Set CARILLON_DATA_DIR to a folder outside it, such as \/var\/lib/,
    );
    await expect(startEmbedded({ folder, account: 'nobody-of-that-name' })).rejects.toThrow(
      /CARILLON_PG_USER names "nobody-of/,
    );
  },
);

test('a data directory of another version says so', async () => {
  const first = await start();
  await first.stop();
  await writeFile(join(folder, 'postgres', 'cluster', 'data', 'PG_VERSION'), '14\n');
  await expect(start()).rejects.toThrow(/does not start.*incompatible.*Its log is .*postgres\.log/);
});
