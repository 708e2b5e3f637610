import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import * as z from 'zod';
import { logEntryOf } from './call.ts';
import type { LogEntry } from './call.ts';
import { runningClock } from './clock.ts';
import type { WorldClock } from './clock.ts';
import { answerRefused, Refused } from './exchange.ts';
import { route } from './routes.ts';
import { changeSettings, presets } from './settings.ts';
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
};

export type Simulator = {
  url: string;
  port: number;
  close: () => Promise<void>;
  log: () => LogEntry[];
};

const host = '127.0.0.1';

/** Starts a pretend telephone network on this machine alone; rejects when the port is taken or the settings don't fit. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = changeSettings(presets.friendly, options.settings ?? {});
  const world = new World({ seed: options.seed ?? 1, clock: options.clock ?? runningClock(), settings });
  const server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => void answer(world, request, response),
  );
  const port = await listen(server, options.port ?? 0);
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

async function answer(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    refuseOtherHosts(request);
    await route(world, { request, response, url: new URL(request.url ?? '/', `http://${host}`) });
  } catch (error) {
    if (response.headersSent || response.destroyed) response.destroy();
    else answerRefused(response, asRefused(error));
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
