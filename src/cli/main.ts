import { CommanderError } from 'commander';
import { exitCodes, explain } from './failure.ts';
import { createProgram } from './program.ts';
import { openTerminal } from './terminal.ts';

/** Runs a command to its end; returns the exit code. */
async function main(args: string[]): Promise<number> {
  try {
    const program = createProgram(openTerminal());
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    // Commander has said it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { message, ending } = explain(error);
    process.stderr.write(`${message}\n`);
    return exitCodes[ending];
  }
}

process.exitCode = await main(process.argv.slice(2));
