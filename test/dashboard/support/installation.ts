import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Carillon as a user starts it, on an empty data folder of its own. */
export class Installation {
  readonly url: string;
  /** The link that signs in, once. */
  readonly link: string;
  readonly client: Client;
  readonly startedAt: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(parts: { child: ChildProcess; folder: string; said: string; key: string; startedAt: number }) {
    this.#child = parts.child;
    this.#folder = parts.folder;
    this.link = matchOf(parts.said, /(http:\/\/\S+#set-up=\S+)/);
    this.url = new URL(this.link).origin;
    this.client = createClient({ url: this.url, key: parts.key });
    this.startedAt = parts.startedAt;
    this.pid = parts.child.pid ?? 0;
  }

  /** `env` adds to what the process is told; the port is a free one. */
  static async start(env: Record<string, string> = {}): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-dashboard-'));
    const startedAt = performance.now();
    const child = spawn('npm', ['start', '--', '--no-open'], {
      cwd: root,
      env: { ...process.env, CARILLON_DATA_DIR: folder, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const said = await untilReady(child);
    const key = (await readFile(join(folder, 'api-key'), 'utf8')).trim();
    return new Installation({ child, folder, said, key, startedAt });
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    process.kill(-this.pid, 'SIGTERM');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function untilReady(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (piece: Buffer) => {
      said += piece.toString();
      if (/is ready|ready in/.test(said) && said.includes('#set-up=')) setImmediate(() => resolve(said));
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
}

function matchOf(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`npm start did not say ${pattern}: ${text}`);
  return found;
}
