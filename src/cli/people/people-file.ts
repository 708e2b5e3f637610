import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { openFile } from '#client/open-file.ts';
import type { UploadFile } from '#client/verbs.ts';
import { Failure, reasonOf } from '../failure.ts';

/** A file of people that is there and can be read. */
export type PeopleFile = { path: string; name: string; title: string };

const bytesMax = 200 * 1024 * 1024;

/** Looks at a file before anything is started for it; throws a Failure that says what is wrong with it. */
export async function checkPeopleFile(path: string): Promise<PeopleFile> {
  const found = await stat(path).catch((cause: unknown) => {
    throw refuse(path, cause);
  });
  if (found.isDirectory())
    throw new Failure('usage', `${path} is a folder. Name a file of people: CSV, TSV, TXT, XLSX or XLS.`);
  if (!found.isFile())
    throw new Failure('usage', `${path} is no ordinary file. Save the people in one, and name that.`);
  if (found.size === 0) throw new Failure('failure', `${path} is empty. It needs a phone number a line, at least.`);
  if (found.size > bytesMax)
    throw new Failure('failure', `${path} is larger than 200 MB. Divide it, and import the parts.`);
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw refuse(path, cause);
  });
  const name = basename(path);
  return { path, name, title: basename(path, extname(path)) || name };
}

/** The file for an upload. */
export async function openPeopleFile({ path }: PeopleFile): Promise<UploadFile> {
  return openFile(path);
}

function refuse(path: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new Failure('notFound', `There is no file ${resolve(path)}. Check its name and folder.`, { cause });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new Failure('failure', `${path} can't be read: you lack the permission. Change it, or copy the file.`, {
      cause,
    });
  }
  return new Failure('failure', `${path} can't be read: ${reasonOf(cause)}.`, { cause });
}
