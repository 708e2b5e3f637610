import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#server/database/pool.ts';
import { releaseHold } from '#server/dialer/restored/hold.ts';
import { createLog } from '#server/log.ts';
import { createEmptyDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { violations } from '#test/support/invariants.ts';
import { rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

const at = '2026-03-09T10:00:00Z';
const log = createLog('silent');

let story: Story;
let target: TestDatabase;
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-'));
  file = join(folder, 'carillon.backup');
  target = await createEmptyDatabase();
});
afterEach(async () => {
  await target.close();
  await story.end();
  await rm(folder, { recursive: true });
});

const takeBackup = async () =>
  backUp(await urlOf(story.system.db), file, { version: '0.1.0', realAt: story.clock.now() });
const bringBack = (into = target) => restore(into.url, file, { realAt: story.clock.now(), log });

/** People of whom some have been called, some are on the phone, and most wait. */
async function inTheMiddle(people = 12): Promise<{ workspace: MadeWorkspace; campaignId: string }> {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 3 });
  const campaignId = await story.started(workspace, { people: somePeople(people), window: 'all day' });
  await story.runTo('2026-03-09T10:02:00Z');
  expect((await story.log()).length).toBeGreaterThan(3);
  return { workspace, campaignId };
}

describe('a backup', () => {
  it('brings back every row of every table, and the next numbers', async () => {
    await inTheMiddle();
    // A character of every kind that COPY escapes.
    await sql`update contacts set name = E'Tab\there, back\\slash, line\nend, ünïcode, \\N'`.execute(story.system.db);
    await sql`update calls set look_at = ${story.now} where ended_at is null`.execute(story.system.db);
    const before = await contents(story.system.db);
    await takeBackup();
    await bringBack();
    const after = await contents(target.db);
    expect(after.get('restore_hold')).toHaveLength(1);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [table, rows] of before)
      if (table !== 'restore_hold') expect([table, after.get(table)]).toEqual([table, rows]);
    expect(before.get('calls')?.length).toBeGreaterThan(3);
    expect(await sequences(target.db)).toEqual(await sequences(story.system.db));
    expect(await violations(target.db)).toEqual([]);
  });

  it('that was cut off, damaged or is something else is refused, and leaves the database empty', async () => {
    await inTheMiddle(4);
    await takeBackup();
    const whole = await readFile(file);
    const plain = gunzipSync(whole);
    const row = plain.indexOf('Recall Bot');
    const broken: [Buffer, RegExp][] = [
      [whole.subarray(0, whole.length / 2), /unexpected end|cut off|damaged/],
      [gzipSync(plain.subarray(0, plain.length - 60)), /cut off/],
      [
        gzipSync(Buffer.concat([plain.subarray(0, row), Buffer.from('Recoil'), plain.subarray(row + 6)])),
        /checksum of agents/,
      ],
      [Buffer.from('no archive at all'), /damaged|no backup/],
      [gzipSync('H\0\0\0\u0002{}'), /no backup of Carillon/],
    ];
    for (const [bytes, complaint] of broken) {
      await writeFile(file, bytes);
      await expect(bringBack()).rejects.toThrow(complaint);
    }
    await writeFile(file, whole);
    await bringBack();
    await expect(bringBack()).rejects.toThrow('The database is not empty');
  });

  it('of a newer version is refused, and one that fails leaves no half file', async () => {
    await inTheMiddle(4);
    const { db } = story.system;
    await sql`insert into migrations.checksums values ('9999_of_the_future', 'a checksum')`.execute(db);
    await takeBackup();
    await expect(bringBack()).rejects.toThrow(/9999_of_the_future, which this version does not know/);
    const nowhere = join(folder, 'nowhere', 'carillon.backup');
    await expect(backUp(await urlOf(db), nowhere, { version: '0', realAt: story.now })).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual(['carillon.backup']);
  });

  it('is taken and restored from the command line', async () => {
    await inTheMiddle(4);
    const run = (url: string, ...words: string[]) =>
      promisify(execFile)(process.execPath, ['src/server/backup/main.ts', ...words], {
        env: { PATH: process.env['PATH'], DATABASE_URL: url, CARILLON_DATA_DIR: folder },
      });
    expect((await run(await urlOf(story.system.db), 'backup', file)).stdout).toContain('Keep the encryption keys');
    expect((await run(target.url, 'restore', file)).stdout).toContain('Dialling is off');
    await expect(run(target.url, 'restore', file)).rejects.toThrow('The database is not empty');
    expect((await run(target.url, 'release')).stdout).toContain('Dialling goes on');
    expect((await run(target.url, 'release')).stdout).toContain('Dialling was not held');
  });
});

