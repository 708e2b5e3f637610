import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
// A new cluster takes a second, and ten on a machine with much else to do.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'));
});
afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  await Promise.all(
    children.filter(({ exitCode, signalCode }) => exitCode === null && !signalCode).map((child) => once(child, 'exit')),
  );
  children = [];
  await rm(folder, { recursive: true, force: true });
});

type Server = { child: ChildProcess; said(): string; ended(): Promise<number | null> };

function start(changes: Record<string, string> = {}): Server {
  const env = { ...process.env, CARILLON_DATA_DIR: folder, PORT: '0', DATABASE_URL: '', REDIS_URL: '', ...changes };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  const ended = new Promise<number | null>((resolve) => void child.on('close', resolve));
  return { child, said: () => said, ended: () => ended };
}

async function whenReady(server: Server): Promise<{ url: string; pid: number }> {
  await vi.waitFor(() => expect(server.said()).toContain('is ready after'), { timeout: 60_000, interval: 20 });
  return JSON.parse(await readFile(join(folder, 'server.json'), 'utf8'));
}

const databasePid = async () =>
  Number((await readFile(join(folder, 'postgres/cluster/data/postmaster.pid'), 'utf8')).split('\n')[0]);

const isAlive = (pid: number) => existsSync(`/proc/${pid}`);

/** What the printed link of the first start opens, and a browser is then told to keep. */
async function setUp(server: Server, url: string): Promise<Response> {
  const token = /#set-up=(\S+)/.exec(server.said())?.[1];
  const headers = { 'content-type': 'application/json', origin: url };
  return fetch(`${url}/api/v1/auth/set-up`, { method: 'POST', headers, body: JSON.stringify({ token }) });
}

const askTenant = async (url: string) => {
  const authorization = `Bearer ${(await readFile(join(folder, 'api-key'), 'utf8')).trim()}`;
  return (await fetch(`${url}/api/v1/agents`, { headers: { authorization } })).json();
};

test('it says where it is, refuses a second start, ends with its database on one Ctrl-C, and has all data again', async () => {
  const first = start();
  const { url, pid } = await whenReady(first);
  expect(pid).toBe(first.child.pid);
  for (const line of [url, '/openapi.json', '/log', folder, join(folder, 'api-key')])
    expect(first.said()).toContain(line);
  const agents = await askTenant(url);
  const session = await setUp(first, url);
  expect(await session.json()).toMatchObject({ user: { isSystemAdmin: true }, workspaces: [{ role: 'owner' }] });
  const cookie = session.headers.getSetCookie().join().split(';')[0] ?? '';
  expect((await setUp(first, url)).status).toBe(422);
  const second = start();
  expect(await second.ended()).toBe(1);
  expect(second.said()).toMatch(new RegExp(`already runs in ${folder}: ${url} \\(process ${pid}\\)`));
  const database = await databasePid();
  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  expect(await first.ended()).toBe(0);
  expect([isAlive(database), existsSync(join(folder, 'server.json'))]).toEqual([false, false]);
  const again = await whenReady(start());
  expect(await askTenant(again.url)).toEqual(agents);
  expect(await (await fetch(`${again.url}/api/v1/agents`, { headers: { cookie } })).json()).toEqual(agents);
});

test('after a kill -9 the next start takes over the database that was left, and everything is there', async () => {
  const first = start();
  const agents = await askTenant((await whenReady(first)).url);
  const database = await databasePid();
  first.child.kill('SIGKILL');
  await first.ended();
  await rm(join(folder, 'server.json'));
  const second = await whenReady(start());
  expect(await databasePid()).toBe(database);
  expect(await askTenant(second.url)).toEqual(agents);
});

test('a port that was chosen and is in use stops the start', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await vi.waitFor(() => expect(other.listening).toBe(true));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const server = start({ PORT: String(port) });
  expect(await server.ended()).toBe(1);
  expect(server.said()).toContain(`Port ${port} is in use on 127.0.0.1. Set PORT to another one`);
  other.close();
});

test.each([
  ['PORT=x', { PORT: 'x' }, /PORT can't be "x"/],
  [
    'a server that is not there',
    { DATABASE_URL: 'postgres://u:hush@127.0.0.1:9/x' },
    /DATABASE_URL can't be used: nothing answers there/,
  ],
  ['a host that is not known', { DATABASE_URL: 'postgres://u:hush@nowhere.invalid/x' }, /DATABASE_URL can't be used/],
  ['a Redis that is not there', { REDIS_URL: 'redis://127.0.0.1:9' }, /REDIS_URL can't be used/],
  [
    'settings that the simulator does not know',
    { CARILLON_SIMULATOR_SETTINGS: '{"x":1}' },
    /CARILLON_SIMULATOR_SETTINGS/,
  ],
])('%s stops the start with one sentence that names the variable', async (_what, changes, message) => {
  const server = start(changes as Record<string, string>);
  expect(await server.ended()).toBe(1);
  expect(server.said()).toMatch(message);
  expect(server.said()).not.toMatch(/hush|^\s+at /m);
  expect(existsSync(join(folder, 'server.json'))).toBe(false);
});

test('a data folder that can not be one is refused', async () => {
  await writeFile(join(folder, 'file'), '');
  const server = start({ CARILLON_DATA_DIR: join(folder, 'file') });
  expect(await server.ended()).toBe(1);
  expect(server.said()).toMatch(/data folder .*file can't be written.*Set CARILLON_DATA_DIR/);
});
