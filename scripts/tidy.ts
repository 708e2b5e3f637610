import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What a linter can't see. Each rule gives sentences about what is wrong. */

const root = fileURLToPath(new URL('..', import.meta.url));
const drawers = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'types',
  'manager',
  'service',
  'shared',
  'lib',
  'index',
];
const filesMax = 12;
/** Flat lists by design: a rule a file, a noun a file, a verb a file. */
const crowdsAllowed = /^(src\/(domain|contract)|test\/|scripts\/zone-table)/;

type File = { path: string; text: string };

function noDrawers({ path }: File): string[] {
  const names = path.split('/').map((part) => part.split('.')[0] ?? '');
  const drawer = names.find((name) => drawers.includes(name));
  return drawer ? [`${path}: "${drawer}" says nothing. Name it after what is in it.`] : [];
}

function noCrowds(files: File[]): string[] {
  const sources = files.filter(
    ({ path }) => /^(src|bench|scripts)\/.*\.(ts|tsx|js)$/.test(path) && !/\.test\.tsx?$/.test(path),
  );
  const folders = Map.groupBy(sources, ({ path }) => dirname(path));
  return [...folders]
    .filter(([folder, inside]) => inside.length > filesMax && !crowdsAllowed.test(folder))
    .map(
      ([folder, inside]) => `${folder} holds ${inside.length} files, ${filesMax} are enough. What does it want to be?`,
    );
}

/** The database's clock is not ours: a rule takes its instant as a parameter; the doctor compares the two. */
function noDatabaseTime({ path, text }: File): string[] {
  if (!/^(src\/server\/.*\.ts|migrations\/.*\.sql)$/.test(path) || path.startsWith('src/server/doctor/')) return [];
  return linesWith(
    { path, text },
    /(?<![.\w])now\(\)(?!\s*[:{])|\b(clock_timestamp|statement_timestamp)\(\)|\bcurrent_timestamp\b/i,
  ).map((line) => `${line}: time is a parameter in SQL too.`);
}

function noMachine({ path, text }: File): string[] {
  if (path === 'scripts/tidy.ts') return [];
  const places = /(^|[\s'"`(=])\/(work|root|home\/\w+|Users\/\w+)\//;
  return linesWith({ path, text }, places).map((line) => `${line}: names a path of somebody's machine.`);
}

function noMarks({ path, text }: File): string[] {
  if (path === 'scripts/tidy.ts' || !/\.(ts|tsx|js|sql)$/.test(path)) return [];
  return linesWith({ path, text }, /\b(TODO|FIXME|XXX)\b/).map(
    (line) => `${line}: do it, or write it down as an issue.`,
  );
}

function linesWith({ path, text }: File, pattern: RegExp): string[] {
  return text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));
}

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});
const Wanted = z.record(z.string(), z.string()).optional();
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string().optional(), dependencies: Wanted, optionalDependencies: Wanted }),
  ),
});
type Packages = z.infer<typeof Lock>['packages'];

/** What a package wants and the lock file does not hold, optional or not: `npm ci` refuses such a file. */
function unlocked(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) => {
    const wanted = Object.keys({ ...dependencies, ...optionalDependencies });
    return wanted
      .filter((name) => !isLocked(packages, path, name))
      .map((name) => `${name} (for ${path || 'the root'})`);
  });
}

/** Looked for as Node does: beside what it wants, then further and further out. */
function isLocked(packages: Packages, from: string, name: string): boolean {
  const place = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (packages[place]) return true;
  return from !== '' && isLocked(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** Exact versions, every platform's binaries, no registry's address. */
function exactPackages(files: File[]): string[] {
  const read = (name: string) => JSON.parse(files.find(({ path }) => path === name)?.text ?? '{}');
  const manifest = Manifest.parse(read('package.json'));
  const { packages } = Lock.parse(read('package-lock.json'));
  const wanted = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  });
  const loose = wanted.filter(([, version]) => !/^\d/.test(version));
  const strange = Object.entries(packages).filter(([, { resolved }]) => resolved?.startsWith('http'));
  return [
    ...loose.map(([name]) => `package.json: ${name} needs an exact version.`),
    ...unlocked(packages).map(
      (name) => `package-lock.json: ${name} is not locked, so npm ci refuses. Run npm install.`,
    ),
    ...strange.map(
      ([name]) => `package-lock.json: ${name} names a registry. Leave the address out: npm asks the one it is set to.`,
    ),
  ];
}

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed
  .split('\n')
  .filter((path) => /\.(ts|tsx|css|js|json|sql|md|ya?ml)$|^\.ci\//.test(path))
  .flatMap((path) => readFile(path));
const perFile = [noDrawers, noDatabaseTime, noMachine, noMarks];
const faults = [
  ...files.flatMap((file) => perFile.flatMap((rule) => rule(file))),
  ...noCrowds(files),
  ...exactPackages(files),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** Git still lists what was just deleted. */
function readFile(path: string): File[] {
  try {
    return [{ path, text: readFileSync(join(root, path), 'utf8') }];
  } catch {
    return [];
  }
}
