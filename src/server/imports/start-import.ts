import { createHash, randomUUIDv7 } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isCountry } from '#domain/country.ts';
import type { ImportStatus } from '#domain/import-status.ts';
import type { Runner } from '#server/database/pool.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import type { System } from '#server/system.ts';
import type { Column, Mapping } from './columns/map-columns.ts';
import { findMapping } from './fixes/sql.ts';
import { FileReader } from './reading/file-reader.ts';
import type { Inspection } from './reading/file-reader.ts';
import { findSameFile, getDefaultCountry, getImportRow, insertImport, listWithFile } from './sql.ts';
import type { Found, ImportRow } from './sql.ts';
import { sheetPath } from './table/read-table.ts';
import type { Layout } from './table/read-table.ts';
import { Unreadable } from './table/unreadable.ts';

export type FileToImport = {
  fileName: string;
  /** On disk; from here on it is ours to keep and delete. */
  path: string;
  /** ISO 3166 code that national numbers are read with; the workspace's when not given. */
  country?: string | undefined;
  campaignId?: string | undefined;
  mapping?: Mapping | undefined;
  /** The sheet of a workbook; the first with people when not given. */
  sheet?: string | undefined;
  /** Nobody is written before somebody has looked. */
  stopsAtReview?: boolean | undefined;
  /** The same file may come twice. */
  force?: boolean | undefined;
};

/** How long a file stays after the last thing that was done with it. */
const fileDays = 7;

/**
 * Looks at a file, refuses (Invalid) what can't be imported as a whole before anything is kept of it, and leaves the
 * rest to whoever runs the import: it is `committing` or `checking`, or in `review` where somebody must look first.
 */
export async function startImport(
  system: System,
  { workspaceId }: { workspaceId: string },
  file: FileToImport,
): Promise<ImportRow> {
  const importId = randomUUIDv7();
  const path = await keep(file.path, importId);
  try {
    const country = readCountry(file.country) ?? (await getDefaultCountry(system.db, workspaceId));
    const { found, digest } = await inspectFile(system, { ...file, workspaceId, path, country });
    const campaignId = file.campaignId ?? null;
    if (!file.force) await refuseSameFile(system, { workspaceId, digest, campaignId });
    await insertImport(system.db, {
      ...found,
      workspaceId,
      id: importId,
      campaignId,
      fileName: file.fileName,
      stopsAtReview: file.stopsAtReview ?? false,
      filePath: path,
      digest,
      keptUntil: keptUntil(system.clock.now()),
      createdAt: system.clock.now(),
    });
    return await getImportRow(system.db, workspaceId, importId);
  } catch (error) {
    await removeFile(path);
    throw refusalOf(error);
  }
}

/** A file that can't be imported, for whoever sent it. */
export function refusalOf(error: unknown): unknown {
  return error instanceof Unreadable ? new Invalid(error.code, error.message, { cause: error }) : error;
}

/** Under this name any process that sees the folder finds it: beside the uploads, which are deleted after their request. */
async function keep(upload: string, importId: string): Promise<string> {
  const folder = keptIn(dirname(upload));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, importId);
  await rename(upload, path);
  return path;
}

function keptIn(uploadFolder: string): string {
  return join(dirname(uploadFolder), 'imports');
}

/** A request that began longer ago is over: its upload belongs to nobody, or has become an import's file. */
const uploadMsMax = 6 * 3_600_000;

/** Removes what requests left that a crash broke off: uploads, and files that no import knows of. */
export async function removeOrphans(db: Runner, uploadFolder: string, now: Date): Promise<void> {
  const old = now.getTime() - uploadMsMax;
  const kept = keptIn(uploadFolder);
  for (const path of await listOlder(uploadFolder, old)) await rm(path, { force: true });
  // Told by their names: another process may see the same folder elsewhere.
  const ids = (await listOlder(kept, old)).flatMap(
    (path) => /[\da-f-]{36}(?=(?:\.sheet)?$)/.exec(basename(path)) ?? [],
  );
  const known = new Set(await listWithFile(db, ids));
  for (const id of new Set(ids)) if (!known.has(id)) await removeFile(join(kept, id));
}

