import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, inject, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { readCopy, readEnvironment, readStages } from './dockerfile.ts';

const stages = readStages(readFileSync('Dockerfile', 'utf8'));
const last = stages.at(-1);
if (!last) throw new Error('the Dockerfile has no stage');
const copies = last.instructions.filter(({ word }) => word === 'COPY').map(readCopy);
const wordsOf = (name: string) => last.instructions.filter(({ word }) => word === name).map(({ rest }) => rest);

test('the image runs as nobody special, says how it is, and has a folder for what is kept', () => {
  expect(wordsOf('USER')).toEqual(['node']);
  expect(last.instructions.findLastIndex(({ word }) => word === 'RUN')).toBeLessThan(
    last.instructions.findIndex(({ word }) => word === 'USER'),
  );
  expect(wordsOf('HEALTHCHECK')[0]).toContain('/healthz');
  expect(wordsOf('VOLUME')).toEqual([readEnvironment(last)['CARILLON_DATA_DIR']]);
  expect(wordsOf('RUN')).toEqual(['mkdir /data && chown node:node /data']);
  expect(wordsOf('CMD')).toEqual(['["node_modules/.bin/node", "src/server/main.ts"]']);
});

test('packages that only build and test are not in it', () => {
  const [packages] = copies.filter(({ from }) => from === 'packages');
  expect(packages?.sources).toEqual(['/app/node_modules']);
  const install = stages.find(({ name }) => name === 'packages')?.instructions.find(({ word }) => word === 'RUN');
  expect(install?.rest).toBe('npm ci --omit=dev --no-audit --no-fund');
});

test('what the build copies is there, and is not kept from it', () => {
  const kept = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'));
  const all = stages.flatMap(({ instructions }) => instructions.filter(({ word }) => word === 'COPY').map(readCopy));
  for (const { from, sources } of all) {
    if (from !== null) continue;
    for (const source of sources) {
      expect([source, existsSync(source)]).toEqual([source, true]);
      expect(kept).toContain(`!${source.split('/')[0]}`);
    }
  }
});

