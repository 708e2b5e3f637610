import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { provider } from '#server/providers/providers.ts';
import { createDatabase, createEmptyDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { makeWorkspace } from '#test/support/make.ts';
import { canRunRedis, startRedis } from '#test/support/redis.ts';
import { testVault } from '#test/support/vault.ts';
import { lookAtAccounts } from './check-accounts.ts';
import { clockFinding, lookAtDatabase } from './check-database.ts';
import { diskFinding, lookAtFolder, lookAtPublicUrl, lookAtRedis } from './check-surroundings.ts';
import type { Finding } from './finding.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const stateOf = (findings: Finding[], name: string) => findings.find((finding) => finding.name === name);

describe('the database', () => {
  it('that is migrated, and of which the clock agrees, is well; one without fsync is not', async () => {
    const findings = await lookAtDatabase(database.db);
    expect(stateOf(findings, 'database')).toMatchObject({ state: 'ok' });
    expect(stateOf(findings, 'clock')).toMatchObject({ state: 'ok' });
    expect(stateOf(findings, 'migrations')).toMatchObject({ state: 'ok' });
    // The tests' PostgreSQL forgets what a power cut interrupts, to be fast.
    expect(stateOf(findings, 'durability')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('fsync and full_page_writes and synchronous_commit is off'),
    });
  });

  it('that is empty, newer, or held after a restore says so', async () => {
    const empty = await createEmptyDatabase();
    onTestFinished(() => empty.close());
    expect(stateOf(await lookAtDatabase(empty.db), 'migrations')).toMatchObject({
      state: 'warning',
      detail: expect.stringMatching(/0001_foundation, .* will run at the next start/),
    });
    const { db } = database;
    await sql`insert into migrations.checksums values ('9999_of_the_future', 'a checksum')`.execute(db);
    await sql`insert into restore_hold (taken_at, restored_at) values ('2026-03-09T10:00:00Z', '2026-03-09T11:00:00Z')`.execute(
      db,
    );
    const findings = await lookAtDatabase(db);
    await sql`delete from migrations.checksums where name = '9999_of_the_future'`.execute(db);
    await sql`delete from restore_hold`.execute(db);
    expect(stateOf(findings, 'migrations')).toMatchObject({ state: 'failed', detail: expect.stringContaining('9999') });
    expect(stateOf(findings, 'restore')).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('carillon restore --release'),
    });
  });

  it.each([
    [0.2, 'ok'],
    [2, 'warning'],
    [60, 'failed'],
  ])('whose clock is %d s off: %s', (seconds, state) => expect(clockFinding(seconds).state).toBe(state));
});

describe('the surroundings', () => {
  it.each([
    [50e9, 'ok'],
    [1e9, 'warning'],
    [1e8, 'failed'],
  ])('with %d bytes free: %s', (bytes, state) => expect(diskFinding(bytes).state).toBe(state));

  it('a data folder is written to by its owner, and its secrets are read by nobody else', async () => {
    expect((await lookAtFolder(folder)).map(({ state }) => state)).not.toContain('failed');
    const file = join(folder, 'encryption-key');
    await writeFile(file, 'a key');
    await chmod(file, 0o644);
    expect(stateOf(await lookAtFolder(folder), 'secrets')?.detail).toContain(`Run: chmod 600 ${file}`);
    await writeFile(join(folder, 'a-file'), '');
    expect(stateOf(await lookAtFolder(join(folder, 'a-file', 'below')), 'data folder')).toMatchObject({
      state: 'failed',
    });
  });

  it('PUBLIC_URL must lead to Carillon', async () => {
    const answers = { body: '{"status":"ok"}', status: 200 };
    const server = createServer((_, response) => response.writeHead(answers.status).end(answers.body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await lookAtPublicUrl(undefined)).toMatchObject({ state: 'warning' });
    expect(await lookAtPublicUrl(url)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('only https'),
    });
    answers.body = 'welcome to nginx';
    expect(await lookAtPublicUrl(url)).toMatchObject({ state: 'failed' });
    expect(await lookAtPublicUrl('http://127.0.0.1:9')).toMatchObject({ state: 'failed' });
  });

  it.skipIf(!canRunRedis())('Redis must keep what it is given (needs redis-server)', async () => {
    const [good, bad] = [await startRedis(), await startRedis(undefined, ['--maxmemory-policy', 'allkeys-lru'])];
    expect(await lookAtRedis(undefined)).toMatchObject({ state: 'ok' });
    expect(await lookAtRedis(good.url)).toMatchObject({ state: 'ok' });
    expect(await lookAtRedis(bad.url)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('allkeys-lru'),
    });
    await Promise.all([good.close(), bad.close()]);
    expect(await lookAtRedis(good.url)).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('does not answer'),
    });
  });
});

it('an account that is set above what its provider allows is a warning', async () => {
  const { db } = database;
  const { accountId } = await makeWorkspace(db, { at: new Date(), accountLimit: 12 });
  await sql`update provider_accounts set provider = 'bolna' where id = ${accountId}`.execute(db);
  const asked = (max: number | null) =>
    lookAtAccounts(db, {
      vaultOf: async () => testVault(),
      providerOf: (name) => ({
        ...provider(name),
        health: async () => ({ kind: 'well', balance: null, callsAtOnce: max === null ? null : { used: 0, max } }),
      }),
    });
  expect(await asked(10)).toMatchObject([{ state: 'warning', detail: expect.stringContaining('Set 10 or less') }]);
  expect(await asked(12)).toMatchObject([{ state: 'ok' }]);
  expect(await asked(null)).toMatchObject([{ state: 'ok' }]);
});

it('the program prints a line a check and ends with 1 when one failed', async () => {
  const run = (env: Record<string, string>) =>
    promisify(execFile)(process.execPath, ['src/server/doctor/main.ts'], {
      env: { CARILLON_DATA_DIR: join(folder, 'new'), ...env },
    });
  // Without fsync, as the tests' PostgreSQL is, all is not well.
  await expect(run({ DATABASE_URL: database.url })).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^ok +settings .*\n(.*\n)*failed +durability /),
  });
  await expect(run({ PORT: 'many' })).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^failed +settings +PORT can't be "many"/),
  });
});
