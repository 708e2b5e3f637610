import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { Environment, secrets } from './start/environment.ts';
import type { Role } from './start/environment.ts';

/** What the environment says: the only place that reads it. */
export type Config = {
  role: Role;
  dataDir: string;
  /** An external PostgreSQL; the embedded one without. */
  databaseUrl: string | undefined;
  /** Where jobs wait; in PostgreSQL without. */
  redisUrl: string | undefined;
  /** The most calls at once that the system's limit may be set to. */
  callsMax: number;
  /** Calls that a worker places at once. */
  placesAtOnce: number;
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

/** Reads and checks the environment; throws WrongConfig, which names every variable that is wrong and how to mend it. */
export function readConfig(environment: Source = process.env): Config {
  refuseUnknown(environment);
  const parsed = Environment.safeParse(withFiles(environment));
  if (!parsed.success) throw new WrongConfig(parsed.error.issues.map((issue) => fault(issue, environment)).join('\n'));
  const value = parsed.data;
  requireShared(value);
  return {
    role: value.CARILLON_ROLE,
    callsMax: value.MAX_CONCURRENT_OUTBOUND_CALLS,
    placesAtOnce: value.CAMPAIGN_QUEUE_CONCURRENCY,
    dataDir: resolve(value.CARILLON_DATA_DIR ?? defaultDataDir()),
    databaseUrl: value.DATABASE_URL,
    redisUrl: value.REDIS_URL ?? redisUrlOf(value),
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

function redisUrlOf(value: z.output<typeof Environment>): string | undefined {
  if (value.REDIS_HOST === undefined) return undefined;
  const url = new URL(`redis://${value.REDIS_HOST}:${value.REDIS_PORT}/${value.REDIS_DB}`);
  url.password = value.REDIS_PASSWORD ?? '';
  return url.href;
}

/** Processes of several roles share a database, and are reached by providers at one address. */
function requireShared({ CARILLON_ROLE: role, DATABASE_URL, PUBLIC_URL }: z.output<typeof Environment>): void {
  if (role === 'all') return;
  const missing = Object.entries({ DATABASE_URL, PUBLIC_URL }).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === 0) return;
  throw new WrongConfig(
    `CARILLON_ROLE is ${role}, and ${missing.join(' and ')} is not set: processes of several roles share one PostgreSQL, ` +
      'and providers reach them at one address. Set it, or leave CARILLON_ROLE out to run everything here.',
  );
}

/** What the command line and the tests read. */
const notOurs = /^CARILLON_(URL|API_KEY|API_KEY_FILE|TEST_\w+)$/;

/** A variable that nobody reads is a setting that somebody believes in. */
function refuseUnknown(environment: Source): void {
  const known = new Set([...Object.keys(Environment.shape), ...secrets.map((name) => `${name}_FILE`)]);
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith('CARILLON_') && !known.has(name) && !notOurs.test(name),
  );
  if (unknown.length === 0) return;
  const all = 'carillon config lists those that there are.';
  throw new WrongConfig(unknown.map((name) => `${name} is no setting. Correct it, or leave it out: ${all}`).join('\n'));
}

/** Every setting: its name, what it is for, what it is now; what is secret is not told. */
export function describeConfig(environment: Source = process.env): { name: string; value: string; what: string }[] {
  return Object.entries(Environment.shape).map(([name, schema]) => {
    const given = environment[name] || (environment[`${name}_FILE`] ? `in ${environment[`${name}_FILE`]}` : '');
    const meta = schema.meta() ?? {};
    const value = given === '' ? `(${defaultOf(schema, meta['shown'])})` : secrets.includes(name) ? '(set)' : given;
    return { name, value, what: meta.description ?? '' };
  });
}

function defaultOf(schema: z.ZodType, shown: unknown): string {
  if (typeof shown === 'string') return shown;
  const usual: unknown = schema.parse(undefined);
  return typeof usual === 'string' ? usual : JSON.stringify(usual);
}
