import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { createBus } from '#server/bus.ts';
import { SandboxClock } from '#server/clock.ts';
import { createLog } from '#server/log.ts';
import { createJobs } from '#server/jobs.ts';
import { defaultPatience } from '#server/system.ts';
import type { System } from '#server/system.ts';
import { provider } from '#server/providers/providers.ts';
import { createDatabase } from './database.ts';
import type { EngineOptions } from './engine-process.ts';
import { testVault } from './vault.ts';

export type LogLine = {
  id: string;
  reference: string;
  to: string;
  accepted: string;
  rang: string | null;
  answered: string | null;
  ended: string | null;
  disposition: string | null;
};

type Roles = EngineOptions['roles'];

/** An installation of several real processes on one database, a simulator of its own, and a clock that runs fast. */
export class Fleet {
  readonly system: System;
  readonly simulatorUrl: string;
  readonly #engine: Omit<EngineOptions, 'roles'>;
  readonly #processes = new Set<ChildProcess>();
  readonly #close: () => Promise<void>;

  private constructor(parts: { system: System; engine: Omit<EngineOptions, 'roles'>; close: () => Promise<void> }) {
    this.system = parts.system;
    this.simulatorUrl = parts.engine.simulatorUrl;
    this.#engine = parts.engine;
    this.#close = parts.close;
  }

  static async begin(options: {
    at: string;
    speed: number;
    simulator?: object;
    seed?: number;
    answerWithinMs?: number;
  }): Promise<Fleet> {
    const { db, url, close } = await createDatabase();
    const realAt = new Date();
    const setting = { virtualAt: new Date(options.at), realAt, speed: options.speed, skipIdle: false };
    await sql`
      insert into sandbox_clock (virtual_at, real_at, speed, skip_idle)
      values (${setting.virtualAt}, ${realAt}, ${options.speed}, false)
    `.execute(db);
    const simulator = spawn(
      process.execPath,
      [
        'src/simulator/main.ts',
        ...['--speed', String(options.speed), '--virtual-at', options.at, '--real-at', realAt.toISOString()],
        ...['--seed', String(options.seed ?? 1), '--settings', JSON.stringify(options.simulator ?? {})],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const simulatorUrl = /http\S+/.exec(await firstLine(simulator))?.[0] ?? '';
    const log = createLog('silent');
    const clock = new SandboxClock(setting);
    const [jobs, bus] = [await createJobs({ databaseUrl: url, log }), await createBus({ databaseUrl: url, log })];
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const system: System = {
      db,
      clock,
      sandbox: clock,
      jobs,
      bus,
      log,
      provider,
      vault: testVault(),
      publicUrl,
      simulatorUrl,
      network: defaultPatience,
    };
    const engine = { databaseUrl: url, simulatorUrl, publicUrl, answerWithinMs: options.answerWithinMs ?? 2000 };
    return new Fleet({
      system,
      engine,
      close: async () => {
        simulator.kill();
        await Promise.all([jobs.close(), bus.close()]);
        await close();
      },
    });
  }

  /** Starts a process with these roles; resolves when it is at work. */
  async start(roles: Roles): Promise<ChildProcess> {
    const child = spawn(
      process.execPath,
      ['test/support/engine-process.ts', JSON.stringify({ ...this.#engine, roles })],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    this.#processes.add(child);
    await firstLine(child);
    return child;
  }

  /** kill -9, and its end. */
  async kill(child: ChildProcess): Promise<void> {
    this.#processes.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async log(): Promise<LogLine[]> {
    const response = await fetch(`${this.simulatorUrl}/log`);
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#processes].map((child) => this.kill(child)));
    await this.#close();
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    once(lines, 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`the process ended with ${code} before it was ready`)),
    ),
  ]);
  lines.close();
  child.stdout.resume();
  return line;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The most calls that were in progress at one instant, by the simulator's own log. */
export function mostAtOnce(log: LogLine[]): number {
  const moments = log
    .flatMap((line) => [
      { at: Date.parse(line.accepted), change: 1 },
      ...(line.ended === null ? [] : [{ at: Date.parse(line.ended), change: -1 }]),
    ])
    .toSorted((a, b) => a.at - b.at || a.change - b.change);
  let now = 0;
  let most = 0;
  for (const { change } of moments) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}

/** Numbers that rang while they were ringing or talking already. */
export function rungTwiceAtOnce(log: LogLine[]): string[] {
  return [...Map.groupBy(log, (line) => line.to)].filter(([, calls]) => mostAtOnce(calls) > 1).map(([to]) => to);
}
