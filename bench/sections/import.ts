import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { realNow, stopwatch } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import { makeCampaign, makeWorkspace } from '#test/support/make.ts';
import { written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import type { ImportOptions } from '../programs/import-process.ts';
import { startProgram } from '../processes.ts';
import type { Section } from '../report.ts';

const [secondsMax, megabytesMax] = [40, 400];
/** An import that takes longer than that is not at work any more. */
const atMostSeconds = 600;

/** How long a large file takes to become contacts and a campaign's people, and how much memory that needs. */
export async function measureImport(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const rows = isQuick ? 100_000 : 1_000_000;
  const place = await mkdtemp(join(tmpdir(), 'carillon-bench-file-'));
  const folder = join(place, 'uploads');
  await mkdir(folder);
  const bytes = await writeFile(join(folder, 'people.csv'), rows);
  const intoBook = await importInto(ground, { folder, withCampaign: false });
  await writeFile(join(folder, 'people.csv'), rows);
  const intoCampaign = await importInto(ground, { folder, withCampaign: true });
  await rm(place, { recursive: true, force: true });
  const line = (what: string, { seconds, megabytes, imported }: Imported) => [
    what,
    written(imported),
    written(seconds, 1),
    written(imported / seconds),
    written(megabytes),
  ];
  return {
    title: 'Import',
    text: [
      `A CSV file of ${written(rows)} rows and ${written(bytes / 1e6)} MB (name, phone, email, company, city): every number new and valid, city kept as ` +
        'custom data. From opening the file to the last row committed, in a process of its own with its reading thread; memory is the most that process ' +
        'ever had resident (VmHWM), a bare Node included.',
    ],
    head: ['', 'people', 'seconds', 'rows/s', 'peak memory MB'],
    rows: [line('into the contact book', intoBook), line('and enrolled in a campaign', intoCampaign)],
    targets: [
      {
        what: `import of ${written(rows)} rows`,
        goal: `≤ ${secondsMax} s`,
        reached: `${written(intoBook.seconds, 1)} s`,
        isMet: intoBook.seconds <= secondsMax,
      },
      {
        what: 'its peak memory',
        goal: `≤ ${megabytesMax} MB`,
        reached: `${written(intoBook.megabytes)} MB`,
        isMet: intoBook.megabytes <= megabytesMax,
      },
    ],
  };
}

type Imported = { seconds: number; megabytes: number; imported: number };

async function importInto(
  ground: Ground,
  { folder, withCampaign }: { folder: string; withCampaign: boolean },
): Promise<Imported> {
  const { db, url, drop } = await ground.database();
  const at = realNow();
  const workspace = await makeWorkspace(db, { at });
  const campaignId = withCampaign ? await makeCampaign(db, workspace, { at }) : undefined;
  const options: ImportOptions = {
    databaseUrl: url,
    workspaceId: workspace.workspaceId,
    campaignId,
    path: join(folder, 'people.csv'),
  };
  const elapsed = stopwatch();
  const running = await startProgram('bench/programs/import-process.ts', [JSON.stringify(options)]);
  let megabytes = 0;
  let state = await readState(db);
  while (atWork.includes(state.status) && elapsed() < atMostSeconds * 1000) {
    await pause(100);
    megabytes = Math.max(megabytes, await peakMegabytes(running.pid));
    state = await readState(db);
  }
  const seconds = elapsed() / 1000;
  await running.kill();
  await drop();
  if (state.status !== 'done') throw new Error(`the import ended as ${state.status}`);
  return { seconds, megabytes, imported: state.imported };
}

const atWork = ['checking', 'committing'];

async function readState(db: Database): Promise<{ status: string; imported: number }> {
  const { rows } = await sql<{ status: string; imported: number }>`select status, imported from imports`.execute(db);
  return rows[0] ?? { status: 'committing', imported: 0 };
}

/** The most memory a process ever had resident, by its own kernel; Linux only. */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const companies = ['Nordwind', 'Brightwater', 'Kestrel Dental', 'Lakeside Clinic', 'Foster & Sons'];
const cities = ['New York', 'Chicago', 'Denver', 'Seattle', 'Austin', 'Boston', 'Miami'];
/** Area codes with all their exchanges give each row a valid number of its own. */
const areaCodes = ['212', '312', '303', '206', '512', '617', '305', '415', '702', '404'];

async function writeFile(path: string, rows: number): Promise<number> {
  await pipeline(Readable.from(lines(rows)), createWriteStream(path));
  return (await stat(path)).size;
}

function* lines(rows: number): Generator<string> {
  yield 'name,phone,email,company,city\n';
  for (let from = 0; from < rows; from += 1000) {
    let chunk = '';
    for (let row = from; row < Math.min(rows, from + 1000); row++) chunk += lineOf(row);
    yield chunk;
  }
}

function lineOf(row: number): string {
  const code = areaCodes[row % areaCodes.length];
  const rest = Math.floor(row / areaCodes.length);
  const phone = `(${code}) ${200 + Math.floor(rest / 10_000) * 7 + 20}-${String(rest % 10_000).padStart(4, '0')}`;
  return `Person ${row},${phone},person${row}@example.com,${companies[row % 5]},${cities[row % 7]}\n`;
}
