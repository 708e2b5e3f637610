import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeConfig, readConfig, WrongConfig } from './config.ts';

test('nothing needs to be set', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 5173,
    isPortChosen: false,
    logLevel: 'warn',
    databaseUrl: undefined,
    redisUrl: undefined,
    publicUrl: undefined,
    simulator: { port: 0, seed: 1, settings: {} },
  });
});

test('what is set is read, and an empty variable counts as none', () => {
  const config = readConfig({
    CARILLON_DATA_DIR: '/data',
    DATABASE_URL: 'postgresql://u:p@db/carillon',
    REDIS_URL: '',
    PORT: '8080',
    PUBLIC_URL: 'https://calls.example.com/',
    CARILLON_SIMULATOR_SEED: '42',
    CARILLON_SIMULATOR_SETTINGS: '{"preset":"hostile"}',
  });
  expect(config).toMatchObject({
    dataDir: '/data',
    databaseUrl: 'postgresql://u:p@db/carillon',
    redisUrl: undefined,
    port: 8080,
    isPortChosen: true,
    publicUrl: 'https://calls.example.com',
    simulator: { seed: 42, settings: { preset: 'hostile' } },
  });
});

test.each([
  ['PORT', 'http', 'whole number from 0 to 65535'],
  ['PORT', '65536', 'whole number from 0 to 65535'],
  ['PORT', '-1', 'whole number from 0 to 65535'],
  ['DATABASE_URL', 'mysql://host/db', 'postgres://user:password@host:5432/database'],
  ['DATABASE_URL', 'carillon', 'postgres://user:password@host:5432/database'],
  ['REDIS_URL', 'http://host', 'redis://host:6379'],
  ['LOG_LEVEL', 'loud', 'one of fatal, error, warn'],
  ['PUBLIC_URL', 'calls.example.com', 'https://carillon.example.com'],
  ['CARILLON_SIMULATOR_PORT', 'x', 'whole number from 0 to 65535'],
  ['CARILLON_SIMULATOR_SEED', '1.5', 'whole number of at most 9 digits'],
  ['CARILLON_SIMULATOR_SETTINGS', 'friendly', 'JSON object'],
  ['CARILLON_SIMULATOR_SETTINGS', '[1]', 'JSON object'],
])('%s=%s stops the start and is told how to be right', (name, value, advice) => {
  const read = () => readConfig({ [name]: value });
  expect(read).toThrow(WrongConfig);
  expect(read).toThrow(new RegExp(`^${name} can't be .*${advice}.*Correct it, or leave it out`));
});

test('every wrong variable is named, and no secret is shown', () => {
  const read = () => readConfig({ PORT: 'x', LOG_LEVEL: 'y', DATABASE_URL: 'mysql://u:hush@h/d' });
  expect(read).toThrow(/PORT.*\n.*|LOG_LEVEL/);
  expect(read).not.toThrow(/hush/);
});

test('a secret may lie in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  const file = join(folder, 'url');
  writeFileSync(file, 'redis://secret:6379\n');
  expect(readConfig({ REDIS_URL_FILE: file }).redisUrl).toBe('redis://secret:6379');
  expect(() => readConfig({ REDIS_URL_FILE: file, REDIS_URL: 'redis://x' })).toThrow(/both set/);
  expect(() => readConfig({ DATABASE_URL_FILE: join(folder, 'none') })).toThrow(
    /^DATABASE_URL_FILE names .*can't be read/,
  );
  rmSync(folder, { recursive: true });
});

test('keys that seal are read from base64 and hex, the first one first; a weak one is refused without being shown', () => {
  const [base64, hex] = [
    'Uo3vhAxOTJuR1yFf0qYp7T2sKcX4WbZ9dMgEiNlQkLo=',
    '3c'.repeat(4) + '0123456789abcdef'.repeat(3) + 'ffeeddcc',
  ];
  const { encryptionKeys } = readConfig({ CARILLON_ENCRYPTION_KEY: `${base64}, ${hex}` });
  expect(encryptionKeys).toEqual([Buffer.from(base64, 'base64'), Buffer.from(hex, 'hex')]);
  const weak = 'A'.repeat(43);
  const refusal = () => readConfig({ CARILLON_ENCRYPTION_KEY: `${base64},${weak}` });
  expect(refusal).toThrow(/CARILLON_ENCRYPTION_KEY can't be what it holds: it must be 32 random bytes/);
  expect(refusal).not.toThrow(weak);
});

test('a variable that nobody reads stops the start, as somebody believes in it', () => {
  expect(() => readConfig({ CARILLON_DATADIR: '/data' })).toThrow(/CARILLON_DATADIR is no setting/);
  expect(readConfig({ CARILLON_URL: 'http://other', CARILLON_TEST_LONG: '1' }).role).toBe('all');
});

test('Redis may be named by its parts', () => {
  expect(readConfig({ REDIS_HOST: 'cache', REDIS_PORT: '6380', REDIS_PASSWORD: 'p@ss', REDIS_DB: '2' }).redisUrl).toBe(
    'redis://:p%40ss@cache:6380/2',
  );
});

test('one part of a fleet needs what the parts share', () => {
  expect(() => readConfig({ CARILLON_ROLE: 'dialer' })).toThrow(/DATABASE_URL and PUBLIC_URL is not set/);
  const shared = { DATABASE_URL: 'postgres://u:p@db/carillon', PUBLIC_URL: 'https://calls.example.com' };
  expect(readConfig({ CARILLON_ROLE: 'dialer', ...shared }).role).toBe('dialer');
});

test('every setting is described, and no secret is told', () => {
  const settings = describeConfig({ DATABASE_URL: 'postgres://u:hush@db/carillon', PORT: '8080' });
  expect(settings).toContainEqual({
    name: 'DATABASE_URL',
    value: '(set)',
    what: expect.stringContaining('PostgreSQL'),
  });
  expect(settings).toContainEqual({ name: 'PORT', value: '8080', what: 'the port it listens on' });
  expect(settings).toContainEqual(expect.objectContaining({ name: 'CAMPAIGN_QUEUE_CONCURRENCY', value: '(10)' }));
  for (const { what } of settings) expect(what).not.toBe('');
});
