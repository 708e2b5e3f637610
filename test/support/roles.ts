import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import type { LogLine } from './fleet.ts';

export type Role = 'api' | 'dialer' | 'worker';
export type Member = { role: Role; child: ChildProcess; port: number };

/** Real processes of `carillon start --role …` on one database, with a pretend network beside them. */
export class Roles {
  readonly members = new Set<Member>();
  readonly simulatorUrl: string;
  readonly #folder: string;
  readonly #simulator: ChildProcess;
  readonly #environment: Record<string, string>;
  readonly #port: number;

  private constructor(parts: {
    folder: string;
    simulator: ChildProcess;
    simulatorUrl: string;
    port: number;
    environment: Record<string, string>;
  }) {
    this.#folder = parts.folder;
    this.#simulator = parts.simulator;
    this.simulatorUrl = parts.simulatorUrl;
    this.#environment = parts.environment;
    this.#port = parts.port;
  }

  /**
   * `environment` is what all of them are told beside the database; `simulator` are the network's settings, `clock` the
   * arguments that say its time where it is not the real one.
   */
  static async begin(
    environment: Record<string, string>,
    simulator: object = {},
    clock: string[] = [],
  ): Promise<Roles> {
    const folder = await mkdtemp(join(tmpdir(), 'carillon-roles-'));
    const options = ['--settings', JSON.stringify(simulator), ...clock];
    const network = spawn(process.execPath, ['src/simulator/main.ts', ...options], { stdio: ['ignore', 'pipe', 2] });
    const said = await firstWords(network, /http:\/\/\S+/);
    return new Roles({ folder, simulator: network, simulatorUrl: said, port: await freePort(), environment });
  }

  /** Where the first API answers, and providers reach the fleet. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Of the first API, or of the one that is named. */
  async client({ port }: { port: number } = { port: this.#port }): Promise<Client> {
    const key = (await readFile(join(this.#folder, 'api-key'), 'utf8')).trim();
    return createClient({ url: `http://127.0.0.1:${port}`, key });
  }

  /** Resolves when it is at work; the first API listens where the fleet is reached. */
  async start(role: Role, changes: Record<string, string> = {}): Promise<Member> {
    const isFirst = role === 'api' && ![...this.members].some((member) => member.port === this.#port);
    const port = isFirst ? this.#port : await freePort();
    const child = spawn(process.execPath, ['src/server/main.ts'], {
      env: {
        ...process.env,
        CARILLON_DATA_DIR: this.#folder,
        CARILLON_ROLE: role,
        PORT: String(port),
        PUBLIC_URL: this.url,
        CARILLON_SIMULATOR_URL: this.simulatorUrl,
        ...this.#environment,
        ...changes,
      },
      stdio: ['ignore', 'pipe', 2],
    });
    const member = { role, child, port };
    this.members.add(member);
    await firstWords(child, /is ready after/).catch((error: unknown) => {
      this.members.delete(member);
      throw error;
    });
    return member;
  }

  /** Asks it to stop, and says how long that took, in real milliseconds. */
  async stop(member: Member): Promise<number> {
    const begin = performance.now();
    await this.#end(member, 'SIGTERM');
    return performance.now() - begin;
  }

  /** kill -9, and its end. */
  async kill(member: Member): Promise<void> {
    await this.#end(member, 'SIGKILL');
  }

  async #end(member: Member, signal: NodeJS.Signals): Promise<void> {
    this.members.delete(member);
    if (member.child.exitCode !== null || member.child.signalCode !== null) return;
    const ended = once(member.child, 'exit');
    member.child.kill(signal);
    await ended;
  }

  /** What the network did, line by line. */
  async log(): Promise<LogLine[]> {
    const text = await (await fetch(`${this.simulatorUrl}/log`)).text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  async end(): Promise<void> {
    await Promise.all([...this.members].map((member) => this.stop(member)));
    this.#simulator.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function firstWords(child: ChildProcess, wanted: RegExp): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (piece: Buffer) => {
      said += piece.toString();
      const found = wanted.exec(said);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`a process ended with ${code} before it was ready: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
