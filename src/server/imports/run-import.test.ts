import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '#server/log.ts';
import type { System } from '#server/system.ts';
import { defaultPatience } from '#server/system.ts';
import { TestClock } from '#test/support/clock.ts';
import { createDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { violations } from '#test/support/invariants.ts';
import { makeCampaign, makeWorkspace } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import type { Import } from '#contract/imports.ts';
import type { Actor } from '#server/http/actor.ts';
import { createBus } from '#server/bus.ts';
import { createJobs } from '#server/jobs.ts';
import { importHandlers } from './handlers.ts';
import { handToWorkers, startImportWorker, waitForImport } from './import-jobs.ts';
import { describeImport } from './present.ts';
import { errorFile } from './problems/error-file.ts';
import { runImport } from './run-import.ts';
import { beginCommit, forgetFiles, getImportRow, listAtWork } from './sql.ts';
import { removeOrphans, startImport } from './start-import.ts';
import type { FileToImport } from './start-import.ts';
import { testVault } from '#test/support/vault.ts';

const ten = new Date('2026-11-02T10:00:00Z');
let database: TestDatabase;
let system: System;
let workspace: MadeWorkspace;
let folder: string;

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'carillon-imports-'));
  await mkdir(join(folder, 'uploads'));
  system = {
    db: database.db,
    clock: new TestClock(ten),
    log: createLog('silent'),
    sandbox: null,
    publicUrl: 'http://127.0.0.1',
    simulatorUrl: 'http://127.0.0.1',
    network: defaultPatience,
    provider: () => unused(),
    vault: testVault(),
    jobs: { add: unused, work: unused, every: unused, close: unused },
    bus: { publish: async () => {}, subscribe: unused, close: unused },
  };
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

function unused(): never {
  throw new Error('an import needs none of this');
}

let files = 0;
async function start(content: string | Buffer, given: Partial<FileToImport> = {}) {
  files += 1;
  const path = join(folder, 'uploads', `upload-${files}`);
  await writeFile(path, content);
  return startImport(system, workspace, { fileName: 'people.csv', path, ...given });
}

async function importText(content: string | Buffer, given: Partial<FileToImport> = {}) {
  const row = await start(content, given);
  return describeImport(system, await runImport(system, row));
}

/** Goes on with all that a process which died was at work on. */
async function resume(): Promise<void> {
  for (const row of await listAtWork(database.db)) await runImport(system, row);
}

async function getImport(id: string): Promise<Import> {
  return describeImport(system, await getImportRow(database.db, workspace.workspaceId, id));
}

const asActor = ({ workspaceId }: MadeWorkspace) => ({ workspaceId }) as Actor;
const listImports = (page: { limit: number; cursor?: string }) =>
  importHandlers.list(system, asActor(workspace), { cursor: undefined, ...page });

async function contacts() {
  const { rows } = await sql<Record<string, unknown>>`
    select phone, name, email, company, notes, time_zone, zones, custom from contacts
    where workspace_id = ${workspace.workspaceId} order by phone
  `.execute(database.db);
  return rows;
}

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function freshWorkspace(): Promise<void> {
  workspace = await makeWorkspace(database.db, { at: ten });
}

