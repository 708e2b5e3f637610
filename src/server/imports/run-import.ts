import { randomUUIDv7 } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCountry } from '#domain/country.ts';
import { Invalid } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import { FileReader } from './file-reader.ts';
import type { Column, Mapping } from './columns/map-columns.ts';
import type { Layout } from './table/read-table.ts';
import {
  analyzePeople,
  failImport,
  finishImport,
  getDefaultCountry,
  getImportRow,
  insertImport,
  listUnfinished,
} from './sql.ts';
import type { ImportRow } from './sql.ts';
import { Unreadable } from './table/unreadable.ts';
import { BatchWriter, Overtaken } from './write-batch.ts';

export type FileToImport = {
  fileName: string;
  /** On disk; from here on it is ours to delete. */
  path: string;
  /** ISO 3166 code that national numbers are read with; the workspace's when not given. */
  country?: string | undefined;
  campaignId?: string | undefined;
  mapping?: Mapping | undefined;
};

/** `finished` resolves, never rejects, when the last row is written or the import has failed. */
export type StartedImport = { importId: string; layout: Layout; finished: Promise<ImportRow | null> };

/**
 * Looks at a file, refuses (Invalid) what can't be imported as a whole before anything is kept of it, then reads the
 * rest in the background.
 */
export async function startImport(
  system: System,
  actor: { workspaceId: string },
  file: FileToImport,
): Promise<StartedImport> {
  const { workspaceId } = actor;
  const importId = randomUUIDv7();
  // Under this name a later process finds it again.
  const path = join(dirname(file.path), importId);
  await rename(file.path, path);
  let reader: FileReader | undefined;
  try {
    const country = readCountry(file.country) ?? (await getDefaultCountry(system.db, workspaceId));
    reader = new FileReader({ path, country });
    const layout = await reader.inspect(file.mapping);
    await insertImport(system.db, {
      workspaceId,
      id: importId,
      campaignId: file.campaignId ?? null,
      fileName: file.fileName,
      country,
      columns: layout.columns,
      createdAt: system.clock.now(),
    });
    const row = await getImportRow(system.db, workspaceId, importId);
    return { importId, layout, finished: readAll(system, { row, reader, layout, path }) };
  } catch (error) {
    await reader?.close();
    await rm(path, { force: true });
    throw error instanceof Unreadable ? new Invalid(error.code, error.message, { cause: error }) : error;
  }
}

/** Reads what a run before this one has not written; an import that has ended is left alone. */
export async function runImport(
  system: System,
  { workspaceId, importId }: { workspaceId: string; importId: string },
  path: string,
): Promise<ImportRow | null> {
  const row = await getImportRow(system.db, workspaceId, importId);
  if (row.status !== 'reading') return row;
  const reader = new FileReader({ path, country: row.country });
  return readAll(system, { row, reader, path });
}

/**
 * At start-up: goes on with what another process left in `folder`, the folder of uploads, and says of an import whose
 * file is gone that it was interrupted. Resolves when all that can be has been read.
 */
export async function resumeImports(system: System, folder: string): Promise<void> {
  for (const { workspaceId, id, rowsRead } of await listUnfinished(system.db)) {
    const path = join(folder, id);
    if (existsSync(path)) await runImport(system, { workspaceId, importId: id }, path);
    else await interrupt(system, { workspaceId, id }, rowsRead);
  }
}

type Run = { row: ImportRow; reader: FileReader; path: string; layout?: Layout };

async function readAll(system: System, run: Run): Promise<ImportRow | null> {
  const { workspaceId, id } = run.row;
  try {
    await writeAll(system, run);
    await rm(run.path, { force: true });
  } catch (error) {
    await end(system, run, error).catch((cause: unknown) => {
      system.log.error({ err: cause, importId: id }, 'an import stopped; the next start goes on with it');
    });
  } finally {
    await run.reader.close();
  }
  return getImportRow(system.db, workspaceId, id).catch(() => null);
}

/** The choice a run before this one made or was given. */
function mappingOf(columns: readonly Column[]): Mapping {
  return Object.fromEntries(columns.flatMap(({ field, name }) => (field === null ? [] : [[field, name]])));
}

const rowsWorthAnalyzing = 10_000;

async function writeAll(system: System, { row, reader, layout }: Run): Promise<void> {
  const found = layout ?? (await reader.inspect(mappingOf(row.columns ?? [])));
  const reading = { importId: row.id, skip: row.rowsRead, forCampaign: row.campaignId !== null };
  const writer = new BatchWriter(system, row);
  for await (const batch of reader.batches(found, reading)) await writer.take(batch);
  await writer.finish();
  await finishImport(system.db, row, system.clock.now());
  if (found.rows >= rowsWorthAnalyzing) await analyzePeople(system.db);
}

async function end(system: System, { row, path }: Run, error: unknown): Promise<void> {
  if (error instanceof Overtaken) {
    system.log.info({ importId: row.id }, error.message);
    return;
  }
  if (error instanceof Unreadable) {
    await failImport(system.db, row, { code: error.code, message: error.message, now: system.clock.now() });
  } else {
    system.log.error({ err: error, importId: row.id }, 'an import stopped');
    const { rowsRead } = await getImportRow(system.db, row.workspaceId, row.id);
    await interrupt(system, row, rowsRead);
  }
  await rm(path, { force: true });
}

async function interrupt(system: System, row: { workspaceId: string; id: string }, rowsRead: number): Promise<void> {
  const told = rowsRead.toLocaleString('en');
  const message = `The import was interrupted after ${told} rows, which are kept. Import the file again: who is in already is updated, not added twice.`;
  await failImport(system.db, row, { code: 'interrupted', message, now: system.clock.now() });
}

function readCountry(given: string | undefined): string | undefined {
  const country = given?.trim().toUpperCase();
  if (country === undefined || country === '') return undefined;
  if (isCountry(country)) return country;
  const message = 'Must be a two-letter ISO 3166 code such as US, GB or IN';
  throw new Invalid('validation_failed', `/country: ${message}`, {
    errors: [{ pointer: '/country', code: 'unknown_country', message }],
  });
}
