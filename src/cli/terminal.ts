import { readConfig } from './config.ts';
import type { CliConfig } from './config.ts';
import { interruptSignal } from './interrupt.ts';
import { Output } from './output.ts';

/** What every command gets: where it runs, where it writes, and when to stop. */
export type Terminal = { config: CliConfig; output: Output; signal: AbortSignal };

/** The terminal that this process runs in; throws a Failure when the environment is wrong. */
export function openTerminal(): Terminal {
  const config = readConfig();
  // A reader that has seen enough (`| head`) closes the pipe: no reason to leave work half done.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    config,
    output: new Output({ out: process.stdout, err: process.stderr }, config),
    signal: interruptSignal(),
  };
}
