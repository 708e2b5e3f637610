import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { ReceivedFile } from '#server/http/upload.ts';
import type { System } from '#server/system.ts';
import { readCorrections } from './fixes/corrections.ts';
import { mendRows, noMendings, sumOf } from './fixes/mend-rows.ts';
import { handToWorkers, waitForImport } from './import-jobs.ts';
import { describeImport } from './present.ts';
import { getImportRow } from './sql.ts';
import type { ImportRow } from './sql.ts';
import { refusalOf, startImport } from './start-import.ts';
import type { FileToImport } from './start-import.ts';
import { requireAction, requireOpen } from './verbs.ts';

export const uploadImport: Handlers['imports']['upload'] = async (system, actor, { mode, wait, ...given }) => {
  await requireOpen(system, actor.workspaceId, given.campaignId ?? null);
  const row = await importFile(system, actor, { ...given, stopsAtReview: mode === 'review', wait });
  return describeImport(system, row);
};

export type FileFor = Omit<FileToImport, 'path' | 'fileName'> & { file: ReceivedFile; wait?: boolean | undefined };

/** Imports a received file to its last row, or to where somebody must look at it, and wakes whoever calls people. */
export async function importFile(
  system: System,
  { workspaceId }: Pick<Actor, 'workspaceId'>,
  { file, wait = true, ...given }: FileFor,
): Promise<ImportRow> {
  const started = await startImport(system, { workspaceId }, { ...given, fileName: file.name, path: file.path });
  return finishWork(system, started, wait);
}

/** Leaves an import to the workers, and waits for them when that is asked. */
export async function finishWork(system: System, row: ImportRow, wait: boolean): Promise<ImportRow> {
  await handToWorkers(system, row);
  if (!wait) return row;
  const ended = await waitForImport(system, row);
  if (ended.status === 'done') await system.bus.publish('dial');
  return ended;
}

/** The corrected error file: each row is read again in its place. */
export const correctImport: Handlers['imports']['correct'] = async (system, { workspaceId }, { id, file }) => {
  const row = await getImportRow(system.db, workspaceId, id);
  requireAction(row, 'correct');
  await requireOpen(system, workspaceId, row.campaignId);
  let done = noMendings;
  try {
    for await (const mendings of readCorrections(system, row, file.path))
      done = sumOf(done, await mendRows(system, row, mendings));
  } catch (error) {
    throw refusalOf(error);
  }
  await system.bus.publish('dial');
  return { ...done, import: await describeImport(system, await getImportRow(system.db, workspaceId, id)) };
};
