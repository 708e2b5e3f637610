import { join } from 'node:path';
import { JournalUnreadable } from '#simulator/journal.ts';
import { startSimulator } from '#simulator/simulator.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';

export type Simulated = { url: string; close(): Promise<void> };

/** Says by its name what is missing where somebody calls through a simulator that no process of the fleet knows. */
const nowhere = 'http://set-carillon-simulator-url.invalid';

/** The pretend telephone network: the one that CARILLON_SIMULATOR_URL names, or our own on the installation's clock. */
export async function simulate(config: Config, clock: Clock): Promise<Simulated> {
  if (config.simulatorUrl) return { url: config.simulatorUrl, close: async () => {} };
  if (config.role !== 'all') return { url: nowhere, close: async () => {} };
  const { port, seed, settings } = config.simulator;
  try {
    return await startSimulator({ port, seed, settings, clock, journal: join(config.dataDir, 'simulator.jsonl') });
  } catch (cause) {
    if (cause instanceof JournalUnreadable) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const inUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const name = inUse ? 'CARILLON_SIMULATOR_PORT' : 'CARILLON_SIMULATOR_SETTINGS';
    throw new Error(`The simulator does not start with this ${name}: ${reason}. Correct it, or leave it out.`, {
      cause,
    });
  }
}
