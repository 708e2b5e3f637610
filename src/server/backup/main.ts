import { resolve } from 'node:path';
import pg from 'pg';
import manifest from '../../../package.json' with { type: 'json' };
import { realNow } from '../clock.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { startEmbedded } from '../database/embedded.ts';
import { releaseHold } from '../dialer/restored/hold.ts';
import { createLog } from '../log.ts';
import { openDataFolder } from '../start/data-folder.ts';
import { backUp } from './back-up.ts';
import { restore } from './restore.ts';

/** `carillon backup` and `carillon restore`: a process beside the server's, with the server's settings. */
async function run([verb, file]: string[]): Promise<void> {
  const config = readConfig();
  if (verb === 'backup') return withDatabase(config, (url) => writeBackup(url, resolve(file ?? '')));
  if (verb === 'release') return withDatabase(config, release);
  // Who restores has the folder alone: no server may start on a database that is half there.
  const folder = await openDataFolder(config.dataDir, config.databaseUrl ? 'with others' : 'alone');
  try {
    await withDatabase(config, (url) => readBackup(url, resolve(file ?? '')));
  } finally {
    await folder.release();
  }
}

/** The embedded PostgreSQL is used where it runs already, else run for as long as it takes. */
async function withDatabase(config: Config, work: (url: string) => Promise<void>): Promise<void> {
  if (config.databaseUrl) return work(config.databaseUrl);
  const embedded = await startEmbedded({ folder: config.dataDir, account: config.pgUser });
  try {
    await work(embedded.url);
  } finally {
    if (!embedded.adopted) await embedded.stop();
  }
}

async function writeBackup(url: string, file: string): Promise<void> {
  const { tables, bytes } = await backUp(url, file, { version: manifest.version, realAt: realNow() });
  say(
    `${file} holds ${tables} tables, ${(bytes / 1e6).toFixed(1)} MB before compression. Keep the encryption keys with it, ` +
      'elsewhere: they are not in it, and credentials can not be read without them.',
  );
}

async function readBackup(url: string, file: string): Promise<void> {
  const log = createLog('warn');
  const { tables, realAt } = await restore(url, file, { realAt: realNow(), log });
  say(
    `Restored ${tables} tables as they were on ${realAt.toISOString()}. Dialling is off: when Carillon starts, it asks the ` +
      'providers about everybody who may have been called since, then goes on by itself. `carillon restore --release` ends that early.',
  );
}

async function release(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'carillon restore' });
  client.on('error', () => {});
  await client.connect();
  try {
    const wasHeld = await releaseHold(client);
    say(wasHeld ? 'Dialling goes on. People called since the backup may be called again.' : 'Dialling was not held.');
  } finally {
    await client.end();
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
