import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PostgresAccount } from './postgres-account.ts';

const read = 4;
const enter = 1;

/** The innermost folder above `path` that the account may not enter, or undefined when it gets there. */
export async function closedFolder(path: string, account: PostgresAccount): Promise<string | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!(await may(folder, account, enter))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Whether the account may get to `path`, read it and run or enter it. */
export async function mayUse(path: string, account: PostgresAccount): Promise<boolean> {
  return (await may(path, account, read | enter)) && (await closedFolder(path, account)) === undefined;
}

async function may(path: string, account: PostgresAccount, wanted: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const granted = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
  return (granted & wanted) === wanted;
}
