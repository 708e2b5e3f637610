import { setTimeout as wait } from 'node:timers/promises';
import { isAtWork } from '#domain/import-status.ts';
import { realNow } from '#server/clock.ts';
import type { System } from '#server/system.ts';
import { runImport } from './run-import.ts';
import { forgetFiles, getImportRow, listAtWork } from './sql.ts';
import type { ImportRow } from './sql.ts';
import { removeFile, removeOrphans } from './start-import.ts';

type Key = { workspaceId: string; id: string };

/** Each has a thread of its own and two connections to the database. */
const importsAtOnce = 3;
const sweepMs = 10_000;
const uploadsSweepMs = 600_000;

/**
 * Runs imports that any process started, and takes up what a crash left: files must be where this process sees them,
 * uploads in `uploadFolder`.
 */
export async function startImportWorker(system: System, uploadFolder: string): Promise<void> {
  system.jobs.work('import', (job) => work(system, job), importsAtOnce);
  await system.jobs.every('imports', sweepMs, () => sweep(system));
  await system.jobs.every('uploads', uploadsSweepMs, () => removeOrphans(system.db, uploadFolder, realNow()));
}

/** What was asked for while it ran is done as well. */
async function work(system: System, job: string): Promise<void> {
  const [workspaceId = '', id = ''] = job.split('.');
  let row = await runImport(system, { workspaceId, id });
  if (isAtWork(row.status)) row = await runImport(system, row);
}

async function sweep(system: System): Promise<void> {
  await system.jobs.add('import', (await listAtWork(system.db)).map(jobOf));
  for (const path of await forgetFiles(system.db, system.clock.now())) await removeFile(path);
}

function jobOf({ workspaceId, id }: Key): string {
  return `${workspaceId}.${id}`;
}

/** Leaves an import to the workers; what can't be added now is added by the sweep. */
export async function handToWorkers(system: System, row: ImportRow): Promise<void> {
  if (!isAtWork(row.status)) return;
  await system.jobs.add('import', [jobOf(row)]).catch((err: unknown) => {
    system.log.warn({ err, importId: row.id }, 'an import waits for the next sweep');
  });
}

const lookMs = 1000;

/** The import when nobody works on it any more. */
export async function waitForImport(system: System, { workspaceId, id }: Key): Promise<ImportRow> {
  let heard = () => {};
  const unsubscribe = system.bus.subscribe('import', (message) => {
    if (message === '' || message.endsWith(id)) heard();
  });
  try {
    for (;;) {
      const word = new Promise<void>((resolve) => (heard = resolve));
      const row = await getImportRow(system.db, workspaceId, id);
      if (!isAtWork(row.status)) return row;
      await Promise.race([word, wait(lookMs)]);
    }
  } finally {
    unsubscribe();
  }
}
