import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import { writePeopleFile } from '../people-file.ts';
import type { Section } from '../report.ts';

type Imported = { seconds: number; imported: number; skipped: number; failed: number; megabytes: number };

/** How long a large file takes, and how much memory. */
export async function measureImport(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const rows = isQuick ? 100_000 : 1_000_000;
  const alone = await importOnce(ground, rows, false);
  const enrolled = await importOnce(ground, rows, true);
  return {
    title: 'Import',
    text: [
      `A CSV file of ${written(rows)} people (6 columns, national numbers in four spellings, one in a thousand twice, one too short), ` +
        'read by a process of its own. Memory is that process at its largest (VmHWM), worker thread included, PostgreSQL not.',
    ],
    head: ['into', 's', 'rows/s', 'memory, MB', 'imported', 'skipped', 'failed'],
    rows: [
      ['the contact book', ...cellsOf(alone, rows)],
      ['the contact book and a campaign', ...cellsOf(enrolled, rows)],
    ],
    targets: [
      { what: `${written(rows)} rows`, goal: '≤ 40 s', reached: `${written(alone.seconds, 1)} s`, isMet: alone.seconds <= 40 },
      {
        what: `${written(rows)} rows, enrolled as well`,
        goal: '≤ 40 s',
        reached: `${written(enrolled.seconds, 1)} s`,
        isMet: enrolled.seconds <= 40,
      },
      {
        what: 'memory',
        goal: '≤ 400 MB',
        reached: `${written(Math.max(alone.megabytes, enrolled.megabytes))} MB`,
        isMet: Math.max(alone.megabytes, enrolled.megabytes) <= 400,
      },
    ],
  };
}

function cellsOf(result: Imported, rows: number): string[] {
  const { seconds, megabytes, imported, skipped, failed } = result;
  return [written(seconds, 1), written(rows / seconds), written(megabytes), written(imported), written(skipped), written(failed)];
}

async function importOnce(ground: Ground, rows: number, withCampaign: boolean): Promise<Imported> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-bench-import-'));
  const { url, drop } = await ground.database();
  try {
    const path = join(folder, 'people.csv');
    await writePeopleFile(path, rows);
    return await run({ databaseUrl: url, path, withCampaign });
  } finally {
    await drop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(options: { databaseUrl: string; path: string; withCampaign: boolean }): Promise<Imported> {
  const program = join(import.meta.dirname, '..', 'programs', 'import-file.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let megabytes = 0;
  const watch = setInterval(() => void highWater(child.pid).then((now) => (megabytes = Math.max(megabytes, now))), 250);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const [code] = await once(child, 'close');
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${String(code)}`);
  return { ...(JSON.parse(lines.at(-1) ?? '{}') as Omit<Imported, 'megabytes'>), megabytes };
}

/** The largest that a process has been so far; 0 where the system does not tell. */
async function highWater(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
