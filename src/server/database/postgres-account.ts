import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The system account that PostgreSQL runs as; undefined means our own. */
export type PostgresAccount = { name: string; uid: number; gid: number };

/** PostgreSQL refuses to run as root: then the wished account, else the first of the usual ones, runs it. */
export async function findPostgresAccount(wished?: string): Promise<PostgresAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  if (wished) {
    const account = await lookUp(wished);
    if (account && account.uid !== 0) return account;
    throw new Error(
      `CARILLON_PG_USER names "${wished}", which is ${account ? 'root' : 'no account of this machine'}. ` +
        'Name an ordinary account, or leave it out.',
    );
  }
  for (const name of ['postgres', 'node', 'nobody']) {
    const account = await lookUp(name);
    if (account) return account;
  }
  throw new Error(
    'PostgreSQL does not run as root, and none of the accounts postgres, node and nobody exists. ' +
      'Start Carillon as an ordinary user, name an account in CARILLON_PG_USER, or set DATABASE_URL.',
  );
}

async function lookUp(name: string): Promise<PostgresAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', '--', name]), run('id', ['-g', '--', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
