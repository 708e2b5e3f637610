import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type Running = {
  pid: number;
  /** The line with which it said that it is at work. */
  greeting: string;
  /** kill -9, and its end. */
  kill(): Promise<void>;
};

const root = join(import.meta.dirname, '..');
const alive = new Set<ChildProcess>();
/** Some say their first line when they are done. */
const firstLineWithinMs = 600_000;

/** Starts a program of this repository on the Node that runs us; resolves at its first line of output. */
export async function startProgram(
  file: string,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Running> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
  const child = spawn(process.execPath, [join(root, file), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  const greeting = await firstLine(child, file);
  return { pid: child.pid ?? 0, greeting, kill: () => killChild(child) };
}

/** Whatever is still running when the bench ends, for whatever reason. */
export async function killLeftovers(): Promise<void> {
  await Promise.all([...alive].map(killChild));
}

async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function firstLine(child: ChildProcess, file: string): Promise<string> {
  if (!child.stdout) throw new Error(`${file} has no output`);
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`${file} ended with ${code} before it was ready`)),
  );
  const said = once(lines, 'line', { signal: AbortSignal.timeout(firstLineWithinMs) });
  const line = await Promise.race([said.then(([text]) => String(text)), ended]);
  lines.close();
  child.stdout.resume();
  return line;
}

/** A port that nobody listens on just now, for programs that must come back on the same one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
