import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import * as z from 'zod';
import { logEntryOf } from './call.ts';
import type { LogEntry } from './call.ts';
import { runningClock } from './clock.ts';
import type { WorldClock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { Refused } from './http/exchange.ts';
import { openJournal } from './journal.ts';
import { Memory } from './memory.ts';
import { native, route } from './http/routes.ts';
import type { SettingsChange } from './settings.ts';
import { World } from './world.ts';

export type SimulatorOptions = {
  /** 0, the default, takes a free one. */
  port?: number;
  /** Same seed, same fates. */
  seed?: number;
  /** Real time unless given. */
  clock?: WorldClock;
  settings?: SettingsChange;
  /** The words it speaks: its own, or a provider's. */
  dialect?: Dialect;
  /**
   * A file in which the world remembers its calls, so that it goes on where the one before was stopped or killed; and
   * how its settings were changed, unless it is started with other settings. It holds the keys that sign webhooks.
   */
  journal?: string;
};

export type Simulator = {
  url: string;
  port: number;
  close: () => Promise<void>;
  log: () => LogEntry[];
};

const host = '127.0.0.1';

/**
 * Starts a pretend telephone network on this machine alone. Rejects when the port is taken, the settings don't fit or
 * the journal can't be read.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, clock = runningClock(), dialect = native } = options;
  const memory = new Memory({ ...dialect.settings, ...options.settings });
  const journal =
    options.journal === undefined ? null : await openJournal(options.journal, (entry) => memory.take(entry));
  const world = new World({ seed, clock, memory, journal, dialect });
  const server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => void answer({ dialect, world }, request, response),
  );
  const port = await listen(server, options.port ?? 0).catch((error: unknown) => {
    world.close();
    throw error;
  });
  world.resume(memory.untold);
  return {
    url: `http://${host}:${port}`,
    port,
    log: () => world.book.slice(0, world.book.size).map(logEntryOf),
    close: async () => {
      world.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

type Network = { dialect: Dialect; world: World };

async function answer({ dialect, world }: Network, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    refuseOtherHosts(request);
    await route(dialect, world, { request, response, url: new URL(request.url ?? '/', `http://${host}`) });
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else dialect.refuse(response, asRefused(error));
  }
}

/** A web page that had its own name point here would otherwise be let in by the browser. */
function refuseOtherHosts(request: IncomingMessage): void {
  if (/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) return;
  throw new Refused(421, 'wrong_host', { message: `Ask for ${host} or localhost.` });
}

function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof z.ZodError) return new Refused(400, 'bad_request', { message: z.prettifyError(error) });
  return new Refused(500, 'internal', { message: 'The simulator failed; this is a bug.' });
}
