import { access, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { takeLock } from './folder-lock.ts';

/** The folder of an installation, used by one server at a time. */
export type DataFolder = {
  path: string;
  /** Uploads lie here while they are read. */
  uploads: string;
  /** Tells the command line where the server answers. */
  announce(where: { url: string; simulatorUrl: string | null }): Promise<void>;
  /** Takes that back, and lets another server have the folder. */
  release(): Promise<void>;
};

/**
 * Opens the folder, making it at the first start; refuses one that can't be written. A process that does everything has it
 * alone; processes of a fleet share it, as each must see the uploads.
 */
export async function openDataFolder(path: string, use: 'alone' | 'with others' = 'alone'): Promise<DataFolder> {
  const [uploads, record] = [join(path, 'uploads'), join(path, 'server.json')];
  await makeWritable(path, uploads);
  if (use === 'with others') return { path, uploads, announce: async () => {}, release: async () => {} };
  const lock = await takeLock(join(path, 'server.lock'));
  if (lock.kind === 'taken') throw new Error(await whoRuns(path, record, lock.by));
  await rm(record, { force: true });
  return {
    path,
    uploads,
    announce: (where) => writeFile(record, `${JSON.stringify({ pid: process.pid, ...where })}\n`),
    async release() {
      await rm(record, { force: true });
      await lock.release();
    },
  };
}

async function makeWritable(path: string, uploads: string): Promise<void> {
  try {
    await mkdir(uploads, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The data folder ${path} can't be written: ${reason}. ` +
        'Set CARILLON_DATA_DIR to a folder of your own, or give this user the right to write there.',
      { cause },
    );
  }
}

/** A server that is just starting says its address a moment later. */
async function whoRuns(path: string, record: string, pid: number): Promise<string> {
  for (let tries = 0; tries < 50; tries += 1) {
    const url = await readUrl(record);
    if (url) {
      return `Carillon already runs in ${path}: ${url} (process ${pid}). Use that one, stop it first, or set CARILLON_DATA_DIR to another folder.`;
    }
    await pause(100);
  }
  return `Another Carillon (process ${pid}) is already starting in ${path}. Wait for it, or set CARILLON_DATA_DIR to another folder.`;
}

async function readUrl(record: string): Promise<string | undefined> {
  try {
    return String(JSON.parse(await readFile(record, 'utf8')).url);
  } catch {
    return undefined;
  }
}
