import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { stopwatch } from '#server/clock.ts';
import { openCluster, postgresProcess, prepareHome, superuser } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { findPostgresAccount } from './postgres-account.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { findBinaries, program } from './postgres-binaries.ts';
import { findPostmaster, send, stopPostmaster } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';

export type EmbeddedOptions = {
  /** The data folder; PostgreSQL lives in its subfolder `postgres`. */
  folder: string;
  /** The account to run as when we are root. */
  account?: string | undefined;
  /** Settings of postgresql.conf on top of ours. */
  settings?: Record<string, string>;
};

export type EmbeddedPostgres = {
  url: string;
  pid: number;
  /** It was running already, left by a process that was killed. */
  adopted: boolean;
  stop(): Promise<void>;
  /** Ends it without waiting: the next start recovers. */
  endNow(): void;
};

const ourSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  random_page_cost: '1.1',
  jit: 'off',
  autovacuum_naptime: '15s',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Starts the PostgreSQL of a data folder, making it at the first start, or adopts the one that runs there. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = await findPostgresAccount(options.account);
  const home = await prepareHome(options.folder, account);
  const binaries = await findBinaries(home, account);
  const isLasting = options.settings?.['fsync'] !== 'off';
  const cluster = await openCluster(home, { binaries, account, isLasting });
  const running = await adopt(cluster);
  const postmaster = running ?? (await launch(cluster, { binaries, account, settings: options.settings ?? {} }));
  const { pid, port } = postmaster;
  const url = await openDatabase(port, cluster.password);
  return {
    ...{ url, pid, adopted: running !== undefined },
    stop: () => stopPostmaster(pid, cluster.directory),
    endNow: () => void send(pid, 'SIGQUIT'),
  };
}

type Launch = { binaries: string; account: PostgresAccount | undefined; settings: Record<string, string> };

async function adopt(cluster: Cluster): Promise<Postmaster | undefined> {
  const found = await findPostmaster(cluster.directory);
  return found && !found.isReady ? waitUntilReady(cluster, () => false) : found;
}

/** Tried again for a while: another start may win the port or the folder, and a killed server's backends end late. */
async function launch(cluster: Cluster, how: Launch): Promise<Postmaster> {
  const elapsed = stopwatch();
  for (;;) {
    const sizeBefore = await stat(cluster.logFile).then(
      (file) => file.size,
      () => 0,
    );
    const child = await spawnPostgres(cluster, how);
    const postmaster = await waitUntilReady(cluster, () => isRunning(child));
    if (postmaster) return postmaster;
    const log = await readLog(cluster.logFile, sizeBefore);
    const mayPass = /Address already in use|still in use|lock file .* already exists/i.test(log);
    if (!mayPass || elapsed() > 15_000) throw failure(cluster, log);
    await pause(50);
  }
}

async function spawnPostgres(cluster: Cluster, how: Launch): Promise<ChildProcess> {
  const settings = { ...ourSettings, port: String(await freePort()), ...how.settings };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(cluster.logFile, 'a', 0o600);
  try {
    const child = spawn(program(how.binaries, 'postgres'), ['-D', cluster.directory, ...options], {
      ...postgresProcess(cluster.directory, how.account),
      // In a process group of its own: Ctrl-C reaches us first, and we stop it in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Whoever's server gets ready first: ours, or one that another start made a moment earlier. */
async function waitUntilReady(cluster: Cluster, isStarting: () => boolean): Promise<Postmaster | undefined> {
  const elapsed = stopwatch();
  while (elapsed() < 60_000) {
    const found = await findPostmaster(cluster.directory);
    if (found?.isReady) return found;
    if (!found && !isStarting()) return undefined;
    await pause(5);
  }
  return undefined;
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function failure(cluster: Cluster, log: string): Error {
  const said = log.split('\n').filter((line) => /FATAL|HINT|DETAIL|PANIC/.test(line));
  return new Error(
    `The embedded PostgreSQL does not start. ${said.join(' ') || 'It ended without a word.'} ` +
      `Its log is ${cluster.logFile}. It needs glibc; elsewhere set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

async function readLog(file: string, from: number): Promise<string> {
  const log = await open(file, 'r');
  try {
    const { size } = await log.stat();
    const { buffer } = await log.read(Buffer.alloc(Math.max(0, size - from)), 0, null, from);
    return buffer.toString('utf8');
  } finally {
    await log.close();
  }
}

async function openDatabase(port: number, password: string): Promise<string> {
  const url = (database: string) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
  const client = new pg.Client({ connectionString: url('postgres') });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'carillon'`);
    if (rowCount === 0) await client.query('create database carillon').catch(ignoreDuplicate);
  } finally {
    await client.end();
  }
  return url('carillon');
}

function ignoreDuplicate(cause: unknown): void {
  const isDuplicate = cause instanceof pg.DatabaseError && (cause.code === '42P04' || cause.code === '23505');
  if (!isDuplicate) throw cause;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