describe('a file becomes contacts', () => {
  beforeAll(freshWorkspace);

  test('each row ends in one way, and the summary counts them', async () => {
    await sql`
      insert into suppressions (workspace_id, phone, reason, source, created_at)
      values (${workspace.workspaceId}, '+12025550199', 'asked', 'call', ${ten})
    `.execute(database.db);
    const result = await importText(
      'Name,Phone Number,Email,Tier\nAnn,(202) 555-0101,ann@x.example,gold\nBob,2025550102,,\nAnn again,+12025550101,,\n' +
        'Eve,12,,\nDan,2025550199,,silver\nZoë,+4915112345678,,\n',
    );
    expect(result).toMatchObject({
      status: 'done',
      rowsRead: 6,
      imported: 3,
      updated: 0,
      skipped: 2,
      failed: 1,
      summary: 'Imported 3, skipped 2 (1 duplicate, 1 never call), failed 1 (invalid phone)',
      columns: { name: 'Name', phone: 'Phone Number', email: 'Email' },
      errors: [
        { row: 4, code: 'duplicate_in_file' },
        { row: 5, code: 'phone_too_short' },
        { row: 6, code: 'suppressed' },
      ],
      createdAt: ten,
      finishedAt: ten,
    });
    expect(
      (await contacts()).map(({ phone, name, email, zones, custom }) => ({ phone, name, email, zones, custom })),
    ).toEqual([
      {
        phone: '+12025550101',
        name: 'Ann',
        email: 'ann@x.example',
        zones: ['America/New_York'],
        custom: { Tier: 'gold' },
      },
      { phone: '+12025550102', name: 'Bob', email: null, zones: ['America/New_York'], custom: {} },
      { phone: '+4915112345678', name: 'Zoë', email: null, zones: ['Europe/Berlin'], custom: {} },
    ]);
  });

  test('people who are known are updated: what the file says is added, what it leaves out stays', async () => {
    const result = await importText(
      'phone,name,company,time zone,city\n2025550101,,ABC,America/Denver,Rome\n2025550103,Cid,,,\n',
    );
    expect(result.summary).toBe('Imported 1, updated 1');
    const [ann] = await contacts();
    expect(ann).toMatchObject({ name: 'Ann', company: 'ABC', time_zone: 'America/Denver', zones: ['America/Denver'] });
    expect(ann?.['custom']).toEqual({ Tier: 'gold', city: 'Rome' });
    await importText('phone,name\n2025550101,Anne\n');
    expect((await contacts())[0]).toMatchObject({ name: 'Anne', zones: ['America/Denver'] });
  });

  test('national numbers are read with the country that is given, else the workspace has', async () => {
    const result = await importText('name,mobile\nRavi,98200 12345\n', { country: 'in' });
    expect(result).toMatchObject({ imported: 1, country: 'IN' });
    expect((await contacts()).at(-1)).toMatchObject({ phone: '+919820012345', zones: ['Asia/Kolkata'] });
    await expect(importText('phone\n2025550101\n', { country: 'Utopia' })).rejects.toMatchObject({
      code: 'validation_failed',
    });
  });

  test('imports are listed newest first, a page at a time, and one of another workspace is not found', async () => {
    const first = await listImports({ limit: 2 });
    expect(first.page.hasMore).toBe(true);
    const second = await listImports({ limit: 2, cursor: first.page.nextCursor ?? '' });
    const ids = [...first.data, ...second.data].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().toReversed());
    expect(second.page.hasMore).toBe(false);
    const stranger = await makeWorkspace(database.db, { at: ten });
    const strange = [system, asActor(stranger), { id: ids[0] ?? '' }] as const;
    await expect(importHandlers.get(...strange)).rejects.toMatchObject({ code: 'not_found' });
    await expect(importHandlers.errors(...strange)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a file for a campaign enrols its people in order, with their priorities and next actions', async () => {
  await freshWorkspace();
  const campaignId = await makeCampaign(database.db, workspace, { at: ten });
  const text =
    'phone,name,email,priority,next action\n2025550101,Ann,ann@x.example,5,Book a visit\n2025550102,,,,\n2025550103,Cid,,-20,\n';
  const result = await importText(text, { campaignId });
  expect(result).toMatchObject({ imported: 3, campaignId });
  const { rows } = await sql`
    select e.phone, e.status, e.priority, e.next_action, c.custom from enrollments e join contacts c on c.id = e.contact_id
    where e.campaign_id = ${campaignId} order by e.position
  `.execute(database.db);
  expect(rows).toEqual([
    { phone: '+12025550101', status: 'pending', priority: 115, next_action: 'Book a visit', custom: {} },
    { phone: '+12025550102', status: 'pending', priority: 0, next_action: null, custom: {} },
    { phone: '+12025550103', status: 'pending', priority: 80, next_action: null, custom: {} },
  ]);
  expect((await importText(text, { campaignId, force: true })).summary).toBe(
    'Imported 0, skipped 3 (in the campaign already)',
  );
  expect(await violations(database.db)).toEqual([]);
});

test('without a campaign priority and next action are kept as custom data', async () => {
  await freshWorkspace();
  await importText('phone,priority,next action\n2025550101,5,Book a visit\n');
  expect((await contacts())[0]?.['custom']).toEqual({ priority: '5', 'next action': 'Book a visit' });
});

test('a file that can not be imported is refused with its code, and leaves nothing behind', async () => {
  await freshWorkspace();
  const kept = await readdir(join(folder, 'imports'));
  await expect(start('name,city\nAnn,Rome\n')).rejects.toMatchObject({ code: 'no_phone_column' });
  await expect(start('')).rejects.toMatchObject({ code: 'no_rows' });
  await expect(start(Buffer.from('504b0304', 'hex'))).rejects.toMatchObject({ code: 'archive_rejected' });
  expect((await listImports({ limit: 10 })).data).toEqual([]);
  expect(await readdir(join(folder, 'imports'))).toEqual(kept);
  expect(await readdir(join(folder, 'uploads'))).toEqual([]);
});

test('the error file has the original cells, where they were, why, and what to do; nothing in it runs', async () => {
  await freshWorkspace();
  const { id } = await importText('phone,name,note\n+12025550101,Ann,\n+12025550101,"=1+1, ""x""",-2\n12,@x,+1 202\n');
  expect(await collect(errorFile(system, workspace.workspaceId, id))).toBe(
    '\ufeffphone,name,note,_row,_problem_code,_problem,_suggestion\r\n' +
      '+12025550101,"\'=1+1, ""x""",\'-2,3,duplicate_in_file,Row 2 has +12025550101 already,Nothing to do: the first row with this number counts.\r\n' +
      `12,'@x,'+1 202,4,phone_too_short,"Too short: 2 digits, US needs 10","Write the whole number, with its area code."\r\n`,
  );
});

describe('an import that was cut off', () => {
  const numbers = Array.from({ length: 9000 }, (_none, n) => 2_025_500_000 + n);
  const text = `phone,name\n${numbers.map((number, n) => `${number},P ${n}`).join('\n')}\n2025500000,again\nbad,x\n`;

  test('goes on where it stopped, and every row counts once', async () => {
    await freshWorkspace();
    const whole = await importText(text);
    expect(whole).toMatchObject({ imported: 9000, skipped: 1, failed: 1, rowsRead: 9002 });
    const { workspaceId } = workspace;
    // As a crash would have left it after the first batch, with the contacts of a second one in but not counted.
    await sql`update imports set status = 'committing', finished_at = null, rows_read = 4000, imported = 4000, skipped = 0, failed = 0`.execute(
      database.db,
    );
    await sql`delete from import_problems where workspace_id = ${workspaceId}`.execute(database.db);
    await sql`delete from contacts where workspace_id = ${workspaceId} and phone > '+12025505999'`.execute(database.db);
    await resume();
    expect(await getImport(whole.id)).toMatchObject({
      status: 'done',
      imported: 9000,
      updated: 0,
      skipped: 1,
      failed: 1,
      rowsRead: 9002,
    });
    expect(await contacts()).toHaveLength(9000);
  });

  test('read by two processes at once still counts every row once', async () => {
    await freshWorkspace();
    const row = await start(text);
    await Promise.all([runImport(system, row), runImport(system, row)]);
    await resume();
    expect(await getImport(row.id)).toMatchObject({ status: 'done', imported: 9000, updated: 0, rowsRead: 9002 });
    expect(await violations(database.db)).toEqual([]);
  });

  test('whose file is gone says so, and keeps what was written', async () => {
    await freshWorkspace();
    const { id } = await start('phone\n2025550101\n');
    await rm(join(folder, 'imports', id));
    await resume();
    expect(await getImport(id)).toMatchObject({ status: 'failed', problemCode: 'interrupted' });
  });
});

const hospitals = new URL('../../../../shared/data/hospitals.csv', import.meta.url).pathname;

test.skipIf(!existsSync(hospitals))('hospitals.csv: imported, skipped and failed are 5,334', async () => {
  await freshWorkspace();
  const path = join(folder, 'uploads', 'hospitals.csv');
  await copyFile(hospitals, path);
  const row = await startImport(system, workspace, { fileName: 'hospitals.csv', path, country: 'US' });
  const { imported, updated, skipped, failed, columns } = await describeImport(system, await runImport(system, row));
  expect([imported, skipped, failed]).toEqual([5314, 17, 3]);
  expect(imported + skipped + failed).toBe(5334);
  expect(updated).toBe(0);
  expect(columns).toEqual({ phone: 'Phone Number', name: 'Hospital Name' });
  expect(await contacts()).toHaveLength(imported);
});

test('any worker of the job queue does an import, and whoever waits for it hears of its end', async () => {
  await freshWorkspace();
  const log = createLog('error');
  const jobs = await createJobs({ databaseUrl: database.url, log });
  const bus = await createBus({ databaseUrl: database.url, log });
  const working: System = { ...system, jobs, bus };
  const heard: string[] = [];
  bus.subscribe('import', (message) => heard.push(message));
  try {
    await startImportWorker(working, join(folder, 'uploads'));
    const row = await start('phone,name\n2025550101,Ann\nbad,x\n');
    await handToWorkers(working, row);
    expect(await waitForImport(working, row)).toMatchObject({ status: 'done', imported: 1, failed: 1 });
    expect(heard).toContain(`${workspace.workspaceId} ${row.id}`);
  } finally {
    await jobs.close();
    await bus.close();
  }
});

test('files are kept for seven days, and no longer', async () => {
  await freshWorkspace();
  const { id, filePath } = await start('phone\n2025550101\n');
  await runImport(system, { workspaceId: workspace.workspaceId, id });
  const days = (count: number) => new Date(ten.getTime() + count * 24 * 3600 * 1000);
  expect(await forgetFiles(database.db, days(6.9))).not.toContain(filePath);
  expect(await forgetFiles(database.db, days(7.1))).toContain(filePath);
});

test('files of requests that a crash broke off are removed, and no others', async () => {
  await freshWorkspace();
  const { filePath } = await start('phone\n2025550101\n');
  const [old, uploads, imports] = [new Date('2026-11-01T00:00:00Z'), join(folder, 'uploads'), join(folder, 'imports')];
  const orphan = join(imports, randomUUID());
  const orphans = [join(uploads, randomUUID()), orphan, `${orphan}.sheet`];
  const young = [join(uploads, randomUUID()), join(imports, randomUUID())];
  for (const path of [...orphans, ...young]) await writeFile(path, 'phone\n');
  for (const path of [...orphans, filePath ?? '']) await utimes(path, old, old);
  for (const path of young) await utimes(path, ten, ten);
  await removeOrphans(database.db, uploads, new Date(ten.getTime() + 3600 * 1000));
  expect(orphans.filter((path) => existsSync(path))).toEqual([]);
  expect([...young, filePath ?? ''].filter((path) => existsSync(path))).toHaveLength(3);
});

test('an import that broke off in the middle is committed again, and ends as if nothing had happened', async () => {
  const numbers = Array.from({ length: 9000 }, (_none, n) => 2_025_500_000 + n);
  const text = `phone,name\n${numbers.map((number, n) => `${number},P ${n}`).join('\n')}\n2025500000,again\nbad,x\n`;
  await freshWorkspace();
  const whole = await importText(text);
  const people = await contacts();
  await freshWorkspace();
  await sql`
    create function fail_second_batch() returns trigger language plpgsql as $$
    begin
      if new.rows_before = 4000 then raise exception 'the disk is full'; end if;
      return new;
    end $$
  `.execute(database.db);
  await sql`
    create trigger fail_second_batch before insert on import_batches for each row execute function fail_second_batch()
  `.execute(database.db);
  const quiet: System = { ...system, log: createLog('silent') };
  const broken = await runImport(quiet, await start(text));
  expect(broken).toMatchObject({ status: 'failed', problemCode: 'interrupted', rowsRead: 4000, imported: 4000 });
  await sql`drop trigger fail_second_batch on import_batches`.execute(database.db);
  await sql`drop function fail_second_batch()`.execute(database.db);
  expect(await beginCommit(database.db, broken, { isResumed: true, campaignId: null })).toBe(true);
  const { imported, updated, skipped, failed, rowsRead, summary } = whole;
  const resumed = await describeImport(system, await runImport(system, broken));
  expect(resumed).toMatchObject({
    status: 'done',
    imported,
    updated,
    skipped,
    failed,
    rowsRead,
    summary,
    problem: null,
  });
  expect(await contacts()).toEqual(people);
  expect(await violations(database.db)).toEqual([]);
});
