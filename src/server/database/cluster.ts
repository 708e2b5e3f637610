import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresAccount } from './postgres-account.ts';
import { program } from './postgres-binaries.ts';
import { closedFolder } from './reach.ts';

const run = promisify(execFile);

/** A PostgreSQL data directory, its superuser's password, its log. */
export type Cluster = { directory: string; password: string; logFile: string };

/** What makes and runs it; one that need not outlive a power cut is made faster. */
export type Maker = { binaries: string; account: PostgresAccount | undefined; isLasting: boolean };

export const superuser = 'carillon';

/** The folder that everything of the embedded PostgreSQL lives in, owned by the account that runs it. */
export async function prepareHome(folder: string, account: PostgresAccount | undefined): Promise<string> {
  const home = join(folder, 'postgres');
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (!account) return home;
  await chown(home, account.uid, account.gid);
  const closed = await closedFolder(home, account);
  if (closed === folder) await chmod(folder, ((await stat(folder)).mode & 0o777) | 0o011);
  const stillClosed = await closedFolder(home, account);
  if (!stillClosed) return home;
  throw new Error(
    `The data folder ${folder} can't be used: PostgreSQL runs as "${account.name}", which may not enter ${stillClosed}. ` +
      'Set CARILLON_DATA_DIR to a folder outside it, such as /var/lib/carillon, or set DATABASE_URL.',
  );
}

/** The cluster in that folder, made first when there is none. Two at once make one: the second's is thrown away. */
export async function openCluster(home: string, by: Maker): Promise<Cluster> {
  const place = join(home, 'cluster');
  const password = (await readPassword(place)) ?? (await makeCluster(place, by));
  return { directory: join(place, 'data'), password, logFile: join(home, 'postgres.log') };
}

async function makeCluster(place: string, by: Maker): Promise<string> {
  const aside = await mkdtemp(`${place}.`);
  const passwordFile = join(aside, 'password');
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (by.account) {
    await chown(aside, by.account.uid, by.account.gid);
    await chown(passwordFile, by.account.uid, by.account.gid);
  }
  await initialise(join(aside, 'data'), passwordFile, by);
  await rename(aside, place).catch(() => rm(aside, { recursive: true, force: true }));
  const password = await readPassword(place);
  if (password) return password;
  throw new Error(`The database could not be made in ${place}. Is that folder left over from something else?`);
}

async function initialise(directory: string, passwordFile: string, by: Maker): Promise<void> {
  const options = [
    ...['-D', directory, '-U', superuser, '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    '--no-instructions',
    ...(by.isLasting ? [] : ['--no-sync']),
  ];
  try {
    await run(program(by.binaries, 'initdb'), options, postgresProcess(directory, by.account));
  } catch (cause) {
    throw new Error(`The embedded PostgreSQL could not make its database: ${reason(cause)}`, { cause });
  }
}

/** PostgreSQL gets none of our environment (PGDATA, LC_*, …) and starts in a folder that its account can enter. */
export function postgresProcess(directory: string, account: PostgresAccount | undefined) {
  return {
    cwd: join(directory, '..'),
    ...(process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }),
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  };
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const missing = 'code' in cause && cause.code === 'ENOENT';
  const said = 'stderr' in cause ? String(cause.stderr).trim() : '';
  if (!missing) return said || cause.message;
  return 'its programs do not run here. They need glibc; on other systems set DATABASE_URL to a PostgreSQL 15 or newer.';
}

async function readPassword(place: string): Promise<string | undefined> {
  const text = await readFile(join(place, 'password'), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new Error(`The database in ${place} belongs to another account: ${cause.message}`, { cause });
  });
  return text.trim() || undefined;
}
