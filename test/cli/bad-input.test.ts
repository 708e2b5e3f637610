import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenLocally } from '#test/support/listen.ts';
import { lastJson, makePlace } from './carillon.ts';
import type { Environment, Place } from './carillon.ts';
import { writePeople } from './people.ts';

const otherFolder = join(tmpdir(), `carillon-cli-other-${process.pid}`);
let place: Place;

beforeAll(async () => {
  place = await makePlace();
  const files = {
    'empty.csv': '',
    'header.csv': 'name,phone\n',
    'no-phone.csv': 'name,city\nAda,London\nBob,Paris\n',
    'bad-rows.csv': 'name,phone\nAda,12\nBob,\n',
    'quote.csv': `name,phone\n"Ada,+12025550150\n${'x'.repeat(2_000_000)}\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(place.folder, name), content);
  await mkdir(join(place.folder, 'folder'));
  await writePeople(place.folder);
  await place.run(['start']).says(/is ready/);
}, 60_000);

afterAll(async () => {
  await place.remove();
  await rm(otherFolder, { recursive: true, force: true });
}, 60_000);

async function refuse(args: string[], environment: Environment = {}) {
  const at = args.map((arg) => (arg.endsWith('.csv') || arg === 'folder' ? join(place.folder, arg) : arg));
  const ended = await place.run(at, environment).ended;
  expect(ended.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(ended.stdout).toBe('');
  return ended;
}

const run = (...args: string[]) => ['run', 'people.csv', ...args];

describe('what is wrong is said in a sentence, with its exit code, and nothing is left behind', () => {
  test.each<[what: string, args: string[], code: number, told: RegExp]>([
    ['an unknown command', ['rnu'], 2, /unknown command 'rnu'\n\(Did you mean run\?\)/],
    ['an unknown option', run('--lmit', '3'), 2, /unknown option '--lmit'\n\(Did you mean --limit\?\)/],
    ['no file', ['run'], 2, /missing required argument 'file'/],
    ['a limit of 0', run('--limit', '0'), 2, /from 1 to 50/],
    ['a limit of -1', run('--limit', '-1'), 2, /from 1 to 50/],
    ['a limit of 51', run('--limit', '51'), 2, /from 1 to 50/],
    ['a limit in letters', run('--limit', 'abc'), 2, /from 1 to 50/],
    ['a window without minutes', run('--window', '9-18'), 2, /HH:MM-HH:MM/],
    ['a window of no length', run('--window', '18:00-18:00'), 2, /--all-day/],
    ['a window and all day', run('--window', '09:00-18:00', '--all-day'), 2, /'--all-day' cannot be used with/],
    ['an unknown zone', run('--time-zone', 'EST'), 2, /Did you mean America\/New_York/],
    ['an unknown country', run('--country', 'Narnia'), 2, /two-letter ISO 3166 code/],
    ['a file that is not there', ['run', 'missing.csv'], 3, /There is no file .*missing\.csv/],
    ['a folder', ['run', 'folder'], 2, /is a folder/],
    ['an empty file', ['run', 'empty.csv'], 1, /is empty/],
    ['a header alone', ['run', 'header.csv'], 1, /row/],
    ['no column of phone numbers', ['run', 'no-phone.csv'], 1, /Columns found: name, city/],
    ['rows that are all bad', ['run', 'bad-rows.csv', '--country', 'US'], 1, /Nobody in bad-rows\.csv can be called/],
    ['an unknown agent', run('--agent', 'Bob'), 3, /There is no agent "Bob"\.\nThere are:\n {2}Demo agent/],
    ['an unknown campaign', ['campaigns', 'show', 'zzz'], 3, /No campaign's id begins with "zzz"/],
    ['an unknown id', ['campaigns', 'pause', '0193f2aa-0000-7000-8000-000000000001'], 3, /There is no campaign/],
    ['an unknown status', ['calls', '--status', 'lost'], 2, /Allowed choices are/],
  ])('%s', async (_what, args, code, told) => {
    const ended = await refuse(args);
    expect(ended.stderr).toMatch(told);
    expect(ended.code).toBe(code);
  });

  test('an unclosed quote', async () => {
    const { code, stderr } = await refuse(['run', 'quote.csv']);
    expect({ code, stderr }).toMatchObject({ code: 1 });
  });

  test('after all that there is no campaign', async () => {
    expect(lastJson(await place.run(['campaigns', 'list', '--json']).ended)).toMatchObject({ data: [] });
  });
});

describe('a Carillon that can not be reached or started says why', () => {
  test.each<[what: string, environment: Environment, code: number, told: RegExp]>([
    [
      'a server that does not answer',
      { CARILLON_URL: 'http://127.0.0.1:9', CARILLON_API_KEY: 'x' },
      1,
      /Correct CARILLON_URL/,
    ],
    ['an address that is none', { CARILLON_URL: 'localhost' }, 2, /CARILLON_URL can't be "localhost"/],
    ['an address without a key', { CARILLON_URL: 'http://127.0.0.1:9' }, 5, /Set CARILLON_API_KEY/],
    ['a wrong DATABASE_URL', { ...elsewhere('a'), DATABASE_URL: 'mysql://x' }, 1, /DATABASE_URL/],
    [
      'a database that is not there',
      { ...elsewhere('b'), DATABASE_URL: 'postgres://x:y@127.0.0.1:9/z' },
      1,
      /DATABASE_URL|database/i,
    ],
    ['a data folder that can not be made', { CARILLON_DATA_DIR: '/dev/null/carillon' }, 1, /data folder/],
  ])(
    '%s',
    async (_what, environment, code, told) => {
      const ended = await refuse(['campaigns', 'list'], environment);
      expect(ended.stderr).toMatch(told);
      expect(ended.code).toBe(code);
    },
    60_000,
  );

  test('a wrong key', async () => {
    const { url } = await place.server();
    const { code, stderr } = await refuse(['campaigns', 'list'], { CARILLON_URL: url, CARILLON_API_KEY: 'wrong' });
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('API key') });
  });

  test('a port in use', async () => {
    const server = createServer();
    const port = await listenLocally(server);
    const { code, stderr } = await refuse(['campaigns', 'list'], { ...elsewhere('c'), PORT: String(port) });
    server.close();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`Port ${port} is in use`) });
  }, 60_000);
});

function elsewhere(name: string): Environment {
  return { CARILLON_DATA_DIR: join(otherFolder, name) };
}
