import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from './failure.ts';

type Source = Record<string, string | undefined>;

/** What the environment tells the command line: the only file of it that reads it. */
export type CliConfig = {
  dataDir: string;
  /** A server that runs elsewhere; without it, the one of the data folder. */
  remote: { url: string; key: string } | null;
  /** The terminal understands no escape codes. */
  isDumb: boolean;
  /** What a server that we start gets; PORT is any free one when nobody chose it. */
  serverEnvironment: Source;
};

/** Reads the environment; throws a Failure that names the variable and how to mend it. */
export function readConfig(environment: Source = process.env): CliConfig {
  const dataDir = resolve(environment['CARILLON_DATA_DIR'] || defaultDataDir());
  return {
    dataDir,
    remote: environment['CARILLON_URL'] ? readRemote(environment['CARILLON_URL'], environment) : null,
    isDumb: environment['TERM'] === 'dumb',
    serverEnvironment: { ...environment, CARILLON_DATA_DIR: dataDir, PORT: environment['PORT'] || '0' },
  };
}

/**
 * The environment of a server in the foreground: a new one of its own has samples, unless CARILLON_SAMPLES is off, and a
 * browser opens where there is a screen.
 */
export function startEnvironment(
  { port, role, isToOpen = false }: { port?: number | undefined; role?: string | undefined; isToOpen?: boolean },
  environment: Source = process.env,
): Source {
  const isOwn = !environment['DATABASE_URL'] && !environment['DATABASE_URL_FILE'];
  return {
    CARILLON_SAMPLES: isOwn ? 'on' : 'off',
    ...environment,
    CARILLON_OPEN: isToOpen && hasScreen(environment) ? 'on' : 'off',
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(role === undefined ? {} : { CARILLON_ROLE: role }),
  };
}

function hasScreen(environment: Source): boolean {
  if (environment['CI'] || environment['SSH_CONNECTION']) return false;
  return process.platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

function readRemote(url: string, environment: Source): { url: string; key: string } {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new Failure('usage', `CARILLON_URL can't be "${url}": it must look like http://127.0.0.1:5173. Correct it.`);
  }
  const key = environment['CARILLON_API_KEY'] || keyFrom(environment['CARILLON_API_KEY_FILE']);
  if (!key) {
    const advice = 'Set CARILLON_API_KEY, or CARILLON_API_KEY_FILE to a file that holds it.';
    throw new Failure('auth', `CARILLON_URL names a server, and there is no API key for it. ${advice}`);
  }
  return { url: url.replace(/\/+$/, ''), key };
}

function keyFrom(file: string | undefined): string | undefined {
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Failure('auth', `CARILLON_API_KEY_FILE names ${file}, which can't be read. Correct the path.`, { cause });
  }
}

function defaultDataDir(): string {
  return process.getuid?.() === 0 ? '/var/lib/carillon' : join(homedir(), '.local', 'share', 'carillon');
}