describe('after a restore of an old backup', () => {
  it('nobody is called again whom the provider has called since, and everybody else is called once', async () => {
    const { campaignId } = await inTheMiddle(20);
    await takeBackup();
    await story.runTo('2026-03-09T10:03:30Z');
    const called = (await story.log()).length;
    await bringBack();
    const { db } = story.system;
    Object.assign(story.system, { db: target.db });
    try {
      expect((await story.log()).filter((call) => call.campaignId === '').length).toBeGreaterThan(2);
      await story.runOut();
      const heard = await story.log();
      expect(heard.length).toBeGreaterThan(called);
      expect(heard.map(({ to }) => to).toSorted()).toEqual(somePeople(20).map(({ phone }) => phone));
      expect(heard.every((call) => call.campaignId === campaignId)).toBe(true);
      expect(await story.counts(campaignId)).toMatchObject({ completed: 20, calls_placed: 20, calling: 0, queued: 0 });
      expect(await story.status(campaignId)).toBe('completed');
      expect(await story.violations()).toEqual([]);
    } finally {
      Object.assign(story.system, { db });
    }
  });

  it('a call that was about to be placed in the backup is asked about, not placed again', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 3 });
    story.areWorkersAway = true;
    const campaignId = await story.started(workspace, { people: somePeople(3), window: 'all day' });
    await story.settle();
    await takeBackup();
    story.areWorkersAway = false;
    await story.runTo('2026-03-09T10:00:10Z');
    expect(await story.log()).toHaveLength(3);
    await bringBack();
    const { db } = story.system;
    Object.assign(story.system, { db: target.db });
    try {
      await story.runOut();
      expect(await story.log()).toHaveLength(3);
      expect(rungTwiceAtOnce(await story.log())).toEqual([]);
      expect(await story.counts(campaignId)).toMatchObject({ completed: 3, calls_placed: 3 });
      expect(await story.violations()).toEqual([]);
    } finally {
      Object.assign(story.system, { db });
    }
  });

  it('nobody at all is called while a provider can not be asked, until somebody says so', async () => {
    const { campaignId } = await inTheMiddle();
    await takeBackup();
    await bringBack();
    const { db, provider } = story.system;
    const { callsTo: _, ...mute } = provider('simulator');
    Object.assign(story.system, { db: target.db, provider: () => mute });
    try {
      const before = (await story.log()).length;
      await story.runTo('2026-03-09T12:00:00Z');
      expect(await story.log()).toHaveLength(before);
      const client = new pg.Client({ connectionString: target.url });
      await client.connect();
      expect(await releaseHold(client)).toBe(true);
      await client.end();
      await story.runOut();
      expect(await story.counts(campaignId)).toMatchObject({ completed: 12 });
    } finally {
      Object.assign(story.system, { db, provider });
    }
  });
});

async function urlOf(db: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  return Object.assign(new URL(target.url), { pathname: `/${rows[0]?.name}` }).href;
}

/** Every row of every table, as text, in an order of its own. */
async function contents(db: Database): Promise<Map<string, string[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename
  `.execute(db);
  const found = new Map<string, string[]>();
  for (const { name } of tables) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.id(name)} t order by 1`.execute(db);
    found.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return found;
}

async function sequences(db: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1
  `.execute(db);
  return rows;
}
