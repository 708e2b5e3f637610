import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import type { CliConfig } from './config.ts';
import { Failure, reasonOf } from './failure.ts';
import { pause } from './interrupt.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

/** A running Carillon. */
export type Installation = {
  url: string;
  /** Where the pretend telephone network answers; null when nobody told us. */
  simulatorUrl: string | null;
  /** Speaks for this process until its signal aborts; `patient` also afterwards, to put things in order. */
  client: Client;
  patient: Client;
  /** Whether it runs because of this command, and ends with it. */
  isOurs: boolean;
  /** How it ended, when it ended under us. */
  lastWords(): string | undefined;
  close(): Promise<void>;
};

type Opening = { config: CliConfig; signal: AbortSignal; say: (text: string) => void };

const ServerRecord = z.object({ pid: z.int().positive(), url: z.url(), simulatorUrl: z.url().nullish() });
type ServerRecord = z.infer<typeof ServerRecord>;

const readySecondsMax = 90;
/** A server that is just starting answers soon; one that is just ending makes room for another start. */
const rivalSecondsMax = 3;
const startsMax = 6;
const lookEveryMs = 50;

/** Finds the installation that the environment names, or the one of the data folder; starts the latter if need be. */
export async function openInstallation(opening: Opening): Promise<Installation> {
  const { config, signal } = opening;
  if (config.remote) return openRemote(config.remote, signal);
  const running = await findRunning(config.dataDir);
  if (running) return { ...(await connect(running, opening)), ...notOurs };
  return startOwn(opening);
}

const notOurs = { isOurs: false, lastWords: () => undefined, close: async () => {} };

async function openRemote({ url, key }: { url: string; key: string }, signal: AbortSignal): Promise<Installation> {
  const answer = await askHealth(url);
  if (answer !== 'healthy') {
    throw new Failure(
      'failure',
      `Nothing that is Carillon answers at ${url}: ${answer}. Correct CARILLON_URL, or start it there.`,
    );
  }
  return { url, simulatorUrl: null, ...clientsOf({ url, key, signal }), ...notOurs };
}

/** The server of a data folder that is alive and answers; undefined when none does. */
async function findRunning(dataDir: string): Promise<ServerRecord | undefined> {
  const record = await readRecord(dataDir);
  if (!record || !isAlive(record.pid)) return undefined;
  return (await askHealth(record.url)) === 'healthy' ? record : undefined;
}

async function startOwn(opening: Opening): Promise<Installation> {
  const { config, say } = opening;
  say(`Starting Carillon in ${config.dataDir} …`);
  for (let tried = 1; ; tried += 1) {
    const server = await startServer(config.serverEnvironment);
    try {
      const started = await becomeReady(server, opening);
      if (started.isOurs) return { ...(await connect(started.record, opening)), ...oursBy(server) };
      return { ...(await connect(started.record, opening)), ...notOurs };
    } catch (error) {
      await server.stop();
      if (!(error instanceof Occupied) || tried === startsMax) throw error;
    }
  }
}

function oursBy(server: ServerProcess): Pick<Installation, 'isOurs' | 'lastWords' | 'close'> {
  const lastWords = () => (server.exitCode() === undefined ? undefined : server.lastWords());
  return { isOurs: true, lastWords, close: () => server.stop() };
}

/** Another server has the data folder and does not answer: it is starting, or just about to end. */
class Occupied extends Failure {}

type Started = { record: ServerRecord; isOurs: boolean };

async function becomeReady(server: ServerProcess, { config, signal }: Opening): Promise<Started> {
  for (let tried = 0; tried < (readySecondsMax * 1000) / lookEveryMs; tried += 1) {
    const record = await readRecord(config.dataDir);
    if (server.exitCode() !== undefined) return findRival(server, { config, signal });
    if (record?.pid === server.pid && (await isReady(record.url))) return { record, isOurs: true };
    await pause(lookEveryMs, signal);
  }
  throw new Failure(
    'failure',
    `Carillon did not become ready within ${readySecondsMax} s.\n${server.lastWords()}`.trim(),
  );
}

/** The server that kept ours from starting; a Failure when nothing but ours was the matter. */
async function findRival(
  server: ServerProcess,
  { config, signal }: Pick<Opening, 'config' | 'signal'>,
): Promise<Started> {
  const said = server.lastWords();
  const isOccupied = /already (runs|starting)/.test(said);
  for (let tried = 0; tried < (isOccupied ? rivalSecondsMax * 1000 : 1) / lookEveryMs; tried += 1) {
    const record = await findRunning(config.dataDir);
    if (record) return { record, isOurs: false };
    await pause(lookEveryMs, signal);
  }
  const text = `Carillon could not be started.\n${said === '' ? `It ended with code ${server.exitCode()}.` : said}`;
  throw isOccupied ? new Occupied('conflict', text) : new Failure('failure', text);
}

async function connect({ url, simulatorUrl }: ServerRecord, { config, signal }: Opening) {
  const key = await readKey(config.dataDir);
  return { url, simulatorUrl: simulatorUrl ?? null, ...clientsOf({ url, key, signal }) };
}

function clientsOf({ url, key, signal }: { url: string; key: string; signal: AbortSignal }) {
  const bound: typeof fetch = (input, init) => fetch(input, { ...init, signal });
  return { client: createClient({ url, key, fetch: bound }), patient: createClient({ url, key }) };
}

async function readRecord(dataDir: string): Promise<ServerRecord | undefined> {
  const text = await readFile(join(dataDir, 'server.json'), 'utf8').catch(() => '');
  try {
    return ServerRecord.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function readKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'api-key');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const advice = 'Run this as the user who started Carillon, or set CARILLON_URL and CARILLON_API_KEY.';
    throw new Failure('auth', `The API key in ${file} can't be read: ${reasonOf(cause)}. ${advice}`, { cause });
  }
}

async function askHealth(url: string): Promise<string> {
  return createClient({ url, fetch: impatient })
    .operations.health()
    .then(
      () => 'healthy',
      (error: unknown) => reasonOf(error),
    );
}

async function isReady(url: string): Promise<boolean> {
  return createClient({ url, fetch: impatient })
    .operations.ready()
    .then(
      ({ ready }) => ready,
      () => false,
    );
}

const impatient: typeof fetch = (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(3000) });

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
