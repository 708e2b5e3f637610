import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';

/** The program that `carillon start` is, and that other commands start when nothing runs. */
export const serverProgram = fileURLToPath(new URL('../server/main.ts', import.meta.url));

/** The program that `carillon config` is. */
export const configProgram = fileURLToPath(new URL('../server/doctor/print-config.ts', import.meta.url));

/** The program that `carillon backup` and `carillon restore` are. */
export const backupProgram = fileURLToPath(new URL('../server/backup/main.ts', import.meta.url));

/** The program that `carillon doctor` is. */
export const doctorProgram = fileURLToPath(new URL('../server/doctor/main.ts', import.meta.url));

/** A server that we started and that ends with us. */
export type ServerProcess = {
  pid: number;
  /** Its exit code once it has ended; undefined while it runs. */
  exitCode(): number | undefined;
  /** What it said about its end, without stacks and logs' wrapping. */
  lastWords(): string;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
};

const kept = 16_384;
const patienceMs = 30_000;

/** Starts a server in a process group of its own: Ctrl-C reaches us alone, and we stop it in our own time. */
export async function startServer(environment: Record<string, string | undefined>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [serverProgram], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-kept);
    });
  }
  let exitCode: number | undefined;
  const ended = endOf(child).then((code) => (exitCode = code));
  // However we end: nobody else is left to stop it.
  process.once('exit', () => child.kill('SIGTERM'));
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    exitCode: () => exitCode,
    lastWords: () => lastWordsOf(said),
    stop: () => stop(child, ended),
  };
}

/** It has ended once its last words are read, too; what it started may keep their pipe open. */
async function endOf(child: ChildProcess): Promise<number> {
  const read = once(child, 'close');
  const [code] = (await once(child, 'exit')) as [number | null];
  await Promise.race([read, wait(500, undefined, { ref: false })]);
  return code ?? 1;
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = wait(patienceMs, 'late', { signal: patience.signal }).catch(() => 'ended');
  if ((await Promise.race([ended, late])) === 'late') child.kill('SIGKILL');
  patience.abort();
  await ended;
}

/** The sentences of what a process wrote: no stacks, no warnings of the runtime; of log lines what they say. */
export function lastWordsOf(said: string): string {
  const lines = said.split('\n').map((line) => wordsOf(line.trimEnd()));
  const sentences = lines.filter((line) => line !== '');
  return [...new Set(sentences)].slice(-8).join('\n');
}

const noise = [
  /^\s+at /,
  /^node:internal/,
  /^file:\/\/.*:\d+$/,
  /^Node\.js v/,
  /^\(node:\d+\)/,
  /^\(Use `node --trace/,
  /^\s*\^+$/,
  /^[\s{}]*$/,
];

function wordsOf(line: string): string {
  if (noise.some((pattern) => pattern.test(line))) return '';
  return line.startsWith('{') ? wordsOfLog(line) : line;
}

function wordsOfLog(line: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null || !('msg' in entry)) return '';
    const cause = 'err' in entry && typeof entry.err === 'object' && entry.err !== null ? entry.err : {};
    return [String(entry.msg), ...('message' in cause ? [String(cause.message)] : [])].join(': ');
  } catch {
    return '';
  }
}
