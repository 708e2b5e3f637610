import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stopwatch } from '#server/clock.ts';

/** What postmaster.pid says of the server that runs, or ran, in a data directory. */
export type Postmaster = { pid: number; port: number; isReady: boolean };

/** The live server of this data directory. The pid file of a dead or zombie one is removed. */
export async function findPostmaster(directory: string): Promise<Postmaster | undefined> {
  const said = await readPidFile(directory);
  if (!said) return undefined;
  if (await isServerOf(said.pid, directory)) return said;
  await rm(join(directory, 'postmaster.pid'), { force: true });
  return undefined;
}

/** Lines of postmaster.pid: pid, directory, start, port, socket directory, address, shared memory, status. */
async function readPidFile(directory: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port, isReady: lines[7] === 'ready' } : undefined;
}

/** Asks for a fast shutdown and waits; after `patienceMs` for an immediate one, from which the next start recovers. */
export async function stopPostmaster(pid: number, directory: string, patienceMs = 5000): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!send(pid, signal) || (await isGone(pid, directory, patienceMs))) return;
  }
  throw new Error(`PostgreSQL (process ${pid}) did not stop. End it by hand before starting again.`);
}

async function isGone(pid: number, directory: string, patienceMs: number): Promise<boolean> {
  const elapsed = stopwatch();
  while (elapsed() < patienceMs) {
    if (!(await isServerOf(pid, directory))) return true;
    await pause(10);
  }
  return false;
}

/** A pid may have been given to a stranger since: on Linux a postmaster is known by its working directory. */
async function isServerOf(pid: number, directory: string): Promise<boolean> {
  if (!send(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  if (await isZombie(pid)) return false;
  const [cwd, ours] = await Promise.all([
    readlink(`/proc/${pid}/cwd`).catch((cause: NodeJS.ErrnoException) => (cause.code === 'EACCES' ? null : '')),
    realpath(directory),
  ]);
  return cwd === null || cwd === ours;
}

async function isZombie(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /^\S/.test(line) ? line.slice(line.lastIndexOf(')') + 2).startsWith('Z') : true;
}

/** Whether there is such a process; 0 sends it nothing. */
export function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}
