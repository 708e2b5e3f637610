import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export type Ended = { code: number | null; stdout: string; stderr: string };

/** A command at work in a process of its own. */
export type Running = {
  /** Resolves when stdout and stderr together match; rejects when it ends before. */
  says(pattern: RegExp): Promise<void>;
  interrupt(): void;
  ended: Promise<Ended>;
};

export type Environment = Record<string, string>;

/** A folder for an installation, and a way to run commands on it; everybody answers unless a magic number says otherwise. */
export type Place = {
  folder: string;
  run(args: string[], environment?: Environment): Running;
  server(): Promise<{ pid: number; url: string; simulatorUrl: string }>;
  /** Ends what still runs, then removes the folder. */
  remove(): Promise<void>;
};

const ServerRecord = z.object({ pid: z.int(), url: z.url(), simulatorUrl: z.url() });

export async function makePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-cli-'));
  // As root, PostgreSQL runs as somebody else, who has to get through here.
  await chmod(folder, 0o711);
  const running = new Set<Running>();
  return {
    folder,
    run(args, environment = {}) {
      const command = runCarillon(args, { ...baseEnvironment(join(folder, 'data')), ...environment });
      running.add(command);
      void command.ended.finally(() => running.delete(command));
      return command;
    },
    server: async () => ServerRecord.parse(JSON.parse(await readFile(join(folder, 'data', 'server.json'), 'utf8'))),
    async remove() {
      for (const command of running) command.interrupt();
      await Promise.all([...running].map(({ ended }) => ended));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function baseEnvironment(dataDir: string): Environment {
  const { PATH = '', HOME = '' } = process.env;
  const settings = { preset: 'friendly', answerRate: 1, voicemailRate: 0, busyRate: 0, failedRate: 0, goalRate: 1 };
  return {
    ...{ PATH, HOME, PORT: '0', CARILLON_DATA_DIR: dataDir, CARILLON_SAMPLES: 'off' },
    CARILLON_SIMULATOR_SETTINGS: JSON.stringify(settings),
  };
}

function runCarillon(args: string[], env: Environment): Running {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...said }));
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(said.stdout + said.stderr)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => reject(new Error(`It ended and never said ${pattern}:\n${said.stdout}${said.stderr}`)));
    });
  return { says, interrupt: () => void child.kill('SIGINT'), ended };
}

/** The JSON object on the last line of stdout. */
export function lastJson({ stdout }: Ended): unknown {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}
