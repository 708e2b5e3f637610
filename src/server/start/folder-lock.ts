import { open, readFile, rename, rm } from 'node:fs/promises';
import { z } from 'zod';

/** A process, told from a later one that was given the same number. */
const Holder = z.object({ pid: z.int().positive(), startedAt: z.string() });
export type Holder = z.infer<typeof Holder>;

export type Locked = { kind: 'ours'; release(): Promise<void> } | { kind: 'taken'; by: number };

/** Takes the lock that `file` is, unless a live process holds it; what a killed one left does not count. */
export async function takeLock(file: string): Promise<Locked> {
  const mine = JSON.stringify({ pid: process.pid, startedAt: await startOf(process.pid) });
  for (let tries = 0; tries < 20; tries += 1) {
    if (await create(file, mine)) return { kind: 'ours', release: () => rm(file, { force: true }) };
    const holder = await readHolder(file);
    if (holder && (await isAlive(holder))) return { kind: 'taken', by: holder.pid };
    await moveAway(file);
  }
  throw new Error(`${file} can't be locked: it changes all the time. Remove it by hand when no Carillon runs there.`);
}

async function create(file: string, text: string): Promise<boolean> {
  const handle = await open(file, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EEXIST') return undefined;
    throw cause;
  });
  await handle?.writeFile(text);
  await handle?.close();
  return handle !== undefined;
}

/** Renamed, then looked at: when somebody took the lock in between, it is put back. */
async function moveAway(file: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const holder = await readHolder(aside);
  if (holder && (await isAlive(holder))) await rename(aside, file);
  else await rm(aside, { force: true });
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return Holder.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EPERM')) return false;
  }
  return (await startOf(holder.pid)) === holder.startedAt;
}

/** When a process started, in ticks since boot; empty where the system does not tell. */
async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields[19] ?? '';
}
