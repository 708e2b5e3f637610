import { z } from 'zod';
import { readKey } from '../vault/vault.ts';

/** Names whose values are shown to nobody; each may lie in a file that the same name with _FILE names. */
export const secrets = [
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PASSWORD',
  'CARILLON_SESSION_SECRET',
  'CARILLON_ENCRYPTION_KEY',
];

/** What a process does: everything, or one part of an installation of many processes. */
export const roles = ['all', 'api', 'dialer', 'worker'] as const;
export type Role = (typeof roles)[number];

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'must be a whole number from 0 to 65535')
  .transform(Number);

const wholeNumber = (what: string) =>
  z
    .string()
    .refine((text) => /^\d{1,6}$/.test(text), `must be a whole number ${what}`)
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

/** Every variable, with what it is for; `shown` says a default that is no value. */
export const Environment = z.object({
  CARILLON_DATA_DIR: z
    .string()
    .optional()
    .meta({ description: 'the data folder', shown: '/var/lib/carillon for root, else ~/.local/share/carillon' }),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database')
    .optional()
    .meta({ description: 'a PostgreSQL of version 15 or newer of your own', shown: 'the embedded PostgreSQL' }),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://host:6379')
    .optional()
    .meta({ description: 'where jobs wait instead of in PostgreSQL', shown: 'jobs wait in PostgreSQL' }),
  CARILLON_ROLE: z
    .enum(roles, `must be one of ${roles.join(', ')}`)
    .default('all')
    .meta({ description: 'what this process does: all, api, dialer or worker' }),
  REDIS_HOST: z.string().optional().meta({ description: 'the host of Redis, instead of REDIS_URL', shown: 'none' }),
  REDIS_PORT: port.default(6379).meta({ description: 'its port' }),
  REDIS_PASSWORD: z.string().optional().meta({ description: 'its password', shown: 'none' }),
  REDIS_DB: wholeNumber('of its database').default(0).meta({ description: 'its database' }),
  MAX_CONCURRENT_OUTBOUND_CALLS: wholeNumber('of calls at once')
    .default(50)
    .meta({ description: "the ceiling of the system's limit of calls at once, which an admin sets below it" }),
  CAMPAIGN_QUEUE_CONCURRENCY: wholeNumber('of calls')
    .default(10)
    .meta({ description: 'calls that a worker places at once: each waits for its provider most of that time' }),
  HOST: z.string().default('127.0.0.1').meta({ description: 'the address it listens on' }),
  PORT: port
    .optional()
    .meta({ description: 'the port it listens on', shown: '5173, or any free one when that is in use' }),
  LOG_LEVEL: z
    .enum(levels, `must be one of ${levels.join(', ')}`)
    .default('warn')
    .meta({ description: 'how much is logged: fatal to trace, or silent' }),
  PUBLIC_URL: url(['http:', 'https:'], 'https://carillon.example.com')
    .optional()
    .meta({ description: 'where providers reach it with their webhooks', shown: 'the address it listens on' }),
  CARILLON_SESSION_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .meta({ description: 'signs the cookies of sessions', shown: 'one that is kept in the database' }),
  CARILLON_ENCRYPTION_KEY: keys.optional().meta({
    description: 'seals credentials: 32 bytes in base64 or hex, several with commas',
    shown: 'encryption-key in the data folder',
  }),
  CARILLON_PROVIDER_URLS: urls
    .optional()
    .meta({ description: "addresses beside their providers' own that accounts may have, with commas", shown: 'none' }),
  CARILLON_PROXIES: z
    .string()
    .refine((text) => /^\d$/.test(text), 'must be a whole number from 0 to 9')
    .transform(Number)
    .default(0)
    .meta({ description: "reverse proxies in front, whose word about a visitor's address counts" }),
  CARILLON_SIGN_UP: z
    .enum(['open', 'closed'], 'must be open or closed')
    .default('open')
    .meta({ description: 'whether strangers may make themselves a workspace: open or closed' }),
  CARILLON_SAMPLES: z.enum(['on', 'off'], 'must be on or off').default('off').meta({
    description: 'whether a new installation gets three sample campaigns and a fast clock',
    shown: 'off; on by npm start without DATABASE_URL',
  }),
  CARILLON_OPEN: z.enum(['on', 'off'], 'must be on or off').default('off').meta({
    description: 'whether a browser opens once the dashboard is there',
    shown: 'off; on by npm start where there is a screen',
  }),
  CARILLON_READS_PER_MINUTE: perMinute
    .default(3000)
    .meta({ description: 'requests that read, of one actor; 0 for no limit' }),
  CARILLON_WRITES_PER_MINUTE: perMinute
    .default(1200)
    .meta({ description: 'requests that change something, of one actor; 0 for no limit' }),
  CARILLON_PG_USER: z.string().optional().meta({
    description: 'the account of the embedded PostgreSQL when root starts it',
    shown: 'the first of postgres, node, nobody',
  }),
  CARILLON_SIMULATOR_URL: url(['http:'], 'http://127.0.0.1:4010')
    .optional()
    .meta({ description: 'a pretend network that runs already', shown: 'its own' }),
  CARILLON_SIMULATOR_PORT: port.default(0).meta({ description: 'the port of its own pretend network' }),
  CARILLON_SIMULATOR_SEED: z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text), 'must be a whole number of at most 9 digits')
    .transform(Number)
    .default(1)
    .meta({ description: 'its seed' }),
  CARILLON_SIMULATOR_SETTINGS: settings.default({}).meta({ description: 'how it behaves, as JSON' }),
});

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
