import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const setup = new URL('setup.js', import.meta.url).href;
let root: string;

const lock = (version: string) => ({
  packages: {
    '': {},
    'node_modules/needed': { version },
    'node_modules/elsewhere': { version: '1.0.0', optional: true },
  },
});

/** Stands for npm: notes that it was called, and installs what the lock file wants. */
const fakeNpm = `
const fs = require('node:fs');
fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (fs.existsSync('broken')) { console.error('npm error no such package'); process.exit(1); }
const wanted = JSON.parse(fs.readFileSync('package-lock.json'));
delete wanted.packages['node_modules/elsewhere'];
fs.mkdirSync('node_modules/needed', { recursive: true });
fs.mkdirSync('node_modules/.bin', { recursive: true });
fs.rmSync('node_modules/.bin/node', { force: true });
fs.symlinkSync(process.execPath, 'node_modules/.bin/node');
fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify(wanted));
`;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'setup-'));
  await writeFile(join(root, 'npm-cli.js'), fakeNpm);
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock('1.0.0')));
});
afterEach(() => rm(root, { recursive: true }));

async function setUp(): Promise<{ code: unknown; said: string }> {
  const program = `import { setUp } from ${JSON.stringify(setup)};
    await setUp(${JSON.stringify(root)}).catch((error) => { console.error(error.message); process.exitCode = 1; });`;
  const env = { ...process.env, npm_execpath: join(root, 'npm-cli.js') };
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { env });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = await once(child, 'close');
  return { code, said };
}

const calls = () =>
  readFile(join(root, 'calls'), 'utf8').then(
    (text) => text.trim().split('\n').length,
    () => 0,
  );

test('what is missing is installed once; then there is nothing to do, and nothing is said', async () => {
  expect((await setUp()).code).toBe(0);
  expect(await setUp()).toEqual({ code: 0, said: '' });
  expect(await calls()).toBe(1);
});

test('a changed lock file and a deleted package are noticed', async () => {
  await setUp();
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock('1.0.1')));
  await setUp();
  expect(await calls()).toBe(2);
  await rm(join(root, 'node_modules/needed'), { recursive: true });
  await setUp();
  expect(await calls()).toBe(3);
});

test('three starts at once install once', async () => {
  const done = await Promise.all([setUp(), setUp(), setUp()]);
  expect(done.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await calls()).toBe(1);
});

test('the lock of a process that was killed does not count', async () => {
  await writeFile(join(root, '.setup.lock'), '4194000');
  expect((await setUp()).code).toBe(0);
});

test('an installation that fails says what npm said, and frees the lock', async () => {
  await writeFile(join(root, 'broken'), '');
  expect(await setUp()).toEqual({
    code: 1,
    said: expect.stringMatching(/npm ci failed[^]*no such package[^]*start again/),
  });
  await rm(join(root, 'broken'));
  expect((await setUp()).code).toBe(0);
});

test('the command passes arguments and the exit code on, called through a link', async () => {
  await mkdir(join(root, 'bin'));
  const command = fileURLToPath(new URL('carillon.js', import.meta.url));
  await symlink(command, join(root, 'bin', 'carillon'));
  const child = spawn(process.execPath, [join(root, 'bin', 'carillon'), 'no-such-command'], { stdio: 'ignore' });
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
});
