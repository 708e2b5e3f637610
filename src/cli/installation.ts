import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/client.ts';
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
/** A start at the same moment may be a little ahead of ours: it writes its record when it is ready. */
const rivalSecondsMax = 15;
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
  const server = await startServer(config.serverEnvironment);
  try {
    const record = await becomeReady(server, opening);
    const connected = await connect(record, opening);
    const lastWords = () => (server.exitCode() === undefined ? undefined : server.lastWords());
    return { ...connected, isOurs: true, lastWords, close: () => server.stop() };
  } catch (error) {
    await server.stop();
    if (!(error instanceof RivalFound)) throw error;
    return { ...(await connect(error.record, opening)), ...notOurs };
  }
}

/** Somebody else started the same installation while we did. */
class RivalFound extends Error {
  readonly record: ServerRecord;

  constructor(record: ServerRecord) {
    super('another process started this installation');
    this.record = record;
  }
}

async function becomeReady(server: ServerProcess, { config, signal }: Opening): Promise<ServerRecord> {
  const tries = (readySecondsMax * 1000) / lookEveryMs;
  for (let tried = 0; tried < tries; tried += 1) {
    const record = await readRecord(config.dataDir);
    if (server.exitCode() !== undefined) throw await explainEnd(server, { config, signal });
    if (record?.pid === server.pid && (await isReady(record.url))) return record;
    await pause(lookEveryMs, signal);
  }
  const said = server.lastWords();
  throw new Failure(
    'failure',
    `Carillon did not become ready within ${readySecondsMax} s.${said === '' ? '' : `\n${said}`}`,
  );
}

async function explainEnd(
  server: ServerProcess,
  { config, signal }: Pick<Opening, 'config' | 'signal'>,
): Promise<Error> {
  const rival = await findRival(server, { config, signal });
  if (rival) return new RivalFound(rival);
  const said = server.lastWords();
  return new Failure(
    'failure',
    `Carillon could not be started.\n${said === '' ? `It ended with code ${server.exitCode()}.` : said}`,
  );
}

async function findRival(server: ServerProcess, { config, signal }: Pick<Opening, 'config' | 'signal'>) {
  const running = await findRunning(config.dataDir);
  if (running || !/already (runs|starting)/.test(server.lastWords())) return running;
  for (let tried = 0; tried < (rivalSecondsMax * 1000) / lookEveryMs; tried += 1) {
    await pause(lookEveryMs, signal);
    const found = await findRunning(config.dataDir);
    if (found) return found;
  }
  return undefined;
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
