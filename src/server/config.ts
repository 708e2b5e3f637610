import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readKey } from './vault/vault.ts';

/** What the environment says: the only place that reads it. */
export type Config = {
  dataDir: string;
  /** An external PostgreSQL; the embedded one without. */
  databaseUrl: string | undefined;
  /** Where jobs wait; in PostgreSQL without. */
  redisUrl: string | undefined;
  host: string;
  port: number;
  /** Without PORT another one is taken when ours is in use. */
  isPortChosen: boolean;
  logLevel: string;
  /** Where providers reach us from outside. */
  publicUrl: string | undefined;
  /** Signs the cookies of sessions; one kept in the database without. */
  sessionSecret: string | undefined;
  /** Seal what is secret, the first one; the others open what it has not sealed yet. Keys in the data folder without. */
  encryptionKeys: Buffer[];
  /** Addresses beside their own that accounts of providers may have. */
  providerUrls: string[];
  /** Reverse proxies in front of us, whose word about a visitor's address counts. */
  proxies: number;
  /** Whether strangers may sign up. */
  isSignUpOpen: boolean;
  /** Whether a new installation gets sample campaigns, on a clock of its own. */
  hasSamples: boolean;
  /** Whether the dashboard is opened in a browser once it is there. */
  opensBrowser: boolean;
  /** Requests that one actor may make in a minute; 0 is no limit. */
  readsPerMinute: number;
  writesPerMinute: number;
  /** The account that the embedded PostgreSQL runs as when we are root. */
  pgUser: string | undefined;
  /** Where a simulator answers already; without it we start our own. */
  simulatorUrl: string | undefined;
  simulator: { port: number; seed: number; settings: Record<string, unknown> };
};

export class WrongConfig extends Error {}

type Source = Record<string, string | undefined>;

const secrets = ['DATABASE_URL', 'REDIS_URL', 'CARILLON_SESSION_SECRET', 'CARILLON_ENCRYPTION_KEY'];
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a whole number from 0 to 65535')
  .transform(Number);

const perMinute = z
  .string()
  .refine((text) => /^\d{1,9}$/.test(text), 'must be a whole number of requests, 0 for no limit')
  .transform(Number);

const url = (protocols: string[], example: string) =>
  z.string().refine((text) => protocols.includes(protocolOf(text)), `must look like ${example}`);

const settings = z.string().transform((text, context) => {
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: `must be a JSON object, such as {"preset":"friendly"}` });
  return z.NEVER;
});

const keys = z.string().transform((text, context) => {
  const read = text.split(',').map((key) => readKey(key.trim()));
  if (read.every((key) => key !== undefined)) return read;
  const example = 'made by: openssl rand -base64 32';
  context.addIssue({ code: 'custom', message: `must be 32 random bytes in base64 or hex, ${example}` });
  return z.NEVER;
});

const urls = z.string().transform((text, context) => {
  const read = text.split(',').map((each) => each.trim().replace(/\/+$/, ''));
  if (read.every((each) => ['http:', 'https:'].includes(protocolOf(each)))) return read;
  context.addIssue({
    code: 'custom',
    message: 'must be addresses with commas between them, such as http://127.0.0.1:4011',
  });
  return z.NEVER;
});