async function listOlder(folder: string, than: number): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const older: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const seen = await stat(path).catch(() => null);
    if (seen?.isFile() === true && seen.mtimeMs < than) older.push(path);
  }
  return older;
}

/** The file, and the sheet that was taken out of it. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(sheetPath(path), { force: true });
}

export function keptUntil(now: Date): Date {
  return new Date(now.getTime() + fileDays * 24 * 3600 * 1000);
}

type FileToInspect = Pick<FileToImport, 'path' | 'mapping' | 'sheet' | 'stopsAtReview'> & {
  workspaceId: string;
  country: string;
};

/** How a file is to be read, with what somebody chose for one with the same headers where nothing is chosen for this. */
export async function inspectFile(system: System, file: FileToInspect): Promise<{ found: Found; digest: string }> {
  const reader = new FileReader({ path: file.path });
  const { country, mapping, sheet, stopsAtReview: isPatient = false } = file;
  try {
    const first = await reader.inspect({ country, mapping, sheet });
    const known = mapping === undefined ? await recall(system, file.workspaceId, first) : undefined;
    if (known === undefined) return { found: foundBy(first, file), digest: first.digest };
    const again = await reader.inspect({ country, sheet, mapping: known.mapping, isRemembered: true });
    const found = foundBy(again, { country, mapping: known.mapping, stopsAtReview: isPatient });
    return { found: { ...found, mappingFrom: known.fileName }, digest: again.digest };
  } finally {
    await reader.close();
  }
}

type Given = Pick<FileToInspect, 'country' | 'mapping' | 'stopsAtReview'>;

function foundBy({ layout }: Inspection, { country, mapping = {}, stopsAtReview: isPatient = false }: Given): Found {
  const { doubt } = layout;
  if (!isPatient && doubt?.code === 'no_phone_column') throw new Unreadable(doubt.code, doubt.message);
  return {
    country,
    layout,
    mapping,
    mappingFrom: null,
    status: nextStatus(layout, isPatient),
    problemCode: doubt?.code ?? null,
    problem: doubt?.message ?? null,
  };
}

const sureEnough = 0.6;

function nextStatus({ columns, doubt }: Layout, isPatient: boolean): ImportStatus {
  const phone = columns.find(({ field }) => field === 'phone');
  if (doubt !== null || phone === undefined || phone.confidence < sureEnough) return 'review';
  return isPatient ? 'checking' : 'committing';
}

async function recall(system: System, workspaceId: string, { layout }: Inspection) {
  const digest = headersDigest(layout.columns);
  return layout.headerRow === 0 ? undefined : findMapping(system.db, workspaceId, digest);
}

/** The same for the same headers in any order. */
export function headersDigest(columns: readonly Column[]): string {
  const headers = columns.map(({ name }) => name.toLowerCase()).toSorted();
  return createHash('sha256').update(JSON.stringify(headers)).digest('hex');
}

async function refuseSameFile(
  system: System,
  file: { workspaceId: string; digest: string; campaignId: string | null },
): Promise<void> {
  const same = await findSameFile(system.db, file);
  if (same === undefined) return;
  const link = `/api/v1/imports/${same.id}`;
  const day = same.createdAt.toISOString().slice(0, 10);
  const detail = `This file was imported on ${day} as ${same.fileName}: ${link}. Send it with force to import it again.`;
  throw new Conflict('already_imported', detail, {
    errors: [{ pointer: '/file', code: 'already_imported', message: link }],
  });
}

/** A country as it was given, in capitals; Invalid for one that is none. */
export function readCountry(given: string | undefined): string | undefined {
  const country = given?.trim().toUpperCase();
  if (country === undefined || country === '') return undefined;
  if (isCountry(country)) return country;
  const message = 'Must be a two-letter ISO 3166 code such as US, GB or IN';
  throw new Invalid('validation_failed', `/country: ${message}`, {
    errors: [{ pointer: '/country', code: 'unknown_country', message }],
  });
}
