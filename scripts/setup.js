// Makes node_modules fit package-lock.json. Plain JavaScript without dependencies: it runs on any Node from 18 on,
// before the Node that the project needs is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const neededNode = 26;

/** Installs and builds what is missing or stale, one process at a time; throws with what to do when it can't. */
export async function setUp(root = dirname(dirname(fileURLToPath(import.meta.url)))) {
  if (fits(root) && isBuilt(root)) return;
  const unlock = await lock(join(root, '.setup.lock'));
  try {
    if (!fits(root)) {
      process.stderr.write('Installing packages ...\n');
      install(root);
      provideNode(root);
    }
    if (!isBuilt(root)) {
      process.stderr.write('Building the dashboard ...\n');
      buildDashboard(root);
    }
  } finally {
    unlock();
  }
}

/** Where the Node that runs the sources lies: the system's own may be older. */
export function nodePath(root) {
  return join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Whether every package of the lock file that must be there is there, in its version. */
export function fits(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !present || !existsSync(nodePath(root))) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const installed = present[path];
    if (!installed) return optional === true;
    return installed.version === version && (optional === true || existsSync(join(root, path)));
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install(root) {
  const [program, ...options] = npm();
  const ci = [...options, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(program, ci, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (done.status === 0) return;
  const said = `${done.error ? done.error.message : ''}${done.stdout ?? ''}${done.stderr ?? ''}`.trim();
  throw new Error(`The packages could not be installed: npm ci failed.\n${said}\nMend that, then start again.`);
}

/** npm names itself to its scripts; else the one on the path is used. */
function npm() {
  const itself = process.env.npm_execpath;
  return itself && /npm-cli\.js$/.test(itself) ? [process.execPath, itself] : ['npm'];
}

/** What the dashboard is made of: it is built again when any of it changes. */
const dashboardSources = [
  'src/web',
  'src/client',
  'src/contract',
  'src/domain',
  'scripts/web',
  'scripts/web.ts',
  'package-lock.json',
];

/** Whether dist/web was built from the sources as they are; where the sources are not there, what was built counts. */
export function isBuilt(root) {
  if (!existsSync(join(root, 'src', 'web'))) return true;
  return readText(join(root, 'dist', 'web', 'built-from')) === fingerprint(root);
}

function buildDashboard(root) {
  const before = fingerprint(root);
  const done = spawnSync(nodePath(root), [join(root, 'scripts', 'web.ts')], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) {
    const said = `${done.error ? done.error.message : ''}${done.stdout ?? ''}${done.stderr ?? ''}`.trim();
    throw new Error(`The dashboard could not be built.\n${said}\nMend that, then start again.`);
  }
  writeFileSync(join(root, 'dist', 'web', 'built-from'), before);
}

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const place of dashboardSources) {
    for (const file of filesOf(join(root, place))) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const inside = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return inside
    .filter(({ name }) => !/\.test\.tsx?$/.test(name))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
}

/** No Node package for this platform: a system Node that is new enough takes its place. */
function provideNode(root) {
  const path = nodePath(root);
  if (existsSync(path)) return;
  if (Number(process.versions.node.split('.')[0]) < neededNode) {
    throw new Error(
      `Carillon needs Node ${neededNode} or newer, and npm has none for ${process.platform}-${process.arch}. ` +
        `This is Node ${process.versions.node}: install a newer one, then start again.`,
    );
  }
  rmSync(path, { force: true });
  symlinkSync(process.execPath, path);
}

/** A file that only one process can make, with its number inside. One that a dead process left is moved away. */
async function lock(file) {
  for (;;) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (cause) {
      if (cause.code !== 'EEXIST') throw new Error(`${dirname(file)} can't be written: ${cause.message}`, { cause });
    }
    if (!isHeld(file)) moveAway(file);
    await pause(100);
  }
}

function isHeld(file) {
  const text = readText(file);
  if (text === undefined) return true;
  if (text === '') return Date.now() - statSync(file).mtimeMs < 5000;
  try {
    return process.kill(Number(text), 0);
  } catch (cause) {
    return cause.code === 'EPERM';
  }
}

/** Renamed, then looked at: if somebody took the lock in between, it is put back. */
function moveAway(file) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (isHeld(aside)) renameSync(aside, file);
    else rmSync(aside);
  } catch {
    // Another process moved it first.
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  setUp().catch((error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