test('every file and every package that its programs import is in it', () => {
  const folders = copies.filter(({ from }) => from === null).flatMap(({ sources }) => sources);
  const programs = [
    'src/server/main.ts',
    'src/server/doctor/print-config.ts',
    'src/server/backup/main.ts',
    'src/cli/main.ts',
  ];
  const { files, packages } = reach(programs);
  const outside = files.filter((file) => !folders.some((folder) => file === folder || file.startsWith(`${folder}/`)));
  expect(outside).toEqual([]);
  expect(packages.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  expect(files.length).toBeGreaterThan(200);
});

/** Everything that these files import, and what that imports: paths from the root, and names of packages. */
function reach(programs: string[]): { files: string[]; packages: string[] } {
  const [files, packages] = [new Set(programs), new Set<string>()];
  for (const file of files) {
    if (!/\.[tj]s$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    const workers = text.matchAll(/new URL\('(\.[^']+\.ts)'/g);
    for (const [, name = ''] of [...importsIn(text), ...workers]) {
      if (name.startsWith('node:')) continue;
      if (name.startsWith('.')) files.add(relative('.', resolve(dirname(file), name)));
      else if (name.startsWith('#')) files.add(`src/${name.slice(1)}`);
      else
        packages.add(
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        );
    }
  }
  return { files: [...files], packages: [...packages] };
}

/** Imports that are there when it runs: `import type` is gone by then. */
function importsIn(text: string): RegExpMatchArray[] {
  return [...text.matchAll(/^(?:import (?!type )(?:[^;']*? from )?|export (?:\*|\{[^}]*\}) from )'([^']+)'/gm)];
}

test.skipIf(!inject('isLongRun') || process.getuid?.() !== 0)(
  'followed step by step in an empty folder it gives a server that starts without npm, as an unprivileged user',
  { timeout: 900_000 },
  async () => {
    const world = await mkdtemp(join(tmpdir(), 'image-'));
    await chmod(world, 0o755);
    try {
      for (const stage of stages) await follow(stage.name, world);
      expect(existsSync(join(world, 'last', 'app', 'node_modules', 'oxlint'))).toBe(false);
      const data = join(world, 'last', 'data');
      spawnSync('chown', ['-R', 'nobody', data]);
      const env = {
        ...readEnvironment(last),
        CARILLON_DATA_DIR: data,
        HOST: '127.0.0.1',
        PORT: '0',
        PATH: '/usr/bin:/bin',
      };
      const uid = Number(spawnSync('id', ['-u', 'nobody']).stdout.toString());
      const app = join(world, 'last', 'app');
      const server = spawn('node_modules/.bin/node', ['src/server/main.ts'], { cwd: app, env, uid, gid: uid });
      let said = '';
      for (const stream of [server.stdout, server.stderr])
        stream.on('data', (piece: Buffer) => (said += piece.toString()));
      await expect.poll(() => said, { timeout: 60_000 }).toMatch(/is ready after/);
      const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      expect(await (await fetch(url, { headers: { accept: 'text/html' } })).text()).toContain('<div id=');
      server.kill('SIGTERM');
      await expect.poll(() => server.exitCode, { timeout: 20_000 }).toBe(0);
    } finally {
      await rm(world, { recursive: true, force: true });
    }
  },
);

/** Does what a stage says, in a folder that stands for its file system. */
async function follow(name: string, world: string): Promise<void> {
  const stage = stages.find((each) => each.name === name);
  const root = join(world, name);
  let at = root;
  for (const instruction of stage?.instructions ?? []) {
    if (instruction.word === 'WORKDIR') at = join(root, instruction.rest);
    await mkdir(at, { recursive: true });
    if (instruction.word === 'COPY') await copy(instruction, { world, root, at });
    if (instruction.word === 'RUN') {
      // Its own account and its own root are what a folder can't have.
      const command = instruction.rest.replace(/ && chown .*/, '').replaceAll(' /data', ` ${root}/data`);
      const done = spawnSync('sh', ['-c', command], { cwd: at, encoding: 'utf8' });
      expect([command, done.status, done.stderr.slice(-2000)]).toEqual([command, 0, expect.anything()]);
    }
  }
}

async function copy(
  instruction: { word: string; rest: string },
  { world, root, at }: { world: string; root: string; at: string },
): Promise<void> {
  const { from, sources, target } = readCopy(instruction);
  const into = target.startsWith('/') ? join(root, target) : join(at, target);
  for (const source of sources) {
    const path = from === null ? source : join(world, from, source);
    const to = target.endsWith('./') ? join(into, source) : into;
    await cp(path, to, { recursive: true, verbatimSymlinks: true, filter: (file) => !/\.test\.tsx?$/.test(file) });
  }
}

test('the compose file has each role once, healthy dependencies, one image, and secrets as files only', async () => {
  const text = await readFile('compose.yaml', 'utf8');
  for (const role of ['api', 'dialer', 'worker']) expect(text).toContain(`CARILLON_ROLE: ${role} }`);
  expect(text).toContain('[redis-server, --maxmemory-policy, noeviction');
  expect(text.match(/condition: service_healthy/g)).toHaveLength(2);
  expect(text.match(/^ {4}healthcheck:/gm)).toHaveLength(2);
  const files = [...text.matchAll(/file: \.\/secrets\/(\S+)/g)].map(([, name]) => name);
  expect(files.toSorted()).toEqual(['database-url', 'encryption-key', 'postgres-password', 'session-secret']);
  for (const name of files) expect(text).toContain(`/run/secrets/${name}`);
  // A password in the environment is read by everybody who may look at a container.
  expect(text).not.toMatch(/PASSWORD: |SECRET: |KEY: |DATABASE_URL: /);
  const known = readFileSync('src/server/start/environment.ts', 'utf8');
  const environment = text.slice(text.indexOf('x-environment'), text.indexOf('services:'));
  for (const [, name = ''] of environment.matchAll(/^ {2}([A-Z_]+): /gm))
    expect(known).toContain(name.replace(/_FILE$/, ''));
});