const Environment = z.object({
  CARILLON_DATA_DIR: z.string().optional(),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database').optional(),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379').optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.optional(),
  LOG_LEVEL: z.enum(levels, `must be one of ${levels.join(', ')}`).default('warn'),
  PUBLIC_URL: url(['http:', 'https:'], 'https://carillon.example.com').optional(),
  CARILLON_SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  CARILLON_ENCRYPTION_KEY: keys.optional(),
  CARILLON_PROVIDER_URLS: urls.optional(),
  CARILLON_PROXIES: z
    .string()
    .refine((text) => /^\d$/.test(text), 'must be a whole number from 0 to 9')
    .transform(Number)
    .default(0),
  CARILLON_SIGN_UP: z.enum(['open', 'closed'], 'must be open or closed').default('open'),
  CARILLON_SAMPLES: z.enum(['on', 'off'], 'must be on or off').default('off'),
  CARILLON_OPEN: z.enum(['on', 'off'], 'must be on or off').default('off'),
  CARILLON_READS_PER_MINUTE: perMinute.default(3000),
  CARILLON_WRITES_PER_MINUTE: perMinute.default(1200),
  CARILLON_PG_USER: z.string().optional(),
  CARILLON_SIMULATOR_URL: url(['http:'], 'http://127.0.0.1:4010').optional(),
  CARILLON_SIMULATOR_PORT: port.default(0),
  CARILLON_SIMULATOR_SEED: z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text), 'must be a whole number of at most 9 digits')
    .transform(Number)
    .default(1),
  CARILLON_SIMULATOR_SETTINGS: settings.default({}),
});

/** Reads and checks the environment; throws WrongConfig, which names every variable that is wrong and how to mend it. */
export function readConfig(environment: Source = process.env): Config {
  const parsed = Environment.safeParse(withFiles(environment));
  if (!parsed.success) throw new WrongConfig(parsed.error.issues.map((issue) => fault(issue, environment)).join('\n'));
  const value = parsed.data;
  return {
    dataDir: resolve(value.CARILLON_DATA_DIR ?? defaultDataDir()),
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL,
    host: value.HOST,
    port: value.PORT ?? 5173,
    isPortChosen: value.PORT !== undefined,
    logLevel: value.LOG_LEVEL,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, ''),
    sessionSecret: value.CARILLON_SESSION_SECRET,
    encryptionKeys: value.CARILLON_ENCRYPTION_KEY ?? [],
    providerUrls: value.CARILLON_PROVIDER_URLS ?? [],
    proxies: value.CARILLON_PROXIES,
    isSignUpOpen: value.CARILLON_SIGN_UP === 'open',
    hasSamples: value.CARILLON_SAMPLES === 'on',
    opensBrowser: value.CARILLON_OPEN === 'on',
    readsPerMinute: value.CARILLON_READS_PER_MINUTE,
    writesPerMinute: value.CARILLON_WRITES_PER_MINUTE,
    pgUser: value.CARILLON_PG_USER,
    simulatorUrl: value.CARILLON_SIMULATOR_URL?.replace(/\/+$/, ''),
    simulator: {
      port: value.CARILLON_SIMULATOR_PORT,
      seed: value.CARILLON_SIMULATOR_SEED,
      settings: value.CARILLON_SIMULATOR_SETTINGS,
    },
  };
}

/** An empty variable counts as none; X_FILE names a file that holds the secret X. */
function withFiles(environment: Source): Source {
  const known = Object.keys(Environment.shape).map((name) => [name, environment[name] || undefined] as const);
  return {
    ...Object.fromEntries(known),
    ...Object.fromEntries(secrets.map((name) => [name, secret(environment, name)])),
  };
}

function secret(environment: Source, name: string): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return environment[name] || undefined;
  if (environment[name]) throw new WrongConfig(`${name} and ${name}_FILE are both set. Keep one of them.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new WrongConfig(`${name}_FILE names ${file}, which can't be read: ${String(cause)}. Correct the path.`, {
      cause,
    });
  }
}

function fault(issue: z.core.$ZodIssue, environment: Source): string {
  const name = String(issue.path[0]);
  const value = secrets.includes(name) ? 'what it holds' : `"${environment[name]}"`;
  return `${name} can't be ${value}: it ${issue.message}. Correct it, or leave it out.`;
}

function defaultDataDir(): string {
  return process.getuid?.() === 0 ? '/var/lib/carillon' : join(homedir(), '.local', 'share', 'carillon');
}

function protocolOf(text: string): string {
  return URL.parse(text)?.protocol ?? '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
